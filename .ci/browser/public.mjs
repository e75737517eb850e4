// The page behind the code.

import assert from 'node:assert/strict';
import { close, open, overflows, read, verdict, violations } from './browser.mjs';
import { tampered } from './story.mjs';

const PAGE_BYTES_MAX = 50_000;
const ASKED = '/v1/public/verifications';

/** The checks, each with its name. */
export const checks = [
  ['one request, under 50 KB, with a strict policy', oneRequest],
  ['a valid license, in both languages', valid],
  ['no address ever holds the code', noAddress],
  ['revoked, suspended, not activated', otherStates],
  ['a tampered code', altered],
  ['no network: cannot tell', offline],
  ['faults, limits, late and senseless answers: cannot tell', faults],
  ['an answer that claims valid and does not bear it out: cannot tell', contradictions],
  ['a changed address while a request is under way', overtaken],
  ['back from the browser’s memory', backAndForth],
  ['an answer that grew old is taken down', grownOld],
  ['without a code: forms and look-up', lookUp],
  ['without scripts', withoutScripts],
  ['accessible in every state, scheme, language and width', accessible],
  ['on paper', printed],
];

async function visit(page, front, digits, wanted) {
  await page.goto('about:blank');
  await page.goto(`${front.address}/#${digits}`);
  return verdict(page, wanted);
}

async function oneRequest({ browser, front, told }) {
  const page = await open(browser);
  const response = await page.goto(`${front.address}/`, { waitUntil: 'networkidle0' });
  assert.deepEqual(front.seen.map((one) => `${one.method} ${one.url}`), ['GET /']);
  const bytes = front.seen[0].sent;
  assert.ok(bytes < PAGE_BYTES_MAX, `${bytes} bytes`);
  const headers = response.headers();
  const policy = headers['content-security-policy'];
  assert.match(policy, /default-src 'none'/);
  assert.doesNotMatch(policy, /unsafe|\*|https?:/);
  assert.equal(headers['referrer-policy'], 'no-referrer');
  assert.equal(headers['x-content-type-options'], 'nosniff');
  assert.equal(headers['set-cookie'], undefined);
  assert.deepEqual(page.complaints, []);
  told(`${bytes} bytes`);
  await close(page);
}

async function valid({ browser, front, story, shoot }) {
  for (const [language, word, other, button] of [['zh-CN', '有效', 'Valid', 'Valid'], ['en-GB', 'Valid', '有效', '有效']]) {
    const page = await open(browser, { language });
    const seen = await visit(page, front, story.valid.digits, 'valid');
    assert.equal(seen.tone, 'good');
    assert.ok(seen.words.includes(word) && !seen.words.split('\n')[0].includes(other), seen.words);
    assert.ok(seen.focused, 'the verdict has the focus');
    assert.match(seen.words, /辽[A-Z]/, 'the plate is there to compare');
    assert.match(seen.words, language === 'en-GB' ? /Beijing time/ : /北京时间/);
    await shoot(page, `public-valid-${language.slice(0, 2)}`);
    await page.click('#language');
    assert.ok((await verdict(page, 'valid')).words.includes(button), 'the other language is a click away');
    await close(page);
  }
  const page = await open(browser, { width: 1280, dark: true, touch: false });
  await visit(page, front, story.operator.digits, 'valid');
  await shoot(page, 'public-operator-wide-dark');
  await close(page);
}

async function noAddress({ browser, front, story }) {
  const page = await open(browser);
  const { digits } = story.valid;
  await visit(page, front, digits, 'valid');
  const asked = front.seen.find((one) => one.url === ASKED);
  assert.ok(asked.body.includes(digits), 'the code goes in the body');
  const part = digits.slice(10, 30);
  for (const one of front.seen) assert.ok(!`${one.url}\n${one.headers}`.includes(part), `${one.method} ${one.url} names the code`);
  assert.ok(!front.seen.some((one) => /^referer/im.test(one.headers)), 'nobody is told where one came from');
  const kept = await page.evaluate(async () => [
    document.cookie, localStorage.length, sessionStorage.length, (await caches.keys()).length, (await indexedDB.databases()).length,
  ]);
  assert.deepEqual(kept, ['', 0, 0, 0, 0]);
  assert.ok((await page.evaluate(() => location.hash)).includes(digits), 'the address stays as it was scanned');
  await close(page);
}

async function otherStates({ browser, front, story, shoot }) {
  const page = await open(browser);
  for (const [name, wanted, words] of [
    ['revoked', 'ended', '吊销'], ['suspended', 'suspended', '暂停'], ['sealed', 'not_activated', '激活'],
  ]) {
    const seen = await visit(page, front, story[name].digits, wanted);
    assert.equal(seen.tone, 'bad');
    assert.notEqual(seen.border, 'solid');
    assert.ok(seen.words.includes(words), seen.words);
    await shoot(page, `public-${name}-zh`);
  }
  await close(page);
}

async function altered({ browser, front, story, shoot }) {
  const page = await open(browser, { width: 320, language: 'en-GB', dark: true });
  const seen = await visit(page, front, tampered(story.valid.digits), 'not_found');
  assert.equal(seen.tone, 'bad');
  assert.ok(!/辽[A-Z]/.test(seen.words), 'nothing of a license is shown');
  await shoot(page, 'public-tampered-320-dark-en');
  await close(page);
}

async function offline({ browser, front, story, shoot }) {
  const page = await open(browser, { width: 320 });
  await visit(page, front, story.valid.digits, 'valid');
  await page.setOfflineMode(true);
  await page.click('.card button');
  const seen = await verdict(page, 'cannot_tell');
  assert.ok(seen.words.includes('没有核验') && seen.count === 1, seen.words);
  await shoot(page, 'public-no-network-320-zh');
  await page.setOfflineMode(false);
  await page.click('.card button');
  await verdict(page, 'valid');
  front.rule(ASKED, { gone: true });
  await page.click('.card button');
  await verdict(page, 'cannot_tell');
  await close(page);
}

async function faults({ browser, front, story, shoot }) {
  const page = await open(browser, { language: 'en-GB' });
  const json = { 'content-type': 'application/json' };
  for (const [rule, words] of [
    [{ status: 503, body: '{"code":"store.unavailable"}' }, 'fault'],
    [{ status: 429, body: '' }, 'Too many'],
    [{ status: 400, body: '{}' }, 'right form'],
    [{ status: 302, headers: { location: '/elsewhere' } }, 'No connection'],
    [{ status: 200, headers: { 'content-type': 'text/html' }, body: '<p>Sign in to the hotel network</p>' }, 'cannot be understood'],
    [{ status: 200, headers: json, body: 'null' }, 'cannot be understood'],
    [{ status: 200, headers: json, body: '{"verdict":"splendid"}' }, 'cannot be understood'],
  ]) {
    front.rule(ASKED, rule);
    const seen = await visit(page, front, story.valid.digits, 'cannot_tell');
    assert.ok(seen.words.includes(words), `${JSON.stringify(rule)}: ${seen.words}`);
    assert.equal(seen.border, 'dashed');
    if (rule.status === 503) await shoot(page, 'public-fault-en');
  }
  front.clear();
  await visit(page, front, '!!', 'cannot_tell');
  assert.deepEqual(front.seen.filter((one) => one.url === ASKED), [], 'what is no code is not sent');
  await close(page);
}

async function contradictions({ browser, front, story }) {
  const page = await open(browser);
  const { body: honest } = await story.valid.service.ask(null, 'POST', ASKED, { code: story.valid.digits });
  const unchecked = { state: 'unchecked', reason: 'x' };
  const wrong = ['signature', 'identity', 'validity', 'activation', 'standing'].map((name) => ({ report: { ...honest.report, [name]: unchecked } }));
  wrong.push({ code: 4 }, { as_of: 'now' }, { license: null }, { report: undefined }, { verdict: 'licensed_on_paper' });
  for (const change of wrong) {
    front.rule(ASKED, { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ ...honest, ...change }) });
    const seen = await visit(page, front, story.valid.digits, 'cannot_tell');
    assert.equal(seen.tone, 'unknown', JSON.stringify(change));
  }
  await close(page);
}

/** The slow answer to the first code comes after the second code was asked about: it must not be shown. */
async function overtaken({ browser, front, story }) {
  const page = await open(browser);
  front.rule(ASKED, { after_ms: 700 });
  await page.goto(`${front.address}/#${story.valid.digits}`);
  await page.waitForFunction(() => document.querySelector('#progress').textContent);
  front.clear();
  await page.evaluate((digits) => { location.hash = digits; }, story.revoked.digits);
  await verdict(page, 'ended');
  await new Promise((resolve) => setTimeout(resolve, 1200));
  const seen = await verdict(page);
  assert.deepEqual([seen.verdict, seen.count], ['ended', 1], 'the overtaken answer is not shown');
  // And an answer that is there goes at once when the address changes.
  front.rule(ASKED, { after_ms: 700 });
  await page.evaluate((digits) => { location.hash = digits; }, story.valid.digits);
  await page.waitForFunction(() => !document.querySelector('.card'));
  await verdict(page, 'valid');
  await close(page);
}

async function backAndForth({ browser, front, story }) {
  const page = await open(browser);
  await visit(page, front, story.valid.digits, 'valid');
  await page.goto(`${front.address}/officer`).catch(() => null);
  front.clear();
  front.rule(ASKED, { gone: true });
  await page.goBack();
  await verdict(page, 'cannot_tell');
  assert.ok(front.seen.some((one) => one.url === ASKED), 'it is asked anew');
  front.clear();
  await page.evaluate(() => {
    dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
    if (document.querySelector('.card')) throw new Error('something is left in the browser’s memory');
    dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
  });
  await verdict(page, 'valid');
  assert.equal(front.seen.filter((one) => one.url === ASKED).length, 1);
  await close(page);
}

async function grownOld({ browser, front, story, shoot }) {
  const page = await open(browser);
  await visit(page, front, story.valid.digits, 'valid');
  await page.evaluate(() => {
    const now = Date.now;
    Date.now = () => now() + 6 * 60 * 1000;
    document.dispatchEvent(new Event('visibilitychange'));
  });
  const seen = await verdict(page, 'cannot_tell');
  assert.ok(seen.words.includes('重新核验'), seen.words);
  await shoot(page, 'public-grown-old-zh');
  await close(page);
}

async function lookUp({ browser, front, story, shoot }) {
  const page = await open(browser, { language: 'en-GB' });
  await page.goto(`${front.address}/`);
  await shoot(page, 'public-forms-en');
  await page.type('#code', `HTTPS://X/#${story.revoked.digits}`);
  await page.click('#by-code button');
  await verdict(page, 'ended');
  await page.click('summary');
  const face = await story.operator.service.well(story.operator.holder, 'GET', story.operator.path);
  const value = (name) => face.face.find((line) => line.name === name).value;
  await page.select('#fact', 'uscc');
  assert.ok(!await page.$eval('#with-colour', (part) => part.checkVisibility()), 'a colour is asked of a plate only');
  await page.type('#value', value('KZ_TYSHXYDM'));
  await page.type('#holder', value('KZ_YHMC'));
  await page.click('#by-facts button');
  await verdict(page, 'valid');
  await shoot(page, 'public-look-up-en');
  await page.type('#holder', 'x');
  await page.click('#by-facts button');
  await verdict(page, 'not_found');
  await close(page);
}

async function withoutScripts({ browser, front, story, shoot }) {
  const page = await open(browser);
  await page.setJavaScriptEnabled(false);
  await page.goto(`${front.address}/#${story.valid.digits}`);
  await shoot(page, 'public-without-scripts');
  await page.setJavaScriptEnabled(true);
  const words = await read(page);
  assert.ok(words.includes('无法判断') && words.includes('Cannot tell') && words.includes('12328'), words);
  await close(page);
}

async function accessible({ browser, front, story, told }) {
  let looked = 0;
  for (const look of [{ width: 320, language: 'zh-CN' }, { width: 1280, language: 'en-GB', dark: true, touch: false }]) {
    const page = await open(browser, look);
    for (const digits of ['', story.valid.digits, story.revoked.digits, tampered(story.valid.digits), '!!']) {
      await page.goto('about:blank');
      await page.goto(`${front.address}/#${digits}`);
      if (digits) await verdict(page);
      await page.evaluate(() => { document.querySelector('details').open = true; });
      assert.deepEqual(await violations(page), [], JSON.stringify([look, digits.length]));
      assert.ok(!await overflows(page), `wider than ${look.width}`);
      looked += 1;
    }
    assert.deepEqual(page.complaints, []);
    await close(page);
  }
  told(`${looked} pages before axe`);
}

async function printed({ browser, front, story, shoot }) {
  const page = await open(browser, { width: 794, touch: false });
  await visit(page, front, story.valid.digits, 'valid');
  await page.emulateMediaType('print');
  assert.ok(!(await read(page)).includes('没有证照码'), 'forms are not printed');
  await shoot(page, 'public-print-zh');
  await close(page);
}

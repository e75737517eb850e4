// The officer's page: with a network, without one, and with everything that could deceive it.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { close, open, overflows, read, verdict, violations } from './browser.mjs';
import { Authority } from './lists.mjs';
import { BUNDLE, clockOff, kept, serve, type, visit } from './officer_page.mjs';
import { tampered } from './story.mjs';

const JSON_TYPE = { 'content-type': 'application/json' };
const DAY_MS = 86_400_000;

/** The checks, each with its name. */
export const checks = [
  ['officer: the headers of its parts', headers],
  ['officer: loaded, then no network and no server', offline],
  ['officer: the lists that the service publishes', ownLists],
  ['officer: revoked, suspended and not activated by the lists', otherStates],
  ['officer: a tampered code is forged', altered],
  ['officer: a license file', file],
  ['officer: old lists, a clock that is off or set back', clocks],
  ['officer: no lists, foreign lists, older lists, another root', hostileLists],
  ['officer: no module, a broken module', withoutModule],
  ['officer: a report that does not bear out its verdict', contradictions],
  ['officer: the register is asked only when somebody asks', register],
  ['officer: a new release is offered and taken', release],
  ['officer: accessible in every scheme, language and width', accessible],
];

async function headers({ front }) {
  for (const [path, media] of [
    ['/officer', 'text/html'], ['/officer/worker.js', 'text/javascript'], ['/officer/pages.css', 'text/css'],
    ['/verifier.wasm', 'application/wasm'], ['/officer/app.webmanifest', 'application/manifest+json'],
  ]) {
    const answer = await fetch(front.address + path);
    assert.equal(answer.status, 200, path);
    assert.ok(answer.headers.get('content-type').startsWith(media), path);
    const again = await fetch(front.address + path, { headers: { 'if-none-match': answer.headers.get('etag') } });
    assert.equal(again.status, 304, path);
    assert.equal((await again.arrayBuffer()).byteLength, 0);
  }
  const page = await fetch(`${front.address}/officer`);
  const policy = page.headers.get('content-security-policy');
  assert.match(policy, /script-src 'self' 'wasm-unsafe-eval';/);
  assert.doesNotMatch(policy, /'unsafe-(inline|eval)'|\*|https?:/);
  const module = (await page.text()).match(/data-module="([^"]+)"/)[1];
  assert.match((await fetch(front.address + module)).headers.get('cache-control'), /immutable/);
  assert.doesNotMatch((await fetch(`${front.address}/verifier.wasm?other`)).headers.get('cache-control'), /immutable/);
}

/** Loaded once; then the network is off, the server gone, and the page opened anew. */
async function offline({ browser, front, story, authority, shoot, told }) {
  const page = await open(browser);
  serve(front, authority.bundle());
  assert.match(await visit(page, front), /名单已更新/);
  await kept(page);
  front.refuse = true;
  try {
    await page.setOfflineMode(true);
    const before = front.seen.length;
    await page.reload();
    const began = Date.now();
    const seen = await type(page, story.valid.digits, 'valid');
    told(`${Date.now() - began} ms from the first key to the verdict`);
    assert.equal(seen.tone, 'good');
    assert.ok(seen.focused);
    assert.match(seen.words, /辽[A-Z]/);
    assert.match(seen.words, /状态名单截至 .*北京时间/);
    // The worker and the browser may ask for what is newer; they are refused as everything is.
    const answered = front.seen.slice(before).filter((one) => one.sent > 0);
    assert.deepEqual(answered, [], 'nothing came in on the wire');
    await page.waitForFunction(() => document.querySelector('#readiness').textContent.includes('离线'));
    await shoot(page, 'officer-offline-valid-zh');
    await page.click('#language');
    await shoot(page, 'officer-offline-valid-en');
    await type(page, tampered(story.valid.digits), 'forged');
  } finally {
    front.refuse = false;
  }
  await close(page);
}

/** The lists of the service itself, as they follow what the story did. */
async function ownLists({ browser, front, story, shoot }) {
  const page = await open(browser);
  assert.match(await visit(page, front), /名单已更新/);
  await kept(page);
  await page.setOfflineMode(true);
  await page.reload();
  for (const [name, wanted] of [['valid', 'valid'], ['revoked', 'ended'], ['suspended', 'suspended'], ['sealed', 'not_activated']]) {
    await type(page, story[name].digits, wanted);
    if (name === 'revoked') await shoot(page, 'officer-published-lists-revoked-zh');
  }
  await close(page);
}

async function otherStates({ browser, front, story, authority, shoot }) {
  let sequence = 1;
  for (const [state, wanted] of [['ended', 'ended'], ['suspended', 'suspended'], ['not_activated', 'not_activated']]) {
    const page = await open(browser, { width: 320, dark: state === 'ended' });
    serve(front, authority.bundle({ state, sequence: sequence += 1 }));
    await visit(page, front);
    const seen = await type(page, story.valid.digits, wanted);
    assert.equal(seen.tone, 'bad', state);
    await shoot(page, `officer-${state}-320-zh`);
    await close(page);
  }
}

async function altered({ browser, front, story, authority, shoot }) {
  const page = await open(browser, { language: 'en-GB' });
  serve(front, authority.bundle());
  await visit(page, front);
  const seen = await type(page, tampered(story.valid.digits), 'forged');
  assert.equal(seen.tone, 'bad');
  assert.ok(!/辽[A-Z]/.test(seen.words), 'nothing of what is forged is shown');
  await shoot(page, 'officer-forged-en');
  for (const nonsense of ['hello world', '123', '9'.repeat(300), `${story.valid.digits}0`]) {
    const seen = await type(page, nonsense);
    assert.notEqual(seen.tone, 'good', nonsense);
  }
  await close(page);
}

async function file({ browser, front, story, authority, data, shoot }) {
  const page = await open(browser);
  serve(front, authority.bundle());
  await visit(page, front);
  const whole = await story.valid.file();
  writeFileSync(join(data, 'license.ofd'), whole);
  await (await page.$('#chosen')).uploadFile(join(data, 'license.ofd'));
  await verdict(page, 'valid');
  await shoot(page, 'officer-file-valid-zh');
  const changed = Buffer.from(whole);
  changed[Math.floor(changed.length / 2)] ^= 1;
  writeFileSync(join(data, 'changed.ofd'), changed);
  await (await page.$('#chosen')).uploadFile(join(data, 'changed.ofd'));
  await page.waitForFunction(() => document.querySelector('#answers .card')?.dataset.verdict !== 'valid' && document.querySelector('#answers .card'));
  assert.notEqual((await verdict(page)).tone, 'good');
  await close(page);
}

async function clocks({ browser, front, story, authority, shoot }) {
  const page = await open(browser);
  serve(front, authority.bundle());
  await visit(page, front);
  await kept(page);
  await type(page, story.valid.digits, 'valid');
  // A day and an hour later, without a network: nobody knows what has happened since.
  await clockOff(page, DAY_MS + 3_600_000);
  await page.setOfflineMode(true);
  await page.reload();
  const old = await type(page, story.valid.digits, 'cannot_tell');
  assert.match(old.words, /25 小时前/);
  await shoot(page, 'officer-old-lists-zh');
  // The clock is set back, so that the lists look fresh again.
  await clockOff(page, 0);
  await page.reload();
  const back = await type(page, story.valid.digits, 'cannot_tell');
  assert.match(back.words, /时钟/);
  await shoot(page, 'officer-clock-back-zh');
  await close(page);
  // With a network the server's own time tells.
  const other = await open(browser);
  await clockOff(other, -600_000);
  serve(front, authority.bundle({ at: Date.now() - 900_000 }));
  await visit(other, front);
  const off = await type(other, story.valid.digits, 'cannot_tell');
  assert.match(off.words, /时钟/);
  // A clock that was a year ahead and was put right is no reason to refuse for a year.
  await clockOff(other, 365 * DAY_MS);
  await visit(other, front);
  assert.match((await type(other, story.valid.digits, 'cannot_tell')).words, /时钟/);
  await clockOff(other, 0);
  serve(front, authority.bundle({ sequence: 2 }));
  await visit(other, front);
  await type(other, story.valid.digits, 'valid');
  await close(other);
}

async function hostileLists({ browser, front, service, story, authority, shoot }) {
  const page = await open(browser);
  front.rule(BUNDLE, { status: 503, body: '{}' });
  await visit(page, front);
  assert.match((await type(page, story.valid.digits, 'cannot_tell')).words, /没有名单/);
  await shoot(page, 'officer-no-lists-zh');
  // Not signed by the root that they name.
  const stranger = await Authority.of(service);
  serve(front, { ...authority.bundle(), root: stranger.bundle().root });
  assert.match(await visit(page, front), /没有采用/);
  await type(page, story.valid.digits, 'cannot_tell');
  for (const body of ['[]', '{}', 'null', '<p>', JSON.stringify({ ...authority.bundle(), status: 'x' })]) {
    front.rule(BUNDLE, { status: 200, headers: JSON_TYPE, body });
    assert.match(await visit(page, front), /没有/, body);
    await type(page, story.valid.digits, 'cannot_tell');
  }
  // Good ones, version 7, in which the license is suspended; from then on nothing older and nobody else.
  serve(front, authority.bundle({ version: 7, sequence: 7, state: 'suspended' }));
  assert.match(await visit(page, front), /已更新/);
  await type(page, story.valid.digits, 'suspended');
  serve(front, authority.bundle({ version: 6, sequence: 9 }));
  assert.match(await visit(page, front), /比本机的旧/);
  await type(page, story.valid.digits, 'suspended');
  serve(front, stranger.bundle({ version: 8, sequence: 9 }));
  assert.match(await visit(page, front), /根密钥/);
  await type(page, story.valid.digits, 'suspended');
  serve(front, authority.bundle({ version: 8, sequence: 6, state: 'valid' }));
  assert.match(await visit(page, front), /已更新/);
  await type(page, story.valid.digits, 'suspended');
  serve(front, authority.bundle({ version: 9, sequence: 8, state: 'valid' }));
  await visit(page, front);
  await type(page, story.valid.digits, 'valid');
  await close(page);
}

async function withoutModule({ browser, front, story, authority, shoot }) {
  const address = (await (await fetch(`${front.address}/officer`)).text()).match(/data-module="([^"]+)"/)[1];
  for (const rule of [{ status: 404, body: '{}' }, { status: 200, headers: { 'content-type': 'application/wasm' }, body: 'no module' }]) {
    const page = await open(browser);
    serve(front, authority.bundle());
    front.rule(address, rule);
    await visit(page, front);
    const seen = await type(page, story.valid.digits, 'cannot_tell');
    assert.equal(seen.tone, 'unknown');
    assert.match(await read(page), /核验模块/);
    if (rule.status === 404) await shoot(page, 'officer-no-module-zh');
    await close(page);
  }
}

/** What the verifier never says; the page would not believe it. */
async function contradictions({ browser, front, story, authority }) {
  const page = await open(browser);
  serve(front, authority.bundle());
  await visit(page, front);
  const honest = await page.evaluate((code) => verifier.judge(lists.request({ code })), story.valid.digits);
  assert.equal(honest.verdict, 'valid');
  const told = (report, hindrance) => page.evaluate((report, hindrance) => reported(report, hindrance, []).dataset.verdict, report, hindrance);
  assert.equal(await told(honest, null), 'valid');
  const without = (aspect) => honest.findings.map((one) => one.aspect === aspect ? { ...one, state: 'unchecked' } : one);
  const wrong = ['signature', 'key', 'term', 'activation', 'standing', 'status_age'].map((aspect) => ({ findings: without(aspect) }));
  wrong.push({ findings: [] }, { findings: null }, { status: null }, { trust: null }, { license: null }, { verdict: 'splendid' });
  wrong.push({ license: { ...honest.license, signed: false } }, { medium: { ...honest.medium, code: 'file' } });
  for (const change of wrong) assert.equal(await told({ ...honest, ...change }, null), 'cannot_tell', JSON.stringify(change));
  for (const hindrance of ['clock_off', 'clock_back']) assert.equal(await told(honest, hindrance), 'cannot_tell');
  assert.equal(await told({ ...honest, verdict: 'suspended' }, 'clock_off'), 'suspended', 'a no stands');
  await close(page);
}

async function register({ browser, front, story, authority, shoot }) {
  const page = await open(browser);
  serve(front, authority.bundle());
  await visit(page, front);
  // The list does not know yet what the register knows.
  await type(page, story.revoked.digits, 'valid');
  const { digits } = story.revoked;
  assert.ok(!front.seen.some((one) => `${one.url}${one.body}${one.headers}`.includes(digits.slice(10, 30))), 'the code stays on the device');
  await page.$$eval('.card button', (buttons) => buttons.find((one) => one.textContent.includes('询问登记')).click());
  const seen = await verdict(page, 'ended');
  assert.match(seen.words, /吊销/);
  assert.ok(!front.seen.some((one) => `${one.url}${one.headers}`.includes(digits.slice(10, 30))), 'and is in no address');
  await shoot(page, 'officer-register-zh');
  await page.setOfflineMode(true);
  await page.click('.card button');
  await verdict(page, 'cannot_tell');
  await close(page);
}

async function release({ browser, front, story, authority }) {
  const page = await open(browser);
  serve(front, authority.bundle());
  await visit(page, front);
  await kept(page);
  const worker = await (await fetch(`${front.address}/officer/worker.js`)).text();
  const name = worker.match(/officer-([0-9a-f]{32})/)[1];
  const next = 'f'.repeat(32);
  front.rule('/officer/worker.js', {
    status: 200, headers: { 'content-type': 'text/javascript', 'service-worker-allowed': '/officer' }, body: worker.replaceAll(name, next),
  });
  const html = await fetch(`${front.address}/officer`);
  const kind = Object.fromEntries(['content-type', 'content-security-policy'].map((header) => [header, html.headers.get(header)]));
  front.rule('/officer', { status: 200, headers: kind, body: (await html.text()).replaceAll(name, next) });
  await page.reload();
  await page.waitForFunction(() => document.querySelector('#update').checkVisibility());
  assert.deepEqual(await page.evaluate(() => caches.keys()).then((names) => names.sort()), [`officer-${name}`, `officer-${next}`, 'officer-lists'].sort());
  await Promise.all([page.waitForNavigation(), page.click('#update')]);
  await page.waitForFunction(async (old) => !(await caches.keys()).includes(old), {}, `officer-${name}`);
  await page.setOfflineMode(true);
  await page.reload();
  await type(page, story.valid.digits, 'valid');
  await close(page);
}

async function accessible({ browser, front, story, authority, shoot, told }) {
  let looked = 0;
  for (const look of [{ width: 320, language: 'zh-CN' }, { width: 1280, language: 'en-GB', dark: true, touch: false }]) {
    const page = await open(browser, look);
    serve(front, authority.bundle());
    await visit(page, front);
    for (const digits of ['', story.valid.digits, tampered(story.valid.digits), '123']) {
      if (digits) await type(page, digits);
      await page.evaluate(() => { for (const part of document.querySelectorAll('details')) part.open = true; });
      assert.deepEqual(await violations(page), [], JSON.stringify([look, digits.length]));
      assert.ok(!await overflows(page), `wider than ${look.width}`);
      looked += 1;
      if (digits === story.valid.digits) await shoot(page, `officer-valid-${look.width}-aspects`);
    }
    assert.deepEqual(page.complaints, []);
    await close(page);
  }
  told(`${looked} pages before axe`);
}

// Codes that a phone makes (亮证): whether the phone is there is told, and decides nothing about the license.

import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { close, open, verdict } from './browser.mjs';
import { clockOff, kept, type, visit } from './officer_page.mjs';
import { Phone } from './phone.mjs';
import { tampered } from './story.mjs';

const MINUTE_MS = 60_000;
const GRANT_MS = 72 * 60 * MINUTE_MS;

/** The checks, each with its name. */
export const checks = [
  ['display code: on the page behind it, shown just now', online],
  ['display code: without a network, just now, late, and with a clock that is behind', offline],
  ['display code: altered, or made by another phone', forged],
  ['display code: of a license that was revoked since', revoked],
  ['display code: on the page behind it, of a minute ago', late],
];

async function asked(page, front, code, wanted) {
  await page.goto('about:blank');
  await page.goto(front.address + code.slice(code.indexOf('/#')));
  return verdict(page, wanted);
}

function presence(page) {
  return page.$eval('#answers .presence', (line) => line.innerText);
}

async function online({ browser, front, story, shoot, told }) {
  const { phone } = story.valid;
  const code = await phone.show();
  assert.ok(code.startsWith(story.valid.code.slice(0, story.valid.code.indexOf('#') + 1)), 'the address is that of the license code');
  const page = await open(browser);
  const seen = await asked(page, front, code, 'valid');
  assert.equal(seen.tone, 'good');
  assert.match(await presence(page), /手机刚刚出示/);
  assert.match(seen.words, /辽[A-Z]/);
  await shoot(page, 'public-display-now-zh');
  for (const [at, words] of [[Date.now() + 30_000, /在未来/], [phone.grantedAt * 1000 + GRANT_MS + 1000, /授权已过期/]]) {
    const off = await asked(page, front, await phone.show(at), 'valid');
    assert.equal(off.tone, 'good', 'the license is judged all the same');
    assert.match(await presence(page), words);
  }
  await asked(page, front, story.valid.code, 'valid');
  assert.match(await presence(page), /印制或保存/);
  told(`${code.length} characters`);
  await close(page);
}

/** One code, and a device whose clock moves on and back beside it. */
async function offline({ browser, front, story, shoot }) {
  const page = await open(browser);
  assert.match(await visit(page, front), /名单已更新/);
  await kept(page);
  await page.setOfflineMode(true);
  const code = await story.valid.phone.show();
  for (const [off, words, name] of [
    [0, /手机刚刚出示/, 'now'], [2 * MINUTE_MS, /已过时|时钟/, 'late'], [-MINUTE_MS, /时钟/, 'ahead'], [0, /手机刚刚出示/, null],
  ]) {
    await clockOff(page, off);
    await page.reload();
    const seen = await type(page, code, 'valid');
    assert.equal(seen.tone, 'good', name);
    assert.match(await presence(page), words);
    assert.match(seen.words, /辽[A-Z]/);
    if (name) await shoot(page, `officer-display-${name}-zh`);
  }
  await type(page, story.valid.digits, 'valid');
  assert.doesNotMatch(await presence(page), /刚刚/);
  await close(page);
}

async function forged({ browser, front, story, shoot }) {
  const page = await open(browser);
  await visit(page, front);
  const stranger = (await Phone.new()).keep(story.valid.phone.base, story.valid.phone.grant);
  const code = await story.valid.phone.show();
  const end = `${code.slice(0, -1)}${(Number(code.at(-1)) + 1) % 10}`;
  for (const bad of [await stranger.show(), tampered(code), end]) {
    const seen = await type(page, bad, 'forged');
    assert.equal(seen.tone, 'bad');
    assert.ok(!/辽[A-Z]/.test(seen.words), 'nothing of what is forged is shown');
  }
  await shoot(page, 'officer-display-forged-zh');
  await asked(page, front, await stranger.show(), 'not_found');
  assert.equal(await page.$('#answers .presence'), null, 'nobody is said to be there');
  await shoot(page, 'public-display-forged-zh');
  await close(page);
}

/** The phone is there and its grant is good: the license is not. */
async function revoked({ browser, front, story }) {
  const page = await open(browser);
  const code = await story.revoked.phone.show();
  assert.equal((await asked(page, front, code, 'ended')).tone, 'bad');
  await visit(page, front);
  assert.equal((await type(page, code, 'ended')).tone, 'bad');
  await close(page);
}

/** Runs last, for the moment has to pass. */
async function late({ browser, front, story, shoot, told }) {
  const { phone } = story.valid;
  const waited = Math.max(0, phone.grantedAt * 1000 + MINUTE_MS + 1500 - Date.now());
  await wait(waited);
  const page = await open(browser, { language: 'en-GB' });
  const seen = await asked(page, front, await phone.show(phone.grantedAt * 1000), 'valid');
  assert.equal(seen.tone, 'good');
  assert.match(await presence(page), /old, or a clock is wrong/);
  await shoot(page, 'public-display-late-en');
  told(`${waited} ms waited`);
  await close(page);
}

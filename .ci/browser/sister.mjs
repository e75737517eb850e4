// Licenses of a sister province, which is a process of its own: before and after its list was brought, with a network and without.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { close, open, overflows, verdict, violations } from './browser.mjs';
import { kept, type, visit } from './officer_page.mjs';

const LIST = '/v1/provinces/120000/status-lists/101';

/** The checks, each with its name; the first one is before the list was brought. */
export const checks = [
  ['sister: without its list nothing is told', withoutList],
  ['sister: judged by its own list', byList],
  ['sister: the officer’s page without a network', withoutNetwork],
];

/** Lets the province publish into a folder. */
export function found(program, folder) {
  execFileSync(program, ['sister', '--out', folder], { stdio: ['ignore', 'ignore', 'inherit'] });
}

function digits(sister, name) {
  const code = readFileSync(join(sister, `code-${name}.txt`), 'utf8');
  return code.slice(code.indexOf('#') + 1);
}

async function bring(service, sister) {
  const list = readFileSync(join(sister, 'status-120000-101.bin')).toString('base64');
  await service.well('partner', 'PUT', LIST, { list });
}

async function shown(page, front, code, wanted) {
  await page.goto('about:blank');
  await page.goto(`${front.address}/#${code}`);
  return verdict(page, wanted);
}

async function withoutList({ browser, front, sister, shoot }) {
  const page = await open(browser);
  const seen = await shown(page, front, digits(sister, 'valid'), 'cannot_tell');
  for (const words of ['天津市', '尚未收到', '向该省的发证机关核实']) assert.ok(seen.words.includes(words), seen.words);
  await shoot(page, 'public-sister-without-list-zh');
  await close(page);
}

async function byList({ browser, front, service, sister, shoot }) {
  await bring(service, sister);
  for (const [language, province, asOf] of [['zh-CN', '天津市', '该省状态名单截至'], ['en-GB', 'Tianjin', 'As that province’s list stood on']]) {
    const page = await open(browser, { language, width: language === 'en-GB' ? 320 : 390 });
    const seen = await shown(page, front, digits(sister, 'valid'), 'valid');
    assert.equal(seen.tone, 'good');
    for (const words of [province, asOf, '91120000MA1000001Y']) assert.ok(seen.words.includes(words), seen.words);
    assert.deepEqual(await violations(page), []);
    assert.equal(await overflows(page), false);
    await shoot(page, `public-sister-valid-${language.slice(0, 2)}`);
    await close(page);
  }
  const page = await open(browser);
  for (const [name, wanted] of [['suspended', 'suspended'], ['not-activated', 'not_activated'], ['ended', 'ended'], ['expired', 'ended']]) {
    const seen = await shown(page, front, digits(sister, name), wanted);
    assert.equal(seen.tone, 'bad');
    assert.ok(seen.words.includes('向该省的发证机关核实'), seen.words);
  }
  await shoot(page, 'public-sister-expired-zh');
  await close(page);
}

async function withoutNetwork({ browser, front, service, sister, shoot }) {
  await bring(service, sister);
  const page = await open(browser);
  assert.match(await visit(page, front), /名单已更新/);
  await kept(page);
  await page.setOfflineMode(true);
  await page.reload();
  const seen = await type(page, digits(sister, 'valid'), 'valid');
  assert.match(seen.words, /天津市：外省签发/);
  await shoot(page, 'officer-sister-offline-valid-zh');
  for (const [name, wanted] of [['suspended', 'suspended'], ['ended', 'ended'], ['expired', 'expired']]) {
    await type(page, digits(sister, name), wanted);
  }
  await close(page);
}

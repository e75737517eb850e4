// What the checks do with the officer's page.

import { verdict } from './browser.mjs';

export const BUNDLE = '/v1/public/lists/bundle';
const JSON_TYPE = { 'content-type': 'application/json' };

/** Lists of the checks' own, from now on. */
export function serve(front, bundle) {
  front.rule(BUNDLE, { status: 200, headers: { ...JSON_TYPE, date: new Date().toUTCString() }, body: JSON.stringify(bundle) });
}

/** Opens the page and waits until it has said how its lists are. */
export async function visit(page, front) {
  await page.goto(`${front.address}/officer`);
  await page.waitForFunction(() => document.querySelector('#refreshed')?.textContent);
  return page.$eval('#refreshed', (line) => line.textContent);
}

/** Until the worker has everything, so that the page opens without a network. */
export async function kept(page) {
  await page.evaluate(async () => { await navigator.serviceWorker.ready; });
  await page.waitForFunction(() => navigator.serviceWorker.controller);
}

/** Types a code, and waits for the verdict on it. */
export async function type(page, digits, wanted) {
  await page.$eval('#code', (field) => { field.value = ''; });
  await page.type('#code', digits, { delay: 0 });
  await page.click('#by-code button');
  return verdict(page, wanted);
}

/** Sets the page's clock off by so many milliseconds, from the next load on. */
export async function clockOff(page, ms) {
  await page.evaluateOnNewDocument((off) => {
    const Real = globalThis.RealDate ?? Date;
    globalThis.RealDate = Real;
    globalThis.Date = class extends Real {
      constructor(...given) { given.length > 0 ? super(...given) : super(Real.now() + off); }
      static now() { return Real.now() + off; }
    };
  }, ms);
}

/** A picture that was taken, or a file that was chosen. */
export async function choose(page, path, wanted, field = '#chosen') {
  await (await page.$(field)).uploadFile(path);
  return verdict(page, wanted);
}

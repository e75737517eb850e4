// A Chromium without a window, and what the checks ask of its pages.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import puppeteer from 'puppeteer-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PATIENCE_MS = 20_000;

/** Starts Chromium; what its pages say on their console is kept. */
export async function launch(executablePath, more = []) {
  return puppeteer.launch({
    executablePath,
    headless: true,
    // Inside a container a build runs as root, where Chromium has no sandbox.
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox', '--disable-dev-shm-usage'] : []), ...more],
  });
}

/** A page of its own profile, as wide as `width`, in a language and a scheme of colours. */
export async function open(browser, { width = 390, height = 844, language = 'zh-CN', dark = false, touch = true } = {}) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await page.setViewport({ width, height, deviceScaleFactor: 2, hasTouch: touch, isMobile: touch });
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }]);
  await page.evaluateOnNewDocument((languages) => {
    Object.defineProperty(Navigator.prototype, 'languages', { get: () => languages });
  }, [language]);
  page.setDefaultTimeout(PATIENCE_MS);
  page.complaints = [];
  page.on('pageerror', (error) => page.complaints.push(String(error)));
  page.on('console', (line) => {
    // What cannot be loaded is told by the page itself, and is checked there.
    if (line.type() === 'error' && !/Failed to load resource|net::ERR_/.test(line.text())) page.complaints.push(line.text());
  });
  return page;
}

/** Ends a page with everything that it kept. */
export async function close(page) {
  await page.browserContext().close();
}

/** The newest answer, once there is one: its verdict, the stroke of its frame, and what can be read in the page's language. */
export async function verdict(page, wanted) {
  await page.waitForFunction(
    (verdict) => verdict ? document.querySelector('#answers .card')?.dataset.verdict === verdict : document.querySelector('#answers .card'),
    {}, wanted,
  ).catch(async (error) => {
    throw new Error(`no ${wanted ?? 'answer'}; the page says: ${await page.evaluate(() => document.body.innerText)}\n${error.message}`);
  });
  return page.evaluate(() => {
    const card = document.querySelector('#answers .card');
    return {
      verdict: card.dataset.verdict,
      tone: card.dataset.tone,
      words: card.innerText,
      focused: document.activeElement === card.querySelector('h2'),
      border: getComputedStyle(card).borderTopStyle,
      count: document.querySelectorAll('#answers .card').length,
    };
  });
}

/** What can be read on the page. */
export async function read(page) {
  return page.evaluate(() => document.body.innerText);
}

/** Every violation that axe finds, best practices included. */
export async function violations(page) {
  await page.evaluate(AXE);
  const found = await page.evaluate(async () => {
    const { violations } = await globalThis.axe.run(document);
    return violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).join(', ')}`);
  });
  return found;
}

/** Whether anything is wider than the page. */
export async function overflows(page) {
  return page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
}

/** Keeps a picture of the whole page. */
export function photographer(folder) {
  return async (page, name) => page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}

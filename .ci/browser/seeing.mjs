// What the officer's page reads with a camera: pictures as they are taken on a road, and frame after frame.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { close, launch, open, verdict } from './browser.mjs';
import { film, view } from './camera.mjs';
import { grey } from './drawing.mjs';
import { choose, kept, serve, visit } from './officer_page.mjs';
import { symbol } from './phone.mjs';

/** The checks, each with its name. */
export const checks = [
  ['officer: a picture, taken askew', picture],
  ['officer: pictures taken badly', badly],
  ['officer: frame after frame, until a phone holds its code there', scanned],
  ['officer: frame after frame without a code, and no camera', nothingToScan],
];

async function picture({ browser, front, story, authority, data, shoot, told }) {
  const page = await open(browser);
  serve(front, authority.bundle());
  await visit(page, front);
  const path = join(data, 'taken.jpg');
  writeFileSync(path, await askew(page, story.valid.picture));
  const began = Date.now();
  const seen = await choose(page, path, 'valid', '#taken');
  told(`${Date.now() - began} ms from a picture of 12 megapixels to the verdict`);
  assert.match(seen.words, /辽[A-Z]/);
  await shoot(page, 'officer-picture-valid-zh');
  for (const [name, bytes] of [['no-picture.jpg', 'no picture'], ['empty.png', grey(1280, 720, view(null))]]) {
    writeFileSync(join(data, name), bytes);
    await choose(page, join(data, name), 'cannot_tell');
  }
  await close(page);
}

/** The code on a grey desk, turned by some degrees, as a phone's camera takes it. */
async function askew(page, png) {
  const taken = await page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
    const code = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const canvas = new OffscreenCanvas(4000, 3000);
    const context = canvas.getContext('2d');
    context.fillStyle = '#8a8f94';
    context.fillRect(0, 0, 4000, 3000);
    context.translate(2100, 1450);
    context.rotate(0.12);
    context.fillStyle = '#f2f0ea';
    context.fillRect(-1000, -1000, 2000, 2000);
    context.imageSmoothingEnabled = false;
    context.drawImage(code, -800, -800, 1600, 1600);
    const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.8 });
    return Array.from(new Uint8Array(await blob.arrayBuffer()));
  }, png.toString('base64'));
  return Buffer.from(taken);
}

/** How a code must still be read, in a frame of 1280 by 720 pixels. */
const BADLY = {
  'turned by 45 degrees': { turn: Math.PI / 4 },
  'upside down': { turn: 3.3 },
  'leaning away': { turn: 0.2, lean: 0.15 },
  'from afar': { side: 160, turn: 0.2 },
  'out of focus': { blur: 3 },
  'in little light': { grain: 45 },
  'half in the shadow': { shade: 0.75 },
  'all of it, a little': { side: 420, turn: 0.7, lean: 0.1, blur: 1, grain: 15, shade: 0.4 },
};

/** Too far, a blot, half of it. */
const HOPELESS = [{ side: 70 }, { blur: 9 }, { x: 600 }];

async function badly({ browser, front, story, authority, data, shoot, told }) {
  const page = await open(browser);
  serve(front, authority.bundle());
  await visit(page, front);
  const [path, code] = [join(data, 'badly.png'), symbol(story.valid.code)];
  const taken = async (seen, wanted) => {
    writeFileSync(path, grey(1280, 720, view(code, seen)));
    return choose(page, path, wanted);
  };
  for (const [how, seen] of Object.entries(BADLY)) {
    await taken(seen, 'valid').catch((error) => { throw new Error(`${how}: ${error.message}`); });
  }
  await shoot(page, 'officer-picture-badly-zh');
  for (const seen of HOPELESS) assert.match((await taken(seen, 'cannot_tell')).words, /没有读到/);
  await shoot(page, 'officer-picture-hopeless-zh');
  told(`${Object.keys(BADLY).length} read, ${HOPELESS.length} told as unreadable`);
  await close(page);
}

/** A browser with a film for a camera. */
async function camera(chromium, data, views) {
  const path = join(data, 'camera.y4m');
  writeFileSync(path, film(views));
  return launch(chromium, ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', `--use-file-for-fake-video-capture=${path}`]);
}

/** Without a network: an officer's camera sees a desk, a code that comes into view, and the code, which a phone made just now. */
async function scanned({ chromium, front, story, data, shoot, told }) {
  const code = symbol(await story.valid.phone.show());
  const [empty, coming] = [view(null, { grain: 10 }), view(code, { x: 560, turn: 0.3, blur: 3 })];
  const there = [0.25, 0.3, 0.35].map((turn) => view(code, { side: 520, turn, lean: 0.06, blur: 1, grain: 10, shade: 0.2 }));
  const browser = await camera(chromium, data, [...Array(10).fill(empty), ...Array(5).fill(coming), ...Array(10).fill(there).flat()]);
  try {
    const page = await open(browser);
    await visit(page, front);
    await kept(page);
    await page.setOfflineMode(true);
    await page.click('#camera');
    await page.waitForFunction(() => document.querySelector('#view').videoWidth > 0);
    const began = Date.now();
    await wait(1000);
    assert.equal(await page.$('#answers .card'), null, 'nothing is said of a desk');
    await shoot(page, 'officer-scanning-zh');
    const seen = await verdict(page, 'valid');
    told(`${Date.now() - began} ms from the first frame to the verdict`);
    assert.match(seen.words, /手机刚刚出示/);
    assert.ok(await page.$eval('#view', (view) => view.hidden && view.srcObject === null), 'the camera is off');
    assert.equal(await page.$eval('#camera', (button) => button.getAttribute('aria-expanded')), 'false');
    await shoot(page, 'officer-scanned-zh');
    assert.deepEqual(page.complaints, []);
  } finally {
    await browser.close();
  }
}

async function nothingToScan({ browser, chromium, front, authority, data }) {
  serve(front, authority.bundle());
  const blind = await open(browser);
  await visit(blind, front);
  await blind.click('#camera');
  assert.match((await verdict(blind, 'cannot_tell')).words, /打不开摄像头/);
  await close(blind);
  const other = await camera(chromium, data, [view(null, { grain: 10 })]);
  try {
    const page = await open(other);
    await visit(page, front);
    await page.click('#camera');
    await page.waitForFunction(() => document.querySelector('#view').videoWidth > 0);
    await wait(3000);
    assert.equal(await page.$('#answers .card'), null);
    await page.click('#camera');
    assert.ok(await page.$eval('#view', (view) => view.hidden && view.srcObject === null), 'a second press ends it');
  } finally {
    await other.close();
  }
}

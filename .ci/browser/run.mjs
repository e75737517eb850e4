// The pages in a real Chromium: node run.mjs CHROMIUM LUZHENG FOLDER-FOR-PICTURES [WORD-OF-A-CHECK]

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launch, photographer } from './browser.mjs';
import { Front } from './front.mjs';
import { Authority } from './lists.mjs';
import * as officerPage from './officer.mjs';
import * as publicPage from './public.mjs';
import * as seeing from './seeing.mjs';
import { Service } from './service.mjs';
import * as showing from './showing.mjs';
import * as sister from './sister.mjs';
import { licenses } from './story.mjs';

const [chromium, program, folder, word = ''] = process.argv.slice(2);
const data = mkdtempSync(join(tmpdir(), 'luzheng-pages-'));
mkdirSync(folder, { recursive: true });
let service, front, browser, failed = 0;
try {
  sister.found(program, join(data, 'sister'));
  service = await Service.start(program, join(data, 'service'), ['--sister', join(data, 'sister')]);
  const story = await licenses(service);
  front = await Front.open(service);
  browser = await launch(chromium);
  const authority = await Authority.of(service);
  const world = { browser, front, service, story, authority, shoot: photographer(folder), data, chromium, sister: join(data, 'sister') };
  const checks = [publicPage, officerPage, seeing, showing, sister].flatMap((part) => part.checks);
  for (const [name, check] of checks.filter(([name]) => name.includes(word))) await held(name, check, world);
} finally {
  await browser?.close();
  await front?.close();
  await service?.kill();
  rmSync(data, { recursive: true, force: true });
}
process.exitCode = failed > 0 ? 1 : 0;

async function held(name, check, world) {
  const began = Date.now();
  let more = '';
  world.front.clear();
  try {
    await check({ ...world, told: (words) => { more = ` (${words})`; } });
    console.log(`${String(Date.now() - began).padStart(7)} ms  ${name}${more}`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED      ${name}\n${error.stack}`);
  }
}

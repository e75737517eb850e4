'use strict';
// The officer's page: one question at a time, answered on this device.

const byId = (id) => document.getElementById(id);
const LIVE_MS = 400;
const REFRESH_MS = 5 * 60 * 1000;
let current = { abort: new AbortController() };
let moduleThere = false;

/** Verifies what `find` finds: `{ code }`, `{ picture }` or `{ file }`. */
async function verify(find) {
  const mine = begin();
  byId('progress').replaceChildren(...both(['正在核验…', 'Verifying…']));
  // So that the line is on the screen before the work begins.
  await new Promise((resolve) => setTimeout(resolve));
  const made = await judged(find);
  if (mine === current) present([made]);
}

function begin() {
  current.abort.abort();
  current = { abort: new AbortController() };
  byId('answers').replaceChildren();
  byId('progress').replaceChildren();
  return current;
}

function present(cards) {
  byId('progress').replaceChildren();
  byId('answers').replaceChildren(...cards);
  cards[0].querySelector('h2').focus();
}

/** The card of what was found. Without module or lists there is no verdict. */
async function judged(find) {
  let subject;
  try {
    subject = await find();
    await lists.open();
    if (!lists.kept) return notJudged(HINDRANCES.no_lists, asking(subject));
    const report = await verifier.judge(lists.request(subject));
    if (report.error) return notJudged(words(report.error), asking(subject));
    const hindrance = lists.clock();
    if (!hindrance) await lists.remember();
    return reported(report, hindrance, asking(subject));
  } catch (error) {
    const known = error instanceof NoVerifier ? 'no_verifier' : error.message;
    return notJudged(has(HINDRANCES, known) ? HINDRANCES[known] : HINDRANCES.broken, subject ? asking(subject) : []);
  } finally {
    readiness();
  }
}

/** A button that asks the register, where there is a code in writing. */
function asking(subject) {
  const code = subject.code && codeIn(subject.code);
  if (!code) return [];
  const button = element('button', both(['询问登记（联网）', 'Ask the register (online)']), 'plain screen');
  button.type = 'button';
  button.addEventListener('click', () => askRegister(code));
  return [button];
}

async function askRegister(code) {
  const mine = begin();
  const again = () => askRegister(code);
  let made;
  try {
    made = answered(await ask('/v1/public/verifications', { code }, mine.abort.signal), true, again);
  } catch (error) {
    made = trouble(error instanceof Trouble ? error.message : 'format', again);
  }
  if (mine === current) present([made]);
}

/** What this device has, and what is wrong with it. */
function readiness() {
  const { kept } = lists;
  const asOf = lists.asOf();
  const age = asOf === null ? null : Math.max(0, Math.round((Date.now() - asOf) / 60000));
  const yes = ['有', 'yes'], no = ['没有', 'no'];
  byId('readiness').replaceWith(Object.assign(facts([
    [['核验模块', 'Verifier'], both(moduleThere ? yes : no)],
    [['信任名单版本', 'Trust list version'], both(kept ? [`${kept.version}`, `${kept.version}`] : no)],
    [['状态名单', 'Status lists'], both(kept ? [`${kept.status.length} 份`, `${kept.status.length}`] : no)],
    [['状态截至', 'Status as of'], both(asOf === null ? no : beijing(asOf).map((moment, at) => `${moment} — ${ago(age)[at]}${['前', ' ago'][at]}`))],
    [['网络', 'Network'], both(navigator.onLine ? ['在线', 'online'] : ['离线', 'offline'])],
  ]), { id: 'readiness' }));
  const wrong = [!moduleThere && 'no_verifier', !kept && 'no_lists', lists.clock()].filter(Boolean);
  byId('warnings').replaceChildren(...wrong.map((one) => element('p', both(HINDRANCES[one]), 'warning')));
}

async function refresh() {
  const said = byId('refreshed');
  try {
    await lists.refresh();
    said.replaceChildren(...both(['名单已更新。', 'The lists are up to date.']));
  } catch (error) {
    const known = error instanceof NoVerifier ? HINDRANCES.no_verifier : LIST_TROUBLES[error.message];
    said.replaceChildren(...both(known || LIST_TROUBLES.lists_format));
  }
  readiness();
}

/** Verifies frame after frame until one holds a code. */
async function scan() {
  const view = byId('view');
  if (view.srcObject) return stopScan();
  try {
    view.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment', width: { ideal: 1280 } } });
  } catch {
    present([notJudged(['打不开摄像头。请改用“拍证照码”。', 'The camera cannot be used. Take a picture instead.'])]);
    return;
  }
  view.hidden = false;
  byId('camera').setAttribute('aria-expanded', 'true');
  await view.play();
  while (view.srcObject) {
    await new Promise((resolve) => setTimeout(resolve, LIVE_MS));
    if (!view.srcObject) return;
    const subject = { picture: await base64(await drawn(view, view.videoWidth, view.videoHeight)) };
    const report = lists.kept ? await verifier.judge(lists.request(subject)).catch(() => null) : null;
    if (!report || report.error) continue;
    stopScan();
    await verify(async () => subject);
  }
}

function stopScan() {
  const view = byId('view');
  for (const track of view.srcObject?.getTracks() ?? []) track.stop();
  view.srcObject = null;
  view.hidden = true;
  byId('camera').setAttribute('aria-expanded', 'false');
}

/** Keeps the page for when there is no network; a newer release waits until somebody takes it. */
async function install() {
  if (!navigator.serviceWorker) return;
  const reload = navigator.serviceWorker.controller !== null;
  navigator.serviceWorker.addEventListener('controllerchange', () => { if (reload) location.reload(); });
  const registration = await navigator.serviceWorker.register('/officer/worker.js', { scope: '/officer', updateViaCache: 'none' });
  const offer = () => { byId('update').hidden = !registration.waiting || !navigator.serviceWorker.controller; };
  registration.addEventListener('updatefound', () => registration.installing?.addEventListener('statechange', offer));
  byId('update').addEventListener('click', () => registration.waiting?.postMessage('take over'));
  offer();
  await navigator.storage?.persist?.();
}

function chosen(event) {
  const [file] = event.target.files;
  if (!file) return;
  verify(() => subjectOf(file)).finally(() => { event.target.value = ''; });
}

async function start() {
  byId('unscripted').remove();
  speak(preferredLanguage());
  byId('ask').hidden = byId('language').hidden = byId('ready').hidden = false;
  byId('language').addEventListener('click', () => speak(document.documentElement.lang === 'en' ? 'zh-CN' : 'en'));
  byId('taken').addEventListener('change', chosen);
  byId('chosen').addEventListener('change', chosen);
  byId('by-code').addEventListener('submit', (event) => {
    event.preventDefault();
    const code = byId('code').value;
    verify(async () => ({ code }));
  });
  // Scanners end what they type with Enter.
  byId('code').addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.isComposing) return;
    event.preventDefault();
    byId('by-code').requestSubmit();
  });
  byId('camera').hidden = !navigator.mediaDevices?.getUserMedia;
  byId('camera').addEventListener('click', scan);
  byId('refresh').addEventListener('click', refresh);
  for (const change of ['online', 'offline']) addEventListener(change, readiness);
  addEventListener('online', refresh);
  addEventListener('pagehide', () => { stopScan(); begin(); });
  await lists.open();
  readiness();
  await verifier.load().then(() => { moduleThere = true; }, () => { moduleThere = false; });
  readiness();
  if (navigator.onLine) await refresh();
  setInterval(() => { if (navigator.onLine) refresh(); else readiness(); }, REFRESH_MS);
}

start();
install().catch(() => { byId('refreshed').replaceChildren(...both(['本页没能存到本机，离线时打不开。', 'This page could not be kept for use offline.'])); });

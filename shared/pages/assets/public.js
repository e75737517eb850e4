'use strict';
// The page behind the code. One question at a time: a new one, a changed address or a page that comes back from the browser's
// memory drops everything that was asked or shown before.

const FRESH_MS = 5 * 60 * 1000;
const byId = (id) => document.getElementById(id);
let current = { abort: new AbortController(), again: null, shownAt: null };

/** Asks, and shows what `show` makes of the answer, unless something newer was asked meanwhile. */
async function run(question, show, again) {
  const mine = begin(again);
  byId('progress').replaceChildren(...both(['正在核验…', 'Verifying…']));
  let cards;
  try {
    cards = show(await question(mine.abort.signal));
  } catch (error) {
    cards = [trouble(error instanceof Trouble ? error.message : 'format', again)];
  }
  if (mine !== current) return;
  present(cards);
}

function begin(again) {
  current.abort.abort();
  clear();
  current = { abort: new AbortController(), again, shownAt: null };
  return current;
}

function clear() {
  byId('answers').replaceChildren();
  byId('progress').replaceChildren();
}

function present(cards) {
  clear();
  byId('answers').replaceChildren(...cards);
  current.shownAt = Date.now();
  cards[0].querySelector('h2').focus();
}

function verifyCode(entered) {
  const again = () => verifyCode(entered);
  const code = codeIn(entered);
  if (!code) {
    begin(again);
    present([trouble('code', null)]);
    return;
  }
  const question = (signal) => ask('/v1/public/verifications', { code }, signal);
  run(question, (answer) => [answered(answer, true, again)], again);
}

function lookUp(body) {
  const again = () => lookUp(body);
  const show = ({ answers }) => {
    if (!Array.isArray(answers) || answers.length === 0) throw new Trouble('format');
    return answers.map((answer) => answered(answer, false, again));
  };
  run((signal) => ask('/v1/public/look-ups', body, signal), show, again);
}

/** What the address holds; without anything in it, the forms. */
function start() {
  if (location.hash.length > 1) {
    verifyCode(location.hash);
  } else {
    begin(null);
  }
}

/** An answer is not left standing: the license may have been revoked since. */
function expire() {
  const { shownAt, again } = current;
  const age = Date.now() - shownAt;
  if (shownAt === null || !again || age >= 0 && age <= FRESH_MS) return;
  present([trouble('old', begin(again).again)]);
  current.shownAt = null;
}

function factsEntered() {
  const value = byId('value').value.trim();
  const fact = byId('fact').value;
  const holder_name = byId('holder').value.trim();
  return fact === 'plate'
    ? { plate: { number: value.toUpperCase(), color: byId('colour').value }, holder_name }
    : { [fact]: value.toUpperCase(), holder_name };
}

for (const [code, [zh, en]] of Object.entries(COLOURS)) {
  const option = text('option', zh);
  Object.assign(option, { value: code, selected: code === '2' });
  Object.assign(option.dataset, { zh, en });
  byId('colour').append(option);
}
byId('unscripted').remove();
speak(preferredLanguage());
byId('ask').hidden = byId('language').hidden = false;
byId('language').addEventListener('click', () => speak(document.documentElement.lang === 'en' ? 'zh-CN' : 'en'));
byId('fact').addEventListener('change', () => { byId('with-colour').hidden = byId('fact').value !== 'plate'; });
byId('by-code').addEventListener('submit', (event) => { event.preventDefault(); verifyCode(byId('code').value); });
byId('by-facts').addEventListener('submit', (event) => { event.preventDefault(); lookUp(factsEntered()); });
addEventListener('hashchange', start);
// What was shown is not to be found again in the browser's memory, and what comes back from it is asked anew.
addEventListener('pagehide', () => begin(null));
addEventListener('pageshow', (event) => { if (event.persisted) start(); });
document.addEventListener('visibilitychange', expire);
setInterval(expire, 5000);
start();

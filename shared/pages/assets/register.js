'use strict';
// Asks the register, over the network, and shows what it answers. Whatever goes wrong ends in a trouble and never in "valid".

const PATIENCE_MS = 15000;
const BOOKS = ['identity', 'validity', 'activation', 'standing'];

/** The kind of trouble that kept an answer from coming. */
class Trouble extends Error {}

/** Sends a body and takes JSON. The code goes in a body and never in an address. */
async function ask(path, body, signal) {
  const patience = new AbortController();
  const stop = () => patience.abort();
  const timer = setTimeout(stop, PATIENCE_MS);
  signal.addEventListener('abort', stop);
  try {
    const response = await fetch(path, {
      method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' }, signal: patience.signal,
      cache: 'no-store', credentials: 'omit', redirect: 'error', referrerPolicy: 'no-referrer',
    });
    if (!response.ok) throw new Trouble(ofStatus(response.status));
    return await response.json();
  } catch (error) {
    if (error instanceof Trouble) throw error;
    if (error instanceof SyntaxError) throw new Trouble('format');
    throw new Trouble(patience.signal.aborted ? 'slow' : 'network');
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}

function ofStatus(status) {
  if (status === 429) return 'busy';
  return status >= 500 ? 'server' : 'refused';
}

/** What follows the `#` of a scanned address, or the digits themselves; nothing where it cannot be a code. */
function codeIn(entered) {
  const code = entered.slice(entered.indexOf('#') + 1).replace(/\s+/g, '');
  return /^[0-9A-Za-z.~_-]{8,1024}$/.test(code) ? code : null;
}

/** The verdict that an answer bears out: "valid" only where every aspect says so. */
function borneOut(answer, signed) {
  const { verdict, code, report } = answer;
  if (!has(VERDICTS, verdict) || !report || !answer.words || !beijing(answer.as_of)) return null;
  if (VERDICTS[verdict][0] !== 'good') return verdict;
  if (answer.elsewhere) return borneOutElsewhere(answer);
  if (code !== 0 || !answer.license && signed) return null;
  if (verdict === 'licensed_on_paper') return signed || report.validity?.state !== 'valid' ? null : verdict;
  const state = (name) => report[name]?.state;
  const signature = signed ? state('signature') === 'valid' : report.signature?.reason === 'no_code_shown';
  return signature && BOOKS.every((name) => state(name) === 'valid') ? verdict : null;
}

/** Of another province's license: its own signature and its own list say so. */
function borneOutElsewhere({ verdict, code, report, elsewhere }) {
  const valid = ['signature', 'validity', 'activation', 'standing'].every((name) => report[name]?.state === 'valid');
  return code === 0 && valid && elsewhere.license && beijing(elsewhere.as_of) ? verdict : null;
}

/** The first reason that is not "it rests on another". */
function reasonOf(report, kind) {
  const aspects = ['standing', ...BOOKS, 'signature'].map((name) => report[name]);
  const named = (aspect) => aspect?.state === kind && [aspect.reason, String(aspect.reason).split('.')[0]].find((name) => has(REASONS, name));
  const found = aspects.map(named).find(Boolean);
  return found && REASONS[found];
}

/** The card of one answer. */
function answered(answer, signed, again) {
  const verdict = borneOut(answer, signed);
  if (!verdict) return trouble('format', again);
  if (answer.elsewhere) return answeredElsewhere(answer, verdict, again);
  const tone = VERDICTS[verdict][0];
  const reason = reasonOf(answer.report, 'invalid') || reasonOf(answer.report, 'unchecked');
  const words = signed ? IN_ORDER : [answer.words.zh, answer.words.en];
  const license = answer.license;
  return card(verdict, [
    why(tone === 'good' ? words : reason || [answer.words.zh, answer.words.en]),
    asOf(answer.as_of),
    presence(answer.presence || answer.report.presence),
    license && compare(comparison(license)),
    license && facts(faceOf(license)),
    !signed && !license && verdict !== 'not_found' && element('p', both(REASONS.facts_only)),
    tone === 'good' ? againButton(again) : advice(verdict, again),
  ]);
}

/** The card of a license that another province issued. */
function answeredElsewhere({ words, elsewhere, presence: shown }, verdict, again) {
  const good = VERDICTS[verdict][0] === 'good';
  const { license, as_of } = elsewhere;
  const told = license && {
    ...license, expires_on: license.valid_until, kind: { zh: license.kind_name, en: KINDS[license.kind] || license.kind_name },
  };
  return card(verdict, [
    why(good ? IN_ORDER : [words.zh, words.en]),
    elsewhereLine(elsewhere.name, elsewhere.words),
    as_of && asOf(as_of, true),
    presence(shown),
    told && compare(comparisonOf(told)),
    told && facts(factsOf(told)),
    good ? againButton(again) : advice(verdict, again, true),
  ]);
}

/** Whether the code was printed, or made by a phone just now. */
function presence(found) {
  if (!found) return null;
  const reason = String(found.reason || found.state).split('.').pop();
  const told = found.words ? [found.words.zh, found.words.en] : has(PRESENCE, reason) && PRESENCE[reason];
  return told ? element('p', both(told), 'presence') : null;
}

const COMPARED = ['KZ_CLHP', 'KZ_CPYS', 'KZ_XM', 'KZ_ZH', 'KZ_YHMC', 'KZ_TYSHXYDM'];

function comparison(license) {
  return license.face.filter((line) => COMPARED.includes(line.name)).map((line) => [labelOf(line), valueOf(line)]);
}

function labelOf(line) {
  return [line.label, LABELS[line.name] || line.label];
}

function valueOf(line) {
  return line.name === 'KZ_CPYS' && has(COLOURS, line.value) ? both(COLOURS[line.value]) : registered(line.value);
}

function faceOf(license) {
  const rest = license.face.filter((line) => !COMPARED.includes(line.name)).map((line) => [labelOf(line), valueOf(line)]);
  const until = license.valid_until ? [license.valid_until, license.valid_until] : ['长期', 'no end'];
  const rows = [
    [['证照', 'License'], both([license.kind_name, KINDS[license.kind] || license.kind_name])],
    ...rest,
    [['有效期', 'Term'], both([`${license.valid_from} 至 ${until[0]}`, `${license.valid_from} to ${until[1]}`])],
    [['颁发机构', 'Issued by'], registered(license.issuer)],
  ];
  if (license.identifier) rows.push([['证照标识', 'Identifier'], registered(license.identifier)]);
  return rows;
}

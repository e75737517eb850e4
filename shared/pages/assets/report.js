'use strict';
// The verifier's report as a card. It is not believed for its word alone: "valid" needs every aspect that decides, lists, and a
// clock that is not known to be wrong.

const DECIDING = ['signature', 'key', 'term', 'activation', 'standing', 'status_age'];

/** What stands in the way of any verdict that is a yes. */
const HINDRANCES = {
  no_verifier: ['本机没有核验模块（此版本未带，或没有下载到），不能离线核验。', 'This device has no verifier: this release lacks it, or it was not loaded. Nothing can be verified offline.'],
  broken: ['核验模块出错，没有判断。请再试一次。', 'The verifier failed and judged nothing. Try again.'],
  no_lists: ['本机没有名单，不能离线核验。请联网更新名单。', 'There are no lists on this device. Go online and refresh them.'],
  clock_off: ['本机时钟与服务器相差五分钟以上，不作判断。请校准时钟。', 'This device’s clock differs from the server’s by more than five minutes, so nothing is concluded. Set the clock.'],
  clock_back: ['本机时钟比上次使用时还早，不作判断。请校准时钟。', 'This device’s clock is earlier than when it was last used, so nothing is concluded. Set the clock.'],
  picture: ['这张图片打不开。', 'This picture cannot be opened.'],
  too_large: ['文件太大。', 'The file is too large.'],
};

const LIST_TROUBLES = {
  network: ['连不上服务器，名单没有更新。', 'No connection; the lists were not refreshed.'],
  busy: ['查询太频繁，名单没有更新。', 'Too many requests; the lists were not refreshed.'],
  server: ['服务器暂时没有名单，没有更新。', 'The server has no lists now; nothing was refreshed.'],
  refused: ['服务器没有提供名单，没有更新。', 'The server offers no lists; nothing was refreshed.'],
  lists_format: ['看不懂服务器的名单，没有采用。', 'The server’s lists cannot be understood and were not taken.'],
  lists_bad: ['服务器的名单签名不符，没有采用。', 'The server’s lists do not verify and were not taken.'],
  lists_older: ['服务器的名单比本机的旧，没有采用。', 'The server’s lists are older than those here and were not taken.'],
  lists_root: ['名单的根密钥与本机首次所见不同，没有采用。请向管理部门核实。', 'The lists have another root key than this device saw first and were not taken. Ask your department.'],
};

/** The verdict that a report bears out. */
function borneOutOffline(report) {
  if (!has(VERDICTS, report.verdict) || !Array.isArray(report.findings)) return 'cannot_tell';
  if (VERDICTS[report.verdict][0] !== 'good') return report.verdict;
  const state = (name) => report.findings.find((one) => one.aspect === name)?.state;
  const file = report.medium?.code !== 'file' || state('file') === 'valid';
  const whole = file && DECIDING.every((name) => state(name) === 'valid');
  return whole && report.license?.signed && report.status && report.trust ? report.verdict : 'cannot_tell';
}

/** The card of a report; a hindrance takes a yes away and never a no. */
function reported(report, hindrance, actions) {
  const found = borneOutOffline(report);
  const verdict = hindrance && VERDICTS[found][0] === 'good' ? 'cannot_tell' : found;
  const reason = hindrance && verdict === 'cannot_tell' ? HINDRANCES[hindrance] : words(report.because) || (VERDICTS[verdict][0] === 'good' ? IN_ORDER : words(report.words));
  const { license } = report;
  return card(verdict, [
    why(reason),
    report.elsewhere && elsewhereLine(report.elsewhere.province, report.elsewhere.words),
    statusLine(report.status),
    presenceLine(report),
    license && !license.signed && element('p', both(['以下内容未经签名证实，任何人都可能写成这样。', 'No signature stands behind what follows; anybody may have written it.'])),
    license && compare(comparisonOf(license)),
    license && facts(factsOf(license)),
    aspects(report.findings),
    ...actions,
  ]);
}

function words(named) {
  return named ? [named.zh, named.en] : null;
}

function statusLine(status) {
  if (!status) return null;
  const [zh, en] = beijing(status.as_of);
  const age = Math.max(0, Math.round(status.age_seconds / 60));
  return element('p', both([`状态名单截至 ${zh}，${ago(age)[0]}前`, `Status list as of ${en}, ${ago(age)[1]} ago`]), 'as-of');
}

function ago(minutes) {
  if (minutes < 120) return [`${minutes} 分钟`, `${minutes} minutes`];
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? [`${hours} 小时`, `${hours} hours`] : [`${Math.floor(hours / 24)} 天`, `${Math.floor(hours / 24)} days`];
}

/** Whether the holder's phone is there: decides nothing, and is told. */
function presenceLine(report) {
  const found = Array.isArray(report.findings) ? report.findings.find((one) => one.aspect === 'presence') : null;
  const told = found?.state === 'valid' ? PRESENCE.valid : words(found?.reason);
  const useless = report.medium?.code === 'unknown' || found?.reason?.code === 'not_reached';
  return told && !useless ? element('p', both(told), 'presence') : null;
}

const STATES = { valid: ['符合', 'holds'], invalid: ['不符合', 'does not hold'], unchecked: ['未检查', 'not checked'] };

/** Every aspect with what was found. */
function aspects(findings) {
  if (!Array.isArray(findings)) return null;
  const rows = findings.map((one) => {
    const [zh, en] = STATES[one.state] || STATES.unchecked;
    const reason = one.reason ? [`：${one.reason.zh}`, `: ${one.reason.en}`] : ['', ''];
    return [words(one.words), both([zh + reason[0], en + reason[1]])];
  });
  return element('details', [element('summary', both(['逐项结果', 'Aspect by aspect'])), facts(rows)]);
}

/** That nothing was judged. */
function notJudged(reason, actions = []) {
  return card('cannot_tell', [why(reason), ...actions]);
}

'use strict';
// A verdict on the page: its mark, its word, why, as of when, what to compare, what to do.

/** The marks differ in form: a disc with a tick, an octagon with a cross, a triangle with an exclamation mark. */
const MARKS = {
  good: ['M24 4a20 20 0 1 1 0 40 20 20 0 0 1 0-40Z', 'm15 25 6 6 12-14'],
  bad: ['M16 4h16l12 12v16L32 44H16L4 32V16Z', 'm17 17 14 14', 'M31 17 17 31'],
  unknown: ['M24 5 45 42H3Z', 'M24 19v10', 'M24 35v1'],
};

function mark(tone) {
  const space = 'http://www.w3.org/2000/svg';
  const drawing = document.createElementNS(space, 'svg');
  drawing.setAttribute('viewBox', '0 0 48 48');
  drawing.setAttribute('aria-hidden', 'true');
  for (const path of MARKS[tone]) {
    drawing.appendChild(document.createElementNS(space, 'path')).setAttribute('d', path);
  }
  return drawing;
}

/** The card of a verdict. What is not known by name cannot be told. */
function card(verdict, parts) {
  const [tone, ...words] = has(VERDICTS, verdict) ? VERDICTS[verdict] : VERDICTS.cannot_tell;
  const title = element('h2', both(words));
  title.tabIndex = -1;
  const made = element('section', [element('div', [mark(tone), title], 'head'), ...parts.filter(Boolean)], 'card');
  made.dataset.tone = tone;
  made.dataset.verdict = verdict;
  title.id = `verdict-${++card.count}`;
  made.setAttribute('aria-labelledby', title.id);
  return made;
}
card.count = 0;

function why(words) {
  return element('p', both(words), 'why');
}

function asOf(moment, elsewhere) {
  const [zh, en] = beijing(moment);
  const words = elsewhere ? [`该省状态名单截至 ${zh}`, `As that province’s list stood on ${en}`] : [`登记状态截至 ${zh}`, `As the register stood on ${en}`];
  return element('p', both(words), 'as-of');
}

function advice(verdict, again, elsewhere) {
  const [tone] = VERDICTS[verdict];
  const list = element('ul', (elsewhere ? ADVICE.elsewhere : ADVICE[verdict] || ADVICE[tone]).map((words) => element('li', both(words))));
  const title = element('h3', both(['怎么办', 'What to do']));
  return element('div', [title, list, again && againButton(again)].filter(Boolean));
}

function againButton(again) {
  const button = element('button', both(['重新核验', 'Verify again']));
  button.type = 'button';
  button.addEventListener('click', again);
  return button;
}

/** A list of labels and values. */
function facts(rows) {
  return element('dl', rows.flatMap(([label, value]) => [element('dt', both(label)), element('dd', value)]));
}

/** What whoever holds the phone compares with the world. */
function compare(rows) {
  if (rows.length === 0) return null;
  const lines = rows.map(([label, value]) => {
    const between = (zh, en) => both([zh, en]);
    return element('p', [...both(label), ...between('：', ': '), element('strong', value)]);
  });
  const title = element('h3', both(['请与眼前的车、人或业户核对', 'Compare with what you see']));
  const caution = element('p', both([
    '不一致的，不是这辆车、这个人或这家业户的证照。', 'If they differ, it is not the license of this vehicle, person or operator.',
  ]));
  return element('div', [title, ...lines, caution], 'compare');
}

/** What to compare, of a license as its code tells of it. */
function comparisonOf(license) {
  const { plate, name, name_shortened, id_tail, uscc } = license;
  const colour = plate && (COLOURS[plate.color] || [plate.color_zh ?? plate.color, plate.color_zh ?? plate.color]);
  return [
    plate && [['车辆号牌', 'Plate'], registered(plate.number)],
    plate && [['车牌颜色', 'Plate colour'], both(colour)],
    name && [['姓名', 'Name'], registered(name_shortened ? `${name}…` : name)],
    id_tail && [['证件号码末位', 'ID number ends in'], registered(id_tail)],
    uscc && [['统一社会信用代码', 'Unified social credit code'], registered(uscc)],
  ].filter(Boolean);
}

/** The rest of it. */
function factsOf(license) {
  const until = license.expires_on ? [license.expires_on, license.expires_on] : ['长期', 'no end'];
  return [
    [['证照', 'License'], both([license.kind.zh, license.kind.en])],
    [['本版制发日期', 'This version made on'], registered(license.issued_on)],
    [['有效期至', 'Valid until'], both(until)],
    license.issuer && [['颁发机构', 'Issued by'], registered(license.issuer)],
    license.identifier && [['证照标识', 'Identifier'], registered(license.identifier)],
  ].filter(Boolean);
}

/** Whose license it is, if not ours, and that our books were not asked. */
function elsewhereLine(province, told) {
  return element('p', both([`${province.zh}：${told.zh}`, `${province.en}: ${told.en}`]), 'elsewhere');
}

/** A value as it was registered, in Chinese. */
function registered(value) {
  return [text('span', value, '', 'zh-CN')];
}

/** That nothing was judged, and what to do. */
function trouble(kind, again) {
  return card('cannot_tell', [why(TROUBLES[kind]), advice('cannot_tell', again)]);
}

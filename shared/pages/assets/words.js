'use strict';
// Words of both pages, each as [Chinese, English].

/** What the answer is, by verdict: the stroke of the frame and the large word. A verdict that is not here is not known. */
const VERDICTS = {
  valid: ['good', '有效', 'Valid'],
  licensed_on_paper: ['good', '纸质证照有效', 'Valid on paper'],
  not_activated: ['bad', '无效：未激活', 'Not valid: not activated'],
  suspended: ['bad', '暂时失效', 'Not valid for now'],
  not_yet: ['bad', '未到生效日期', 'Not valid yet'],
  expired: ['bad', '无效：已过期', 'Not valid: expired'],
  ended: ['bad', '无效：已失效', 'Not valid: ended'],
  not_found: ['bad', '查无此证', 'Not found'],
  mismatch: ['bad', '与登记不符', 'Does not match'],
  forged: ['bad', '无效：不真实', 'Not valid: not genuine'],
  incomplete: ['unknown', '无法判断', 'Cannot tell'],
  cannot_tell: ['unknown', '无法判断', 'Cannot tell'],
};

/** Why, by the reason that an aspect gives, or by what stands before its point. */
const REASONS = {
  not_activated: ['证照已制发，持证主体尚未激活。', 'It was issued, but its holder has not activated it.'],
  suspended: ['证照已被暂停。', 'It is suspended.'],
  replaced: ['这一版本已被新版本替换，请核验新版本的码。', 'A newer version has taken its place; verify the code of that one.'],
  cancelled: ['证照已注销。', 'It was cancelled.'],
  withdrawn: ['证照已被撤销。', 'It was withdrawn.'],
  revoked: ['证照已被吊销。', 'It was revoked.'],
  expired: ['有效期已过。', 'Its term is over.'],
  not_yet: ['有效期尚未开始。', 'Its term has not begun.'],
  not_found: [
    '登记中查无此证：码可能被改动或抄错，也可能不是本省签发，或所填信息与登记不一致。不能视为有效。',
    'The register has nothing like it: the code may be altered or mistyped or from elsewhere, or the facts differ. Do not take it for valid.',
  ],
  key: ['签发这个码的密钥不被采信，不能凭这个码判断。', 'The key that signed the code is not believed for it, so nothing can be told by this code.'],
  'key.unknown': ['签发这个码的密钥不在信任名单中：码可能来自外省或更新的密钥，也可能是伪造的。', 'The key that signed the code is in no trust list: it may be another province’s, or newer, or made up.'],
  'key.removed': ['签发这个码的密钥已被撤出信任，不能凭这个码判断。', 'The key that signed the code was taken out of trust, so nothing can be told by this code.'],
  trust_list: ['信任名单暂不可用，不能凭这个码判断。', 'The trust list cannot be used now, so nothing can be told by this code.'],
  'code.unknown_format': ['不认识这个码的格式：可能来自外省，或比本系统新。', 'The code has a form that is not known here: it may be another province’s, or newer.'],
  facts_only: ['按所填信息查询的结果；这样查询不显示照面内容。', 'Looked up by what was entered; such an answer shows nothing of the license.'],
  no_electronic_license: ['这项许可没有电子证照，请查验纸质证照原件。', 'There is no electronic license for this; look at the paper original.'],
};

/** That every aspect of a code was checked and is good. */
const IN_ORDER = ['证照真实，已激活，在有效期内。', 'Genuine, activated, and within its term.'];

const CALL = ['拨打 12328，或向发证机关核实。', 'Call 12328, or ask the issuing authority.'];
const BY_FACTS = ['扫不出、没有码时，用“两项信息查询”。', 'Without a code that can be read, look the license up by two facts.'];

/** Whether the holder's phone was there. */
const PRESENCE = {
  valid: ['持证主体的手机刚刚出示。', 'Shown by the holder’s phone just now.'],
  printed: ['印制或保存的证照码：不能说明持证人在场。', 'A printed or saved code: it does not show that the holder is here.'],
  stale: ['亮证码已过时，或时钟不准：不能说明持证人在场。', 'The display code is old, or a clock is wrong: it does not show that the holder is here.'],
  ahead: ['亮证码的时间在未来，时钟不准：不能说明持证人在场。', 'The display code is of a later time, so a clock is wrong: it does not show that the holder is here.'],
  grant_over: ['亮证授权已过期（手机要联网更新）：不能说明持证人在场。', 'The phone’s grant is over and has to be renewed online: it does not show that the holder is here.'],
};

/** What to do, for an answer that is not a yes: where the register said no, and where nothing could be told. */
const ADVICE = {
  bad: [['以登记为准。有异议时，拨打 12328，或向发证机关核实。', 'The register decides. Whoever disagrees calls 12328 or asks the issuing authority.']],
  not_found: [['核对码或所填信息，再试一次。', 'Check the code or what was entered, and try again.'], BY_FACTS, CALL],
  elsewhere: [['以签发省份的登记为准：向该省的发证机关核实。', 'The register of the province that issued it decides: ask the issuing authority there.'], CALL],
  unknown: [['再试一次；信号不好时，换个位置或网络。', 'Try again; where the signal is weak, try elsewhere.'], BY_FACTS, CALL],
};

/** What keeps an answer from coming. */
const TROUBLES = {
  network: ['连不上网络或服务器，没有核验。', 'No connection to the register. Nothing was checked.'],
  slow: ['服务器没有及时回答，没有核验。', 'The register did not answer in time. Nothing was checked.'],
  busy: ['查询太频繁，请过一分钟再试。没有核验。', 'Too many requests; wait a minute. Nothing was checked.'],
  server: ['服务器暂时出错，没有核验。', 'The register has a fault. Nothing was checked.'],
  refused: ['所填内容不符合格式，没有核验。请检查后再试。', 'What was entered is not in the right form. Nothing was checked.'],
  format: ['看不懂服务器的回答，不作判断。请刷新页面。', 'The answer cannot be understood, so nothing is concluded. Reload the page.'],
  code: ['这不是证照码，或码的格式不认识。没有核验。', 'This is not a license code, or not in a form that is known. Nothing was checked.'],
  old: ['上次的结果已超过五分钟，请重新核验。', 'The last answer is more than five minutes old; verify again.'],
};

/** The kinds of license in English; Chinese comes with the answer. */
const KINDS = {
  '008': 'Road transport business license', '016': 'Dangerous goods road transport license',
  '074': 'Online ride-hailing business license', '079': 'Radioactive materials road transport license',
  '013': 'Road transport certificate (vehicle)', '073': 'Online ride-hailing vehicle certificate',
  '071': 'Road transport practitioner certificate', '075': 'Cruising taxi driver certificate',
  '072': 'Online ride-hailing driver certificate',
};

/** The lines of a face in English. */
const LABELS = {
  KZ_YHMC: 'Operator or owner', KZ_XM: 'Name', KZ_ZH: 'ID number', KZ_TYSHXYDM: 'Unified social credit code',
  KZ_CLHP: 'Plate', KZ_CPYS: 'Plate colour', KZ_JYFW: 'Scope of business', KZ_CYZGLB: 'Qualification',
};

/** Colours of plates, by code. */
const COLOURS = {
  1: ['蓝色', 'Blue'], 2: ['黄色', 'Yellow'], 3: ['黑色', 'Black'], 4: ['白色', 'White'], 5: ['绿色', 'Green'],
  93: ['黄绿色', 'Yellow-green'], 94: ['渐变绿', 'Gradient green'], 91: ['农黄色', 'Agricultural yellow'],
  92: ['农绿色', 'Agricultural green'], 9: ['其他', 'Other'],
};

/** Whether a table names it. */
function has(table, name) {
  return Object.prototype.hasOwnProperty.call(table, name);
}

/** Both languages; the style sheet shows one. */
function both([zh, en]) {
  return [text('span', zh, 'zh', 'zh-CN'), text('span', en, 'en', 'en')];
}

function text(tag, words, kind, lang) {
  const made = document.createElement(tag);
  made.textContent = words;
  if (kind) made.className = kind;
  if (lang) made.lang = lang;
  return made;
}

function element(tag, children = [], kind = '') {
  const made = document.createElement(tag);
  if (kind) made.className = kind;
  made.append(...children);
  return made;
}

/** Chinese unless the browser prefers something else. */
function speak(lang) {
  document.documentElement.lang = lang;
  // Of the title and of options, which hold text alone.
  for (const part of document.querySelectorAll('[data-zh]')) {
    part.textContent = lang === 'en' ? part.dataset.en : part.dataset.zh;
  }
}

function preferredLanguage() {
  const [first = 'zh'] = navigator.languages || [navigator.language];
  return first.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en';
}

/** A moment in Beijing time, or nothing if it is none. */
function beijing(moment) {
  const at = new Date(moment);
  if (Number.isNaN(at.getTime())) return null;
  const format = (locale, zone) => new Intl.DateTimeFormat(locale, {
    timeZone: 'Asia/Shanghai', year: 'numeric', month: 'long', day: 'numeric',
    hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23',
  }).format(at) + zone;
  return [format('zh-CN', '（北京时间）'), format('en-GB', ' Beijing time')];
}

'use strict';
// The lists that a verifier carries with it. What is kept was verified before; a version never goes back, and the root is the one
// that this device saw first.

const KEEPER = 'officer-lists';
const RECORD = '/officer/lists';
const BUNDLE = '/v1/public/lists/bundle';
const SISTERS = '/v1/public/lists/provinces/';
/** How far this device's clock may be off, in milliseconds; the verifier allows lists as much. */
const CLOCK_OFF_MS_MAX = 5 * 60 * 1000;

const lists = {
  /** What is kept: root, trust, status (ours) and elsewhere (sister provinces'), version, names of what was dropped, `latest`: the latest moment that was ever seen. */
  kept: null,
  /** How far the server's clock is ahead of this device's, in milliseconds, where it was just asked. */
  ahead: null,

  async open() {
    const found = await (await caches.open(KEEPER)).match(RECORD);
    this.kept = found ? await found.json() : null;
  },

  async keep(record) {
    await (await caches.open(KEEPER)).put(RECORD, new Response(JSON.stringify(record)));
    this.kept = record;
  },

  /** What the verifier is asked with, at a moment. */
  request(subject, now = new Date()) {
    const { root, trust, version } = this.kept;
    const status = [...this.kept.status, ...(this.kept.elsewhere ?? [])];
    return { root, trust, status, trust_version_min: version, now: now.toISOString(), ...subject };
  },

  /** Takes what the server has, if it verifies and is not older. One page at a time. */
  async refresh() {
    const offer = await this.fetch();
    await navigator.locks.request(KEEPER, async () => {
      await this.open();
      await this.take(offer);
    });
  },

  async fetch() {
    const asked = Date.now();
    const { headers, body } = await fetched(BUNDLE);
    const told = Date.parse(headers.get('date'));
    this.ahead = Number.isNaN(told) ? null : told - (asked + Date.now()) / 2;
    return { ...body, elsewhere: await ofSisters(body.sisters) };
  },

  async take({ root, trust, status, elsewhere }) {
    if (typeof root !== 'string' || typeof trust !== 'string' || !Array.isArray(status)) throw new Trouble('lists_format');
    const old = this.kept;
    if (old && old.root !== root) throw new Trouble('lists_root');
    // The verifier takes the newest list of each issuer, so that one that the server lost or set back is not missed.
    const own = new Set([...status, ...(old?.status ?? [])]);
    const all = [...new Set([...own, ...elsewhere, ...(old?.elsewhere ?? [])])];
    const seen = await verifier.judge({ root, trust, status: all, trust_version_min: old?.version ?? 0, now: new Date().toISOString(), code: '0' });
    if (!seen.trust) throw new Trouble('lists_bad');
    if (seen.trust.version < (old?.version ?? 0)) throw new Trouble('lists_older');
    const dropped = new Set(seen.dropped.map((one) => Number(one.list)));
    const good = all.filter((_, at) => !dropped.has(at));
    const [ours, theirs] = [good.filter((list) => own.has(list)), good.filter((list) => !own.has(list))];
    // Where the server has just told the time, a clock that was once ahead is forgiven.
    const now = this.ahead === null ? Math.max(Date.now(), old?.latest ?? 0) : Date.now() + this.ahead;
    const latest = Math.max(now, ...ours.map(asOfStatus));
    await this.keep({
      root, trust, status: newestOfEach(ours), elsewhere: newestOfEach(theirs), version: seen.trust.version,
      until: seen.trust.next_update, dropped: dropped.size, latest,
    });
  },

  /** Remembers how late it was: a clock that is set back afterwards is noticed. */
  async remember() {
    if (this.kept && Date.now() > this.kept.latest) await this.keep({ ...this.kept, latest: Date.now() });
  },

  /** What is wrong with this device's clock, as far as that can be seen: nothing, or a hindrance. */
  clock() {
    if (this.ahead !== null && Math.abs(this.ahead) > CLOCK_OFF_MS_MAX) return 'clock_off';
    return this.kept && Date.now() < this.kept.latest - CLOCK_OFF_MS_MAX ? 'clock_back' : null;
  },

  /** The oldest moment that a kept status list of ours speaks of. */
  asOf() {
    const moments = (this.kept?.status ?? []).map(asOfStatus);
    return moments.length > 0 ? Math.min(...moments) : null;
  },
};

async function fetched(path) {
  try {
    const response = await fetch(path, { cache: 'no-store', credentials: 'omit', redirect: 'error', signal: AbortSignal.timeout(30000) });
    if (!response.ok) throw new Trouble(ofStatus(response.status));
    return { headers: response.headers, body: await response.json() };
  } catch (error) {
    throw error instanceof Trouble ? error : new Trouble('network');
  }
}

/** The status lists of sister provinces. One that cannot be had keeps nobody from the others, nor from ours. */
async function ofSisters(provinces) {
  const lists = [];
  for (const province of Array.isArray(provinces) ? provinces : []) {
    const { body } = await fetched(SISTERS + encodeURIComponent(province)).catch(() => ({ body: {} }));
    if (Array.isArray(body.status)) lists.push(...body.status);
  }
  return lists;
}

/** Reads issuer, number and moment out of a signed status list: byte 73 on, after format, key and signature. */
function statusHead(encoded) {
  const bytes = Uint8Array.from(atob(encoded.slice(0, 128)), (sign) => sign.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  const key = bytes.slice(1, 9).join('.');
  return { of: `${key} ${view.getUint16(73)}`, sequence: view.getBigUint64(75), asOf: Number(view.getBigUint64(83)) * 1000 };
}

function asOfStatus(encoded) {
  return statusHead(encoded).asOf;
}

/** Of lists that verified, the newest of each key and issuer. */
function newestOfEach(status) {
  const newest = new Map();
  for (const encoded of status) {
    const { of, sequence } = statusHead(encoded);
    const before = newest.get(of);
    if (!before || before.sequence < sequence) newest.set(of, { sequence, encoded });
  }
  return [...newest.values()].map((one) => one.encoded);
}

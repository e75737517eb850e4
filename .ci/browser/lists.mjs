// Signed lists of the checks' own, in the form of docs/SEAL.md, with a root of their own: so that what is old, altered, set back or
// signed by somebody else can be put before the officer's page. A page that sees them first takes their root for its root.

import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';

const ISSUERS = new URL('../../shared/license/data/issuers.csv', import.meta.url);
const HALF_OF_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n >> 1n;
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const PLACES = 4096;
/** Two bits a license. */
export const STATES = { ended: 0, not_activated: 1, suspended: 2, valid: 3 };

class Key {
  constructor() {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.spki = publicKey.export({ type: 'spki', format: 'der' });
    this.private = privateKey;
  }

  get id() {
    return createHash('sha256').update(this.spki).digest().subarray(0, 8);
  }

  /** Format, key, signature and body. */
  envelope(context, body) {
    const message = Buffer.concat([Buffer.from(`${context}\0`, 'latin1'), body]);
    const signature = lowS(sign('sha256', message, { key: this.private, dsaEncoding: 'ieee-p1363' }));
    return Buffer.concat([Buffer.from([1]), this.id, signature, body]);
  }
}

/** A signature of P-256, r || s, in its one encoding. */
export function lowS(raw) {
  const s = BigInt(`0x${raw.subarray(32).toString('hex')}`);
  const low = (s > HALF_OF_ORDER ? ORDER - s : s).toString(16).padStart(64, '0');
  return Buffer.concat([raw.subarray(0, 32), Buffer.from(low, 'hex')]);
}

/** A root, a status key, and what they sign for the issuers of the catalogue and the service's own issuing keys. */
export class Authority {
  static async of(service) {
    const authority = new Authority();
    authority.root = new Key();
    authority.status = new Key();
    authority.issuing = await service.well(null, 'GET', '/v1/public/issuer-keys');
    const rows = readFileSync(ISSUERS, 'utf8').trim().split('\n').slice(1).map((line) => line.split(','));
    authority.issuers = rows.map(([, name, uscc, number]) => ({ number: Number(number), uscc, name }));
    return authority;
  }

  /** What `/v1/public/lists/bundle` answers. */
  bundle({ version = 1, at = Date.now(), until = at + 30 * 86_400_000, state = 'valid', sequence = 1 } = {}) {
    return {
      root: this.root.spki.toString('base64'),
      trust: this.trust(version, at, until).toString('base64'),
      status: this.issuers.map(({ number }) => this.list(number, sequence, at, state).toString('base64')),
    };
  }

  trust(version, at, until) {
    const moment = (ms) => new Date(Math.floor(ms / 1000) * 1000).toISOString().replace('.000', '');
    const key = (id, use, spki) => ({ id, use, spki, from: '2020-01-01', until: null, removed: null });
    const keys = [
      ...this.issuing.map((one) => key(one.key_id, 'license', one.spki)),
      key(this.status.id.toString('hex').toUpperCase(), 'status', this.status.spki.toString('base64')),
    ];
    const address = ({ number }) => ({ issuer: number, address: `https://lists.example.cn/${number}` });
    const authorities = [...new Set(this.issuing.flatMap((one) => one.certificates?.authority ?? []))];
    const list = {
      version, issued_at: moment(at), next_update: moment(until), status_age_max_seconds: 86_400,
      provinces: [{
        code: '210000', name: '辽宁省', name_en: 'Liaoning', issuers: this.issuers, keys, authorities,
        status_lists: this.issuers.map(address),
      }],
    };
    return this.root.envelope('TRUST-LIST-1', Buffer.from(JSON.stringify(list)));
  }

  /** Every place of an issuer in one state. */
  list(issuer, sequence, at, state) {
    const head = Buffer.alloc(30);
    const seconds = BigInt(Math.floor(at / 1000));
    head.writeUInt16BE(issuer, 0);
    head.writeBigUInt64BE(BigInt(sequence), 2);
    head.writeBigUInt64BE(seconds, 10);
    head.writeBigUInt64BE(seconds + 300n, 18);
    head.writeUInt32BE(PLACES, 26);
    const packed = Buffer.alloc(PLACES / 4, STATES[state] * 0b01010101);
    return this.status.envelope('STATUS-LIST-1', Buffer.concat([head, deflateRawSync(packed)]));
  }
}

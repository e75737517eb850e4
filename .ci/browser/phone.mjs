// A holder's phone that shows a license with no network (亮证). Written from docs/SEAL.md, sections 1 to 3 and 8, and from nothing
// else of ours: keys and signatures are of the Web's own cryptography, the symbol of a library.

import qrcode from 'qrcode-generator';
import { lowS } from './lists.mjs';

const { subtle } = globalThis.crypto;
const P256 = { name: 'ECDSA', namedCurve: 'P-256' };
const SIGNATURE = 64;
const LIFE = 6;
const SYMBOL_VERSION_MAX = 11;

/** A phone and the grant that it keeps. */
export class Phone {
  static async new() {
    const phone = new Phone();
    phone.keys = await subtle.generateKey(P256, false, ['sign']);
    phone.spki = Buffer.from(await subtle.exportKey('spki', phone.keys.publicKey));
    return phone;
  }

  /** Registers its key for a license, and keeps what the service answers. */
  async register(license) {
    const body = { device_key: this.spki.toString('base64') };
    const { base, grant } = await license.service.well(license.holder, 'PUT', `${license.path}/display-grant`, body);
    return this.keep(base, Buffer.from(grant, 'base64'));
  }

  keep(base, grant) {
    return Object.assign(this, { base, grant });
  }

  /** When the grant begins, in seconds since 1970: four bytes before the lifetime's two and the issuer's signature. */
  get grantedAt() {
    return this.grant.readUInt32BE(this.grant.length - SIGNATURE - LIFE);
  }

  /** The display code of a moment, by the phone's clock in milliseconds: an address as a camera reads it. */
  async show(at = Date.now()) {
    const offset = Buffer.alloc(3);
    offset.writeUIntBE(Math.max(0, Math.floor(at / 1000) - this.grantedAt), 0, 3);
    const message = Buffer.concat([Buffer.from('DISPLAY-CODE-1\0', 'latin1'), this.grant, offset]);
    const signature = lowS(Buffer.from(await subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, this.keys.privateKey, message)));
    return this.base + digits(Buffer.concat([this.grant, offset, signature]));
  }
}

/** A payload as one number in decimal, as many digits as its length takes. */
function digits(payload) {
  return BigInt(`0x${payload.toString('hex')}`).toString().padStart(Math.ceil(payload.length * 8 * Math.log10(2)), '0');
}

/** The symbol of a code: error correction M; the base, its `#`, and the digits, each packed in its own way. */
export function symbol(code) {
  const made = qrcode(0, 'M');
  const [base, payload] = code.split('#');
  made.addData(base, 'Alphanumeric');
  made.addData('#', 'Byte');
  made.addData(payload, 'Numeric');
  made.make();
  const size = made.getModuleCount();
  if (size > 17 + 4 * SYMBOL_VERSION_MAX) throw new Error(`a symbol of ${size} modules`);
  return { size, dark: (row, column) => row >= 0 && column >= 0 && row < size && column < size && made.isDark(row, column) };
}

// Licenses in every state that a page has to tell, made over HTTP as holders and officers make them.

import { vehicle } from './drawing.mjs';
import { Phone } from './phone.mjs';

/** A license with its code. */
export class License {
  constructor(service, kind) {
    this.service = service;
    this.kind = kind;
    this.holder = `holder-${kind}`;
  }

  /** Claimed, made, and not yet activated. */
  static async made(service, kind) {
    const license = new License(service, kind);
    await license.claim();
    const wallet = await service.until(license.holder, `/v1/holders/${license.holderId}/licenses?limit=100`,
      (seen) => seen.items.some((one) => one.kind === kind && one.stage === 'sealed'));
    const own = wallet.items.find((one) => one.kind === kind && one.stage === 'sealed');
    license.key = own.license;
    license.path = `/v1/licenses/${own.license}/versions/${own.version}`;
    const code = await service.well(license.holder, 'GET', `${license.path}/code`);
    license.code = code.text;
    license.digits = code.text.slice(code.text.indexOf('#') + 1);
    license.picture = Buffer.from(code.png, 'base64');
    return license;
  }

  async claim() {
    const { service, holder, kind } = this;
    const [own] = await service.well(holder, 'GET', '/v1/holders');
    this.holderId = own.holder;
    const claimable = (grant) => grant.kind === kind && grant.claimable;
    const grants = await service.until(holder, `/v1/holders/${own.holder}/grants?limit=100`, (seen) => seen.items.some(claimable));
    const { subject, grant } = grants.items.find(claimable);
    const application = `/v1/applications/browser-${kind}`;
    const made = await service.well(holder, 'PUT', application, { subject, grant, route: 'claim' });
    if (made.stage === 'submitted') await this.photographed(application);
    await service.until(holder, application, (seen) => seen.stage === 'issued');
  }

  async photographed(application) {
    const { service, holder } = this;
    const bytes = vehicle();
    const link = await service.well(holder, 'PUT', `${application}/photos/1`, { media_type: 'image/png', size_bytes: bytes.length });
    const put = await fetch(link.url, { method: 'PUT', headers: link.headers, body: bytes });
    if (!put.ok) throw new Error(`the upload was answered ${put.status}`);
    await service.until(holder, application, (seen) => seen.stage === 'awaiting_review');
    const name = application.split('/').pop();
    for (const reviewer of await officials(service, 'reviewer')) {
      const queue = await service.well(reviewer, 'GET', '/v1/reviews?limit=100');
      if (queue.items.some((one) => one.application === name)) {
        await service.well(reviewer, 'PUT', `/v1/reviews/${name}/decisions/browser-decision`, { outcome: 'approve' });
        return;
      }
    }
    throw new Error('the application is in no queue');
  }

  async activate() {
    await this.service.well(this.holder, 'PUT', `${this.path}/activation`, {});
    return this;
  }

  /** Lets a phone of the holder's show it. */
  async shown() {
    this.phone = await (await Phone.new()).register(this);
    return this;
  }

  /** An act of the officer whose city it is. */
  async act(noun, reason) {
    const order = { reason, legal_basis: '《中华人民共和国道路运输条例》' };
    for (const officer of await officials(this.service, 'officer')) {
      const answer = await this.service.ask(officer, 'PUT', `${this.path}/${noun}/browser-act`, order);
      if (answer.status < 300) return this;
    }
    throw new Error(`no officer may do it: ${noun}`);
  }

  async file() {
    const link = await this.service.well(this.holder, 'GET', `${this.path}/document`);
    return Buffer.from(await (await fetch(link.url)).arrayBuffer());
  }
}

async function officials(service, role) {
  const personas = await service.well(null, 'GET', '/dev/personas');
  return personas.map((one) => one.id).filter((id) => id.startsWith(`${role}-`));
}

/** The licenses of the checks, by how they stand. */
export async function licenses(service) {
  const valid = await (await (await License.made(service, '013')).activate()).shown();
  const operator = await (await License.made(service, '008')).activate();
  const revoked = await (await (await License.made(service, '016')).activate()).shown();
  await revoked.act('revocations', 'illegal-operation');
  const suspended = await (await License.made(service, '079')).activate();
  await suspended.act('suspensions', 'data-in-doubt');
  const sealed = await License.made(service, '074');
  return { valid, operator, revoked, suspended, sealed };
}

/** The same code with one digit of its middle changed. */
export function tampered(digits) {
  const at = Math.floor(digits.length / 2);
  return digits.slice(0, at) + ((Number(digits[at]) + 1) % 10) + digits.slice(at + 1);
}

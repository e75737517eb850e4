// The local service as a process of its own, and requests to it as its personas make them.

import { spawn } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';

const PATIENCE_MS = 60_000;

/** A running service on a folder. */
export class Service {
  static async start(program, data, options = []) {
    const service = new Service();
    service.process = spawn(program, ['serve', '--data', data, '--port', '0', ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
    service.address = await addressIn(service.process);
    service.process.stdout.resume();
    service.tokens = new Map();
    return service;
  }

  /** Kills it, as a power cut would. */
  async kill() {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const gone = new Promise((resolve) => this.process.once('exit', resolve));
    this.process.kill('SIGKILL');
    await gone;
  }

  async ask(who, method, path, body) {
    const headers = { 'content-type': 'application/json' };
    if (who) headers.authorization = `Bearer ${await this.token(who)}`;
    const response = await fetch(this.address + path, { method, headers, body: body && JSON.stringify(body) });
    const told = await response.text();
    return { status: response.status, body: told && (told.startsWith('{') || told.startsWith('[') ? JSON.parse(told) : told) };
  }

  /** An answer that is expected to go well. */
  async well(who, method, path, body) {
    const answer = await this.ask(who, method, path, body);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  async token(persona) {
    if (!this.tokens.has(persona)) {
      const { access_token } = await this.well(null, 'POST', '/dev/token', { persona });
      this.tokens.set(persona, access_token);
    }
    return this.tokens.get(persona);
  }

  /** Asks again until what follows a commit can be seen. */
  async until(who, path, seen) {
    for (const began = Date.now(); ; await wait(50)) {
      const { status, body } = await this.ask(who, 'GET', path);
      if (status < 300 && seen(body)) return body;
      if (Date.now() - began > PATIENCE_MS) throw new Error(`${path} stayed at ${status} ${JSON.stringify(body)}`);
    }
  }
}

function addressIn(child) {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (piece) => {
      said += piece;
      const found = said.match(/serves at (\S+)/);
      if (found) resolve(found[1]);
    });
    child.once('exit', (code) => reject(new Error(`the service ended with ${code}`)));
    child.once('error', reject);
  });
}

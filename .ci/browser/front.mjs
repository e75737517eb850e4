// A door before the service: writes down what comes in on the wire, and can be told to answer otherwise, late, or not at all.

import { createServer, request as ask } from 'node:http';

export class Front {
  static async open(service) {
    const front = new Front();
    front.service = service;
    front.seen = [];
    front.rules = new Map();
    front.refuse = false;
    front.server = createServer((from, to) => front.serve(from, to));
    await new Promise((resolve) => front.server.listen(0, '127.0.0.1', resolve));
    front.port = front.server.address().port;
    front.address = `http://127.0.0.1:${front.port}`;
    return front;
  }

  /** What is answered to a path from now on: `{ status, headers, body, after_ms, gone }`, or a function of the request's number. */
  rule(path, answer) {
    this.rules.set(path, answer);
  }

  clear() {
    this.rules.clear();
    this.seen.length = 0;
  }

  async close() {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  async serve(from, to) {
    const pieces = [];
    for await (const piece of from) pieces.push(piece);
    const body = Buffer.concat(pieces);
    const entry = { method: from.method, url: from.url, headers: from.rawHeaders.join('\n'), body: body.toString('latin1'), sent: 0 };
    this.seen.push(entry);
    const rule = this.rules.get(from.url);
    if (rule?.gone || this.refuse) return void from.socket.destroy();
    if (rule?.after_ms) await new Promise((resolve) => setTimeout(resolve, rule.after_ms));
    if (rule?.status) {
      entry.sent = Buffer.byteLength(rule.body ?? '');
      return void to.writeHead(rule.status, rule.headers ?? {}).end(rule.body ?? '');
    }
    this.pass(from, to, body, entry, rule?.headers ?? {});
  }

  pass(from, to, body, entry, changed) {
    const { hostname, port } = new URL(this.service.address);
    const inner = ask({ hostname, port, method: from.method, path: from.url, headers: from.headers }, (answer) => {
      to.writeHead(answer.statusCode, { ...answer.headers, ...changed });
      answer.on('data', (piece) => { entry.sent += piece.length; });
      answer.pipe(to);
    });
    inner.on('error', () => from.socket.destroy());
    inner.end(body);
  }
}

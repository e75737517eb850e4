'use strict';
// The verifier, a WebAssembly module: a request in JSON goes in, an answer in JSON comes out. A module that cannot be had or that
// breaks has judged nothing.

/** Nothing can be judged: the module is not there. */
class NoVerifier extends Error {}

const verifier = {
  exports: null,

  /** Takes the module in; again after it broke. It asks nothing of the page: no clock, no network, no random numbers. */
  async load() {
    const response = await fetch(document.documentElement.dataset.module);
    if (!response.ok) throw new NoVerifier();
    const module = await WebAssembly.compile(await response.arrayBuffer());
    this.exports = (await WebAssembly.instantiate(module, {})).exports;
  },

  /** The answer to a request, or an exception: never a verdict that was not computed. */
  async judge(request) {
    if (!this.exports) await this.load();
    const { memory, allocate, verify, release } = this.exports;
    const asked = new TextEncoder().encode(JSON.stringify(request));
    try {
      const place = allocate(asked.length) >>> 0;
      new Uint8Array(memory.buffer, place, asked.length).set(asked);
      const told = verify(place, asked.length) >>> 0;
      const length = new DataView(memory.buffer).getUint32(told, true);
      const answer = new TextDecoder().decode(new Uint8Array(memory.buffer, told + 4, length));
      release(place, asked.length);
      release(told, length + 4);
      return JSON.parse(answer);
    } catch (error) {
      this.exports = null;
      throw error;
    }
  },
};

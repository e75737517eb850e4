// Drawn pictures, as PNG: a vehicle that the inspection of photos lets pass (nobody is on it), and what a camera saw.

import { deflateSync, crc32 } from 'node:zlib';

const [WIDTH, HEIGHT] = [1200, 900];
const [GREY, COLOURED] = [0, 2];

function colour(x, y) {
  const wheel = (at) => (x - at) ** 2 + ((y - 0.72) * 0.75) ** 2 < 0.004;
  if (wheel(0.3) || wheel(0.72)) return [28, 28, 30];
  if (x >= 0.16 && x < 0.34 && y >= 0.34 && y < 0.48) return [170, 205, 225];
  if (x >= 0.14 && x < 0.88 && y >= 0.3 && y < 0.72) return [36, 92, 160];
  return y > 0.76 ? [120, 124, 130] : [236, 240, 244];
}

/** As PNG. */
export function vehicle() {
  const rows = Buffer.alloc(HEIGHT * (1 + WIDTH * 3));
  for (let y = 0, at = 0; y < HEIGHT; y += 1) {
    at += 1;
    for (let x = 0; x < WIDTH; x += 1) for (const part of colour(x / WIDTH, y / HEIGHT)) rows[at++] = part;
  }
  return png(WIDTH, HEIGHT, COLOURED, rows);
}

/** A picture of brightness alone. */
export function grey(width, height, luma) {
  const rows = Buffer.alloc(height * (1 + width));
  for (let y = 0; y < height; y += 1) rows.set(luma.subarray(y * width, (y + 1) * width), y * (1 + width) + 1);
  return png(width, height, GREY, rows);
}

/** Rows of pixels, a zero before each. */
function png(width, height, colours, rows) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, colours, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(name, bytes) {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), bytes]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(bytes.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

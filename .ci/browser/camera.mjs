// What a camera sees of a code on a desk, as brightness: turned, leaning away, far off, not quite sharp, grainy, half in the shadow.

const [PAPER, INK, DESK] = [232, 38, 122];
const QUIET = 4;
/** Each pixel is the mean of so many by so many. */
const FINE = 2;

/**
 * One view. `side` is that of the symbol with its quiet zone, `x` and `y` how far it is off the middle, `blur` the radius of a
 * lens that is out of focus, all in pixels; `turn` in radians; `lean` and `shade` in parts of the whole; `grain` in steps of
 * brightness. Without a symbol the desk is empty.
 */
export function view(symbol, seen = {}) {
  const { width = 1280, height = 720, blur = 0, grain = 0, shade = 0 } = seen;
  const sharp = new Float32Array(width * height);
  for (let row = 0, at = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) sharp[at++] = pixel(symbol, column - width / 2, row - height / 2, seen);
  }
  const soft = blur > 0 ? blurred(blurred(sharp, width, height, blur), width, height, blur) : sharp;
  const noise = random();
  return Uint8Array.from(soft, (light, at) => {
    const lit = light * (1 - shade * ((at % width) / width));
    return Math.min(255, Math.max(0, Math.round(lit + grain * (2 * noise() - 1))));
  });
}

function pixel(symbol, x, y, seen) {
  let sum = 0;
  for (let i = 0; i < FINE; i += 1) {
    for (let j = 0; j < FINE; j += 1) sum += point(symbol, x + (i + 0.5) / FINE, y + (j + 0.5) / FINE, seen);
  }
  return sum / (FINE * FINE);
}

function point(symbol, column, row, { side = 480, turn = 0, lean = 0, x = 0, y = 0 }) {
  const desk = DESK + 18 * Math.sin(column / 23) * Math.sin(row / 31);
  if (!symbol) return desk;
  const [dx, dy] = [column - x, row - y];
  const far = side * (1 + lean * (2 * dx / side));
  const across = (dx * Math.cos(turn) + dy * Math.sin(turn)) / far + 0.5;
  const down = (dy * Math.cos(turn) - dx * Math.sin(turn)) / far + 0.5;
  if (across < 0 || down < 0 || across >= 1 || down >= 1) return desk;
  const module = (part) => Math.floor(part * (symbol.size + 2 * QUIET)) - QUIET;
  return symbol.dark(module(down), module(across)) ? INK : PAPER;
}

/** The mean over a square of pixels, along rows and then along columns. */
function blurred(light, width, height, radius) {
  const along = averaged(light, height, width, width, 1, radius);
  return averaged(along, width, height, 1, width, radius);
}

function averaged(light, lines, length, line, step, radius) {
  const soft = new Float32Array(light.length);
  for (let which = 0; which < lines; which += 1) {
    const at = (place) => which * line + Math.min(length - 1, Math.max(0, place)) * step;
    let sum = 0;
    for (let place = -radius; place <= radius; place += 1) sum += light[at(place)];
    for (let place = 0; place < length; place += 1) {
      soft[at(place)] = sum / (2 * radius + 1);
      sum += light[at(place + radius + 1)] - light[at(place - radius)];
    }
  }
  return soft;
}

/** The same grain in every run. */
function random() {
  let state = 20261126;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Film of views, five a second, in the form that Chromium plays as a camera; it plays it over and over. */
export function film(views, width = 1280, height = 720) {
  const colourless = Buffer.alloc(width * height / 2, 128);
  const frames = views.flatMap((light) => [
    Buffer.from('FRAME\n'), Buffer.from(light.map((value) => 16 + Math.round(value * 219 / 255))), colourless,
  ]);
  return Buffer.concat([Buffer.from(`YUV4MPEG2 W${width} H${height} F5:1 Ip A1:1 C420\n`), ...frames]);
}

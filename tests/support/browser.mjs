// Debian's Chromium, driven by playwright-core: a page at phone or desktop width.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { checkAnswer } from './check_answers.mjs';

const QUIET = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

/** options.camera: an MJPEG file that plays as the camera. */
export function launch({ camera } = {}) {
  const args = [...QUIET];
  if (camera) args.push('--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', `--use-file-for-fake-video-capture=${camera}`);
  return chromium.launch({ executablePath: '/usr/bin/chromium', args });
}

export const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' };
export const DESKTOP = { viewport: { width: 1280, height: 860 }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' };

/** Holds what the page is answered against the contract; a stream and what is cut off have no body to look at. */
async function check(response, errors) {
  const headers = response.headers();
  const bytes = headers['content-type']?.includes('json') ? await response.text().catch(() => null) : '';
  try {
    if (bytes !== null) checkAnswer(response.request().method(), response.url(), response.status(), headers, bytes);
  } catch (e) {
    errors.push(String(e));
  }
}

/** A page whose script errors, and whose answers that are not in the contract, fail the test: read errors[] at the end. */
export async function open(browser, url, device) {
  const context = await browser.newContext(device);
  const page = await context.newPage();
  const errors = [];
  page.on('pageerror', (e) => errors.push(String(e)));
  page.on('response', (r) => check(r, errors));
  await page.goto(url);
  return { page, context, errors };
}

/** The same, with a session in it; staff: {name, role, school} of a member of the staff. */
export async function openSignedIn(browser, url, device, token, staff) {
  const opened = await open(browser, url, device);
  await opened.page.evaluate(([t, s]) => {
    sessionStorage.setItem('token', t);
    if (s) sessionStorage.setItem('staff', JSON.stringify(s));
  }, [token, staff]);
  await opened.page.reload();
  return opened;
}

/** Does nothing run over the side? */
export const fits = (page) => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);

/** A picture of the page for a person to look at, where TUCAI_SCREENSHOTS names a folder. */
export async function picture(page, name) {
  const folder = process.env.TUCAI_SCREENSHOTS;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: path.join(folder, `${name}.png`), fullPage: true });
}

/** A film for launch({camera}): the photo in a portrait frame of 960x1280. Drawn anew, for Chromium's player takes only plain baseline JPEGs. */
export async function cameraOf(photo, file) {
  const browser = await launch();
  const page = await browser.newPage();
  const frame = await page.evaluate(async (url) => {
    const image = Object.assign(new Image(), { src: url });
    await image.decode();
    const canvas = Object.assign(document.createElement('canvas'), { width: 960, height: 1280 });
    canvas.getContext('2d').drawImage(image, 0, 160, 960, 960);
    return canvas.toDataURL('image/jpeg', 0.92).split(',')[1];
  }, `data:image/jpeg;base64,${readFileSync(photo, 'base64')}`);
  await browser.close();
  writeFileSync(file, Buffer.concat([1, 2, 3, 4].map(() => Buffer.from(frame, 'base64'))));
  return file;
}

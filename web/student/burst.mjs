// Liveness (R16): what the person is asked to do, and the small frames taken meanwhile. They go with the photo and its nonce.
import { call } from '/shared/api.mjs';
import { h, plain } from '/shared/dom.mjs';

/** Said to the one who is photographed; the one who holds the phone reads it out. */
const ASKED = {
  turn_left: '请慢慢向自己的左边转头，约三十度',
  turn_right: '请慢慢向自己的右边转头，约三十度',
  blink: '请闭上眼睛，停一下，再睁开',
};

/** Within 2 s; the first moment is for understanding. */
const BEGIN_MS = 900;
const EVERY_MS = 450;
const FRAMES = 4;
const LONG_SIDE = 480;

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function frameOf(video) {
  const scale = Math.min(1, LONG_SIDE / Math.max(video.videoWidth, video.videoHeight));
  const canvas = h('canvas', { width: Math.round(video.videoWidth * scale), height: Math.round(video.videoHeight * scale) });
  canvas.getContext('2d').drawImage(video, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.85));
}

/** The evidence of a photo just taken: {nonce, frames}; nothing where the school asks for none. */
export async function takeBurst(camera, finder) {
  const { body: { nonce, challenge } } = await call('POST', '/shots/nonce');
  if (challenge === 'none') return null;
  const asked = h('p', { class: 'asked', role: 'alert' }, ASKED[challenge]);
  const frames = [];
  finder.append(asked);
  await pause(BEGIN_MS);
  for (let i = 0; i < FRAMES; i++) {
    if (!camera.stream) throw plain('相机已关闭，请重新拍摄。');
    frames.push(await frameOf(camera.video));
    await pause(EVERY_MS);
  }
  asked.remove();
  return { nonce, frames };
}

/** The body of an upload with its evidence. */
export function formOf(photo, { nonce, frames }) {
  const form = new FormData();
  form.append('nonce', nonce);
  form.append('photo', photo, 'photo.jpg');
  for (const frame of frames) form.append('frames', frame, 'frame.jpg');
  return form;
}

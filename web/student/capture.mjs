// Taking a photo: camera with a silhouette or a file, preview, confirm or only try the light, verdict. Each is a view: #camera,
// #preview, #shot/ID, and #try/ID of a dry run (R13).
import { serverNow } from '/shared/api.mjs';
import { h, show, say, action } from '/shared/dom.mjs';
import { blocked } from './next.mjs';
import { takeBurst } from './burst.mjs';
import { Camera } from './camera.mjs';
import { checkPhoto, tooSmall } from './file_check.mjs';
import { Upload, verdictOf } from './upload.mjs';
import { annotated, findingList } from './verdict.mjs';
import { appealBox } from './appeal.mjs';

const SILHOUETTE = `<svg viewBox="0 0 480 640" preserveAspectRatio="xMidYMid meet" aria-hidden="true">
  <path d="M240 96c-62 0-104 48-104 122s46 146 104 146 104-72 104-146-42-122-104-122zM40 640c0-118 60-176 134-196l66 44 66-44c74 20 134 78 134 196"
    fill="none" stroke="#000" stroke-width="7" opacity=".45"/>
  <path d="M240 96c-62 0-104 48-104 122s46 146 104 146 104-72 104-146-42-122-104-122zM40 640c0-118 60-176 134-196l66 44 66-44c74 20 134 78 134 196"
    fill="none" stroke="#fff" stroke-width="4" stroke-dasharray="12 9"/></svg>`;

let taken = null; // {photo, evidence} in preview; a reload forgets it, and the student takes another

const go = (place) => { location.hash = place; };
/** In place of this view, so that the back button does not lead into what is over. */
function goInstead(place) {
  location.replace(`${location.pathname}#${place}`);
}

function preview(photo, evidence = null) {
  taken = { photo, evidence };
  go('preview');
}

function filePicker(label) {
  const file = h('input', { type: 'file', accept: 'image/jpeg', id: 'photo-file', 'aria-label': label });
  file.addEventListener('change', action(async () => {
    const photo = file.files[0];
    file.value = '';
    if (!photo) return;
    await checkPhoto(photo);
    preview(photo);
  }));
  return h('label', { class: 'button file' }, h('span', {}, label), file);
}

/** Seconds until a moment, counted down in place. */
function countdown(until) {
  const out = h('b', { class: 'count' });
  const tick = () => {
    const left = Math.max(0, Math.ceil((new Date(until) - serverNow()) / 1000));
    out.textContent = `还有 ${left} 秒`;
    if (left > 0 && (out.isConnected || !out.parentNode)) setTimeout(tick, 500);
  };
  tick();
  return out;
}

export function captureCard(me) {
  const reason = blocked(me);
  const left = me.attempts?.left_before_lock;
  const choices = h('div', { class: 'row' },
    h('button', { class: reason ? '' : 'main', id: 'open-camera', onclick: () => go('camera') }, reason ? '用相机试光线' : '打开相机'),
    filePicker(reason ? '用照片试光线' : '选择刚拍的照片'));
  if (reason) {
    return h('section', { class: 'card' }, h('h2', {}, reason.title), h('p', {}, reason.text, reason.counts ? ' ' : '', reason.counts ? countdown(reason.until) : null),
      h('p', { class: 'quiet' }, '现在也可以试光线：只检测，不计次数，不存照片。'), choices);
  }
  return h('section', { class: 'card' }, h('h2', {}, '拍摄照片'),
    h('p', {}, '请他人帮忙，用后置摄像头拍摄；面向窗户，背景不限，头肩对准虚线框。'),
    left !== undefined && left < 3 ? h('p', { class: 'bad' }, `再有 ${left} 次不合格将暂时锁定，可以先试光线。`) : null, choices);
}

function cameraView(me) {
  const card = h('section', { class: 'card' });
  const camera = new Camera();
  const finder = h('div', { class: 'finder' });
  const take = async () => {
    const photo = await camera.grab();
    preview(photo, blocked(me) ? null : await takeBurst(camera, finder));
  };
  const shutter = h('button', { class: 'main', id: 'shutter', disabled: true, onclick: action(take) }, '拍摄');
  show(card, h('h2', {}, '对准虚线框'), finder,
    h('div', { class: 'row' }, shutter, h('button', { onclick: () => goInstead('') }, '返回')));
  camera.open().then(async () => {
    if (!card.isConnected) return camera.close();
    finder.append(camera.video);
    finder.insertAdjacentHTML('beforeend', SILHOUETTE);
    await camera.ready();
    shutter.disabled = false;
    return undefined;
  }, (e) => {
    goInstead('');
    setTimeout(() => say(e.message, 'error'), 50);
  });
  return { card, sentence: '头和肩对准虚线框，请他人按下拍摄。', close: () => camera.close() };
}

function previewView(me) {
  if (!taken) return goInstead('');
  const { photo, evidence } = taken;
  const url = URL.createObjectURL(photo);
  const reason = blocked(me);
  const card = h('section', { class: 'card' });
  const confirm = h('button', { class: 'main', id: 'confirm', onclick: action(() => send(card, new Upload(photo, false, evidence))) }, '确定，制作照片');
  const tryLight = h('button', { id: 'dry-run', class: reason ? 'main' : '', onclick: action(() => send(card, new Upload(photo, true))) }, '只试光线，不计次数');
  const img = h('img', { class: 'verdict-picture', alt: '刚拍摄的照片', src: url });
  const refuse = (text) => {
    confirm.remove();
    tryLight.remove();
    say(text, 'error');
  };
  img.addEventListener('load', () => { if (tooSmall(img)) refuse(tooSmall(img)); });
  img.addEventListener('error', () => refuse('这张照片打不开，文件可能已损坏。请重新拍摄。'));
  show(card, h('h2', {}, '照片预览'), img,
    h('div', { class: 'row' }, reason ? null : confirm, tryLight, h('button', { onclick: () => goInstead('') }, '重拍')));
  return { card, sentence: reason ? '现在只能试光线。' : '看看是否清晰、端正，然后点“确定”。', close: () => URL.revokeObjectURL(url) };
}

function waitingCard(card, title, text) {
  show(card, h('h2', {}, title), h('p', { class: 'quiet', role: 'status' }, text), h('div', { class: 'busy', 'aria-hidden': 'true' }));
}

async function send(card, upload) {
  waitingCard(card, '正在上传…', '请不要关闭页面。');
  try {
    const id = await upload.send(() => waitingCard(card, '网络已断开', '照片还在这里，网络恢复后会自动上传，请不要关闭页面。'));
    taken = null;
    goInstead(`${upload.dry ? 'try' : 'shot'}/${id}`);
  } catch (e) {
    if (e.code === 'evidence_missing') return needsCamera(card);
    show(card, h('h2', {}, '没有上传成功'), h('p', {}, e.message), h('p', { class: 'quiet' }, '照片还在，不用重拍，也不计次数。'),
      h('div', { class: 'row' }, h('button', { class: 'main', id: 'again', onclick: action(() => send(card, upload)) }, '再试一次'),
        h('button', { onclick: () => goInstead('') }, '返回')));
  }
  return undefined;
}

/** The school wants to see a living head, and a file cannot show one (R16). */
function needsCamera(card) {
  show(card, h('h2', {}, '请用相机现场拍摄'), h('p', {}, '学校要求拍摄时确认是本人：请打开相机，拍摄后按提示转头或闭眼。这次不计次数。'),
    h('div', { class: 'row' }, h('button', { class: 'main', id: 'open-camera', onclick: () => goInstead('camera') }, '打开相机'),
      h('button', { onclick: () => goInstead('') }, '返回')));
}

function shotView(id, dry, appeals) {
  const card = h('section', { class: 'card' });
  let open = true;
  const slow = () => { if (open) waitingCard(card, '正在检测…', '照片已经收到。现在人多，请稍等，结果会显示在这里。'); };
  waitingCard(card, dry ? '正在检测…' : '正在制作和检测…', '通常一两秒。');
  verdictOf(id, () => open, slow).then((shot) => { if (open && shot) showVerdict(card, id, shot, dry, appeals); }, (e) => {
    if (!open) return;
    show(card, h('h2', {}, '没有读到结果'), h('p', {}, e.message), h('button', { class: 'main', onclick: () => goInstead('') }, '返回'));
  });
  return { card, sentence: dry ? '看看光线和姿势是否合适。' : '等检测结果，然后按提示做。', close: () => { open = false; } };
}

/** A damaged file and a dry run cannot be appealed. */
function mayAppeal(shot, dry) {
  return !dry && !shot.findings.some((f) => f.code === 'image_invalid');
}

function showVerdict(card, id, shot, dry, appeals) {
  const again = h('button', { class: 'main', onclick: () => goInstead('') }, '重新拍摄');
  if (shot.state === 'passed' && !dry) {
    goInstead('');
    setTimeout(() => say('照片合格，已存入草稿箱。', 'good'), 50);
  } else if (shot.state === 'passed') {
    show(card, h('h2', {}, '合格，可以这样拍'), h('p', {}, '这次只是试光线，没有存照片。'), findingList(shot.findings), again);
    again.textContent = '去拍摄';
  } else if (shot.state === 'failed') {
    show(card, h('h2', {}, '检测没有完成'), h('p', {}, '这是系统的问题，不计入次数。请再试一次。'), again);
  } else {
    const n = shot.findings.filter((f) => f.severity !== 'warn').length;
    show(card, h('h2', {}, '照片不合格'), h('p', {}, `有 ${n} 处要改${dry ? '（只是试光线，不计次数）' : ''}：`), findingList(shot.findings), annotated(id), again,
      mayAppeal(shot, dry) ? appealBox(`/shots/${id}`, appeals) : null);
  }
}

/** The view of a #part: {card, sentence, close}, or nothing where there is none. */
export function openView(place, me) {
  const [name, id] = place.split('/');
  if (name === 'camera') return cameraView(me);
  if (name === 'preview') return previewView(me);
  if (['shot', 'try'].includes(name) && id) return shotView(id, name === 'try', me.appeals);
  return goInstead('');
}

// Taking a photo: camera with a silhouette or a file, preview, confirm, verdict.
import { call, get, picture } from '/shared/api.mjs';
import { h, show, action, when } from '/shared/dom.mjs';

const SILHOUETTE = `<svg viewBox="0 0 480 640" preserveAspectRatio="xMidYMid meet" aria-hidden="true">
  <path d="M240 96c-62 0-104 48-104 122s46 146 104 146 104-72 104-146-42-122-104-122zM40 640c0-118 60-176 134-196l66 44 66-44c74 20 134 78 134 196"
    fill="none" stroke="#fff" stroke-width="4" stroke-dasharray="12 9" opacity=".9"/></svg>`;
const REAR = { video: { facingMode: 'environment', width: { ideal: 3000 }, height: { ideal: 4000 } }, audio: false };

function blocked(me) {
  if (me.lock) return me.lock.message;
  if (!me.window.open) return me.window.opens_at ? `现在不在拍摄时间内，可于 ${when(me.window.opens_at)} 后拍摄。` : '本阶段不开放拍摄。';
  if (me.drafts.length >= me.drafts_capacity) return '草稿箱已满，请前往草稿箱删除或使用草稿箱照片。';
  return '';
}

async function grab(video) {
  const canvas = h('canvas', { width: video.videoWidth, height: video.videoHeight });
  canvas.getContext('2d').drawImage(video, 0, 0);
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.95));
}

class Capture {
  constructor(card, me, refresh) {
    Object.assign(this, { card, me, refresh });
  }

  choose() {
    this.stopCamera();
    const file = h('input', { type: 'file', accept: 'image/jpeg', id: 'photo-file', 'aria-label': '照片文件' });
    file.addEventListener('change', () => { if (file.files[0]) this.preview(file.files[0]); });
    const left = this.me.attempts?.left_before_lock;
    show(this.card, h('h2', {}, '拍摄照片'),
      h('p', {}, '请他人帮忙，用后置摄像头拍摄；面向窗户，背景不限，头肩对准虚线框。'),
      left !== undefined && left < 3 ? h('p', { class: 'bad' }, `再有 ${left} 次不合格将暂时锁定。`) : null,
      h('div', { class: 'row' }, h('button', { class: 'main', onclick: action(() => this.camera()) }, '打开相机'),
        h('label', { class: 'button file' }, h('span', {}, '选择刚拍摄的照片'), file)));
  }

  async camera() {
    if (!navigator.mediaDevices) throw new Error('此浏览器不能打开相机，请选择照片文件。');
    this.stream = await navigator.mediaDevices.getUserMedia(REAR);
    const video = h('video', { autoplay: true, playsinline: true, muted: true });
    video.srcObject = this.stream;
    const finder = h('div', { class: 'finder' }, video);
    finder.insertAdjacentHTML('beforeend', SILHOUETTE);
    show(this.card, h('h2', {}, '对准虚线框'), finder, h('p', {}),
      h('div', { class: 'row' },
        h('button', { class: 'main', id: 'shutter', onclick: action(async () => this.preview(await grab(video))) }, '拍摄'),
        h('button', { onclick: () => this.choose() }, '返回')));
  }

  stopCamera() {
    this.stream?.getTracks().forEach((t) => t.stop());
    this.stream = null;
  }

  preview(photo) {
    this.stopCamera();
    const url = URL.createObjectURL(photo);
    show(this.card, h('h2', {}, '照片预览'), h('img', { class: 'verdict-picture', src: url, alt: '刚拍摄的照片' }), h('p', {}),
      h('div', { class: 'row' },
        h('button', { class: 'main', id: 'confirm', onclick: action(() => this.upload(photo, url)) }, '确定，制作照片'),
        h('button', { onclick: () => this.choose() }, '重拍')));
  }

  async upload(photo, url) {
    const { body: nonce } = await call('POST', '/shots/nonce');
    const jpeg = photo.type === 'image/jpeg' ? photo : new Blob([photo], { type: 'image/jpeg' });
    const { body: shot } = await call('POST', '/shots', jpeg, { 'X-Capture-Nonce': nonce.nonce });
    URL.revokeObjectURL(url);
    show(this.card, h('h2', {}, '正在制作和检测…'), h('p', { class: 'quiet' }, '通常一两秒。'));
    let verdict;
    do verdict = await get(`/shots/${shot.shot_id}?wait=20`); while (['queued', 'checking'].includes(verdict.state));
    await this.verdict(shot.shot_id, verdict);
  }

  async verdict(id, verdict) {
    if (verdict.state === 'passed') return this.refresh();
    if (verdict.state === 'failed') throw new Error('检测没有完成，是系统的问题，不计入次数。请再试一次。');
    const annotated = await picture(`/shots/${id}/annotated`).catch(() => null);
    show(this.card, h('h2', {}, '照片不合格'),
      h('ul', { class: 'findings' }, verdict.findings.map(finding)),
      annotated ? h('img', { class: 'verdict-picture', src: annotated, alt: '标出问题的照片' }) : null, h('p', {}),
      h('button', { class: 'main', onclick: () => this.refresh() }, '重新拍摄'));
    return undefined;
  }
}

const round = (x) => (x === null || x === undefined ? '' : Number(x).toLocaleString('zh-CN', { maximumFractionDigits: 2 }));

function finding(f) {
  const bounds = f.allowed ? [f.allowed.min, f.allowed.max].map(round) : [];
  const range = bounds.length && (bounds[0] || bounds[1]) ? `，允许 ${bounds[0] || '…'} – ${bounds[1] || '…'}` : '';
  return h('li', { class: f.severity }, h('b', {}, f.message), h('div', {}, f.advice),
    f.measured === null || f.measured === undefined ? null : h('div', { class: 'quiet' }, `测得 ${round(f.measured)}${range} ${f.unit ?? ''}`));
}

export function capture(me, refresh) {
  const card = h('section', { class: 'card' });
  const reason = blocked(me);
  if (reason) show(card, h('h2', {}, '暂时不能拍摄'), h('p', {}, reason), h('button', { onclick: refresh }, '刷新'));
  else new Capture(card, me, refresh).choose();
  return card;
}

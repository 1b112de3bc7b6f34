// The phone's rear camera, with sentences for what can go wrong; used for the photo and for the code.
import { h, plain } from '/shared/dom.mjs';

/** A mode that the camera itself has: without resizeMode the browser would crop and scale to the wished size. */
const REAR = { video: { facingMode: 'environment', width: { ideal: 3000 }, height: { ideal: 4000 }, resizeMode: { ideal: 'none' } }, audio: false };

const WRONG = {
  NotAllowedError: '没有相机权限。请在浏览器设置中允许使用相机，或改为选择文件。',
  NotFoundError: '没有找到相机，请改为选择文件。',
  NotReadableError: '相机正被其他程序占用。请关闭后再试，或改为选择文件。',
};

export class Camera {
  /** The running camera; throws a sentence for the person. */
  async open() {
    if (!navigator.mediaDevices?.getUserMedia) throw plain('此浏览器不能打开相机，请改为选择文件。');
    try {
      this.stream = await navigator.mediaDevices.getUserMedia(REAR);
    } catch (e) {
      throw plain(WRONG[e.name] ?? '相机打不开，请改为选择文件。');
    }
    this.video = h('video', { autoplay: true, playsinline: true, 'aria-label': '相机画面' });
    this.video.muted = true;
    this.video.srcObject = this.stream;
    return this;
  }

  /** Resolves with the first picture: a frame taken before it would be black. The video must be on the page by then. */
  async ready() {
    const { video } = this;
    if (video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA) return;
    await new Promise((resolve) => { video.addEventListener('loadeddata', resolve, { once: true }); });
  }

  /** Every pixel the camera gives, as a JPEG: the check measures sharpness and noise, so nothing is scaled here. */
  async grab() {
    const { video } = this;
    if (video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) throw plain('相机还没有准备好，请稍等一秒再按。');
    const canvas = h('canvas', { width: video.videoWidth, height: video.videoHeight });
    canvas.getContext('2d').drawImage(video, 0, 0);
    return new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.95));
  }

  close() {
    this.stream?.getTracks().forEach((t) => t.stop());
    this.stream = null;
  }
}

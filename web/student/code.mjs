// Opening a session: the capture code as a picture, by camera or as text, and the one-time code of a new device.
import { call, device, post } from '/shared/api.mjs';
import { h, action, plain, show } from '/shared/dom.mjs';
import { Camera } from './camera.mjs';
import { checkCodePicture } from './file_check.mjs';

function otpForm(challenge, done, back) {
  const otp = h('input', { name: 'otp', inputmode: 'numeric', autocomplete: 'one-time-code', maxlength: '8', required: true });
  return h('form', { onsubmit: action(async () => done(await post(`/sessions/${challenge.challenge_id}`, { otp: otp.value.trim() }))) },
    h('p', {}, `这是一台新设备。验证码已发送到 ${challenge.sent_to}，请输入：`),
    h('label', {}, h('span', {}, '短信验证码'), otp),
    h('div', { class: 'row' }, h('button', { class: 'main' }, '确认'), h('button', { type: 'button', onclick: back }, '返回')));
}

class CodeCard {
  constructor(done) {
    this.done = done;
    this.card = h('section', { class: 'card' });
    this.choose();
  }

  close = () => {
    this.camera?.close();
    this.camera = null;
  };

  async open(body, headers) {
    const answer = await call('POST', '/sessions', body, headers);
    this.close();
    if (answer.status === 202) show(this.card, h('h2', {}, '验证新设备'), otpForm(answer.body, this.done, () => this.choose()));
    else await this.done(answer.body);
  }

  openPicture(picture) {
    return this.open(picture, { 'X-Device': device() });
  }

  choose() {
    this.close();
    const label = h('span', {}, '选择采集码图片');
    const file = h('input', { type: 'file', accept: 'image/png,image/jpeg', id: 'code-file', 'aria-label': '选择采集码图片' });
    file.addEventListener('change', action(async () => {
      const picture = file.files[0];
      file.value = '';
      if (!picture) return;
      label.textContent = '正在识别…';
      try {
        await this.openPicture(await checkCodePicture(picture));
      } finally {
        label.textContent = '选择采集码图片';
      }
    }));
    show(this.card, h('h2', {}, '上传采集码'),
      h('p', {}, '先在学信网获取“图像采集码”，长按保存到相册，再在这里选择。'),
      h('div', { class: 'row' }, h('label', { class: 'button main file' }, label, file),
        h('button', { type: 'button', id: 'code-scan', onclick: action(() => this.scan()) }, '用相机扫描')),
      this.textForm());
  }

  textForm() {
    const text = h('textarea', { rows: '3', name: 'code', placeholder: 'TC1:…', required: true, spellcheck: 'false', 'aria-label': '采集码文字' });
    const submit = action(() => {
      const code = text.value.trim();
      if (!code.startsWith('TC1:')) throw plain('采集码文字以“TC1:”开头，请完整复制后再粘贴。');
      return this.open({ code, device: device() });
    });
    return h('details', {}, h('summary', {}, '粘贴采集码文字'),
      h('form', { onsubmit: submit }, h('label', {}, text), h('button', {}, '打开')));
  }

  async scan() {
    this.camera = await new Camera().open();
    const shutter = h('button', { class: 'main', id: 'code-shutter', disabled: true, onclick: action(async () => this.openPicture(await this.camera.grab())) }, '识别');
    show(this.card, h('h2', {}, '扫描采集码'), h('p', {}, '让二维码占满方框，保持清晰，然后点“识别”。'),
      h('div', { class: 'finder square' }, this.camera.video),
      h('div', { class: 'row' }, shutter, h('button', { type: 'button', onclick: () => this.choose() }, '返回')));
    await this.camera.ready();
    shutter.disabled = false;
  }
}

/** {card, close}; done(answer) is called with {token, student, next_step}. */
export const openCode = (done) => new CodeCard(done);

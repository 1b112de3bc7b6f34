// Opening a session: the capture code as a picture or as text, and the one-time code of a new device.
import { call, device, post } from '/shared/api.mjs';
import { h, action, show } from '/shared/dom.mjs';

function otpForm(challenge, done) {
  const otp = h('input', { name: 'otp', inputmode: 'numeric', autocomplete: 'one-time-code', maxlength: '8', required: true });
  return h('form', { onsubmit: action(async () => done(await post(`/sessions/${challenge.challenge_id}`, { otp: otp.value.trim() }))) },
    h('p', {}, `这是一台新设备。验证码已发送到 ${challenge.sent_to}，请输入：`),
    h('label', {}, h('span', {}, '短信验证码'), otp),
    h('button', { class: 'main' }, '确认'));
}

/** done(answer) is called with {token, student, next_step}. */
export function openCode(done) {
  const card = h('section', { class: 'card' });

  async function open(body, headers) {
    const answer = await call('POST', '/sessions', body, headers);
    if (answer.status === 202) show(card, h('h2', {}, '验证新设备'), otpForm(answer.body, done));
    else await done(answer.body);
  }

  const file = h('input', { type: 'file', accept: 'image/png,image/jpeg', id: 'code-file', 'aria-label': '采集码图片' });
  file.addEventListener('change', action(async () => {
    const picture = file.files[0];
    file.value = '';
    if (picture) await open(picture, { 'X-Device': device() });
  }));
  const text = h('textarea', { rows: '3', name: 'code', placeholder: 'TC1:…', required: true, 'aria-label': '采集码文字' });

  card.append(
    h('h2', {}, '上传采集码'),
    h('p', {}, '请先在学信网（公众号、APP 或学信档案）获取“图像采集码”，长按保存到相册，再在这里上传。'),
    h('label', { class: 'button main file' }, h('span', {}, '选择采集码图片'), file),
    h('details', {}, h('summary', {}, '粘贴采集码文字'),
      h('form', { onsubmit: action(() => open({ code: text.value.trim(), device: device() })) },
        h('label', {}, text), h('button', { class: 'main' }, '打开'))));
  return card;
}

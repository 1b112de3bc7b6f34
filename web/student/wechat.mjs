// Binding the WeChat account. Only a mini-program can ask WeChat who is there: it opens this page with what wx.login() gave, as
// #wechat/CODE, which a browser sends to no server. Another account than the bound one needs a one-time code (R3).
import { post } from '/shared/api.mjs';
import { h, show, say, action } from '/shared/dom.mjs';

const field = () => h('input', { name: 'otp', inputmode: 'numeric', autocomplete: 'one-time-code', maxlength: '8', required: true });

async function askOtp(card, code, done) {
  const { sent_to: to } = await post('/me/otp');
  const otp = field();
  const form = h('form', {}, h('p', {}, `已绑定另一个微信。要换成现在的微信，请输入发送到 ${to} 的验证码：`), h('label', {}, h('span', {}, '短信验证码'), otp),
    h('div', { class: 'row' }, h('button', { class: 'main' }, '换绑'), h('button', { type: 'button', onclick: () => done() }, '不换')));
  form.addEventListener('submit', action(async () => {
    await post('/me/wechat', { js_code: code, otp: otp.value.trim() });
    done('已换绑微信。');
  }));
  show(card, h('h2', {}, '换绑微信'), form);
  otp.focus();
}

/** A view as those of capture.mjs: {card, sentence}; done(text) leaves it. */
export function wechatView(code, leave) {
  const card = h('section', { class: 'card' }, h('h2', {}, '正在绑定微信…'), h('div', { class: 'busy', 'aria-hidden': 'true' }));
  const done = (text = '', kind = 'good') => {
    leave();
    setTimeout(() => say(text, kind), 50);
  };
  post('/me/wechat', { js_code: code }).then(() => done('已绑定微信，可以接收通知。'), (e) => (e.code === 'otp_required' ? askOtp(card, code, done) : done(e.message, 'error')))
    .catch((e) => done(e.message, 'error'));
  return { card, sentence: '绑定微信后，照片和支付的结果会发到微信。' };
}

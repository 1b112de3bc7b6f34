// Signing in, the same for every page of the staff: password, second factor where there is one, and setting one up where it is due (R46).
import { post, session } from '/shared/api.mjs';
import { h, show, action } from '/shared/dom.mjs';
import { qrPicture } from '/shared/qr.mjs';

const field = (label, attributes) => h('label', {}, h('span', {}, label), h('input', attributes));
const codeField = (attributes) => field('动态码（6 位）', { inputmode: 'numeric', autocomplete: 'one-time-code', maxlength: '6', pattern: '[0-9]{6}', title: '6 位数字', ...attributes });

/** "ABCD EFGH ...": to be typed in. */
const inGroups = (secret) => secret.match(/.{1,4}/g).join(' ');

/** Puts the set-up of a second factor into `card`; done() with the answer, a session that may do everything. */
async function enrol(card, done) {
  const { secret, otpauth_uri: uri } = await post('/staff/totp', {});
  const form = h('form', {},
    h('p', {}, '您的账号需要动态码（双因素验证）。请用手机上的身份验证器应用扫描二维码，再填写它显示的 6 位数字。'),
    qrPicture(uri, '动态码的二维码'),
    h('details', { open: matchMedia('(pointer: coarse)').matches }, h('summary', {}, '不能扫描？'), h('p', {}, '在验证器中手工输入密钥（TOTP）：', h('code', { class: 'secret' }, inGroups(secret))),
      h('p', {}, h('a', { class: 'button', href: uri }, '在本机的验证器中打开'))),
    codeField({ name: 'code', required: true }),
    h('button', { class: 'main' }, '启用动态码'));
  form.addEventListener('submit', action(async () => {
    const answer = await post('/staff/totp', { code: form.elements.code.value });
    session.token = answer.token;
    await done(answer);
  }));
  show(card, h('h2', {}, '启用动态码'), form);
  form.elements.code.focus();
}

/** done(answer) after a login; more: further fields as {name, label, ...attributes}, read from the answer's `fields`. */
export function loginCard(done, more = []) {
  const card = h('section', { class: 'card narrow' });
  const code = codeField({ name: 'totp' });
  const form = h('form', {},
    field('账号', { name: 'name', autocomplete: 'username', autocapitalize: 'none', spellcheck: 'false', required: true }),
    field('密码', { name: 'password', type: 'password', autocomplete: 'current-password', required: true }),
    code,
    more.map(({ label, ...attributes }) => field(label, attributes)),
    h('button', { class: 'main' }, '登录'));
  code.hidden = true;
  form.addEventListener('submit', action(async () => {
    const fields = Object.fromEntries(new FormData(form));
    try {
      const answer = await post('/staff/login', { name: fields.name, password: fields.password, totp: fields.totp || undefined });
      session.token = answer.token;
      if (answer.totp_enrolment_required) await enrol(card, (full) => done({ ...full, fields }));
      else await done({ ...answer, fields });
    } catch (e) {
      if (e.code !== 'totp_required' && e.code !== 'totp_wrong') throw e;
      // Whose account has none never sees the field.
      code.hidden = false;
      form.elements.totp.required = true;
      form.elements.totp.value = '';
      form.elements.totp.focus();
      throw e;
    }
  }));
  show(card, h('h2', {}, '登录'), form);
  return card;
}

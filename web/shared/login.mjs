// Signing in, the same for every page of the staff.
import { post, session } from '/shared/api.mjs';
import { h, action } from '/shared/dom.mjs';

const field = (label, attributes) => h('label', {}, h('span', {}, label), h('input', attributes));

/** done(answer) after a login; more: further fields as {name, label, ...attributes}, read from the answer's `fields`. */
export function loginCard(done, more = []) {
  const form = h('form', {},
    field('账号', { name: 'name', autocomplete: 'username', autocapitalize: 'none', spellcheck: 'false', required: true }),
    field('密码', { name: 'password', type: 'password', autocomplete: 'current-password', required: true }),
    field('动态码（如已启用）', { name: 'totp', inputmode: 'numeric', autocomplete: 'one-time-code', maxlength: '6' }),
    more.map(({ label, ...attributes }) => field(label, attributes)),
    h('button', { class: 'main' }, '登录'));
  form.addEventListener('submit', action(async () => {
    const fields = Object.fromEntries(new FormData(form));
    const answer = await post('/staff/login', { name: fields.name, password: fields.password, totp: fields.totp || undefined });
    session.token = answer.token;
    await done({ ...answer, fields });
  }));
  return h('section', { class: 'card narrow' }, h('h2', {}, '登录'), form);
}

// The school's page: sign in, look at each submitted photo, approve or reject with a reason.
import { get, post, picture, session, Problem } from '/shared/api.mjs';
import { h, show, say, action, when } from '/shared/dom.mjs';

const page = document.getElementById('page');
let staff = JSON.parse(sessionStorage.getItem('staff') ?? 'null');

function loginCard() {
  const name = h('input', { name: 'name', autocomplete: 'username', required: true });
  const password = h('input', { name: 'password', type: 'password', autocomplete: 'current-password', required: true });
  const code = h('input', { name: 'school', pattern: '[0-9]{5}', placeholder: '10284' });
  return h('section', { class: 'card' }, h('h2', {}, '登录'),
    h('form', {
      onsubmit: action(async () => {
        const answer = await post('/staff/login', { name: name.value, password: password.value });
        session.token = answer.token;
        staff = { name: answer.name ?? name.value, school: answer.school_code || code.value };
        sessionStorage.setItem('staff', JSON.stringify(staff));
        await refresh();
      }),
    }, h('label', {}, h('span', {}, '账号'), name), h('label', {}, h('span', {}, '密码'), password),
    h('label', {}, h('span', {}, '学校代码（省级账号填写）'), code), h('button', { class: 'main' }, '登录')));
}

function reviewCard(item) {
  const img = h('img', { alt: `${item.name_masked ?? ''} 的照片`, loading: 'lazy' });
  picture(`/submissions/${item.submission_id}/photo.jpg?reason=review`).then((url) => { img.src = url; }, (e) => say(e.message, 'error'));
  const reason = h('input', { placeholder: '不通过的原因', 'aria-label': '不通过的原因' });
  const ground = h('select', { 'aria-label': '类别' }, h('option', { value: 'quality' }, '照片质量'), h('option', { value: 'violation' }, '翻拍或美颜'), h('option', { value: 'other' }, '其他'));
  const decide = (body) => action(async () => {
    await post(`/submissions/${item.submission_id}/review`, body());
    await refresh();
  });
  return h('article', { class: 'card' }, img,
    h('p', {}, [item.name_masked, item.student_no, item.class].filter(Boolean).join(' · ')),
    item.warnings?.length ? h('p', { class: 'warn' }, `提示：${item.warnings.map((w) => w.message.replace(/。$/, '')).join('；')}`) : null,
    h('p', { class: 'quiet' }, `提交于 ${when(item.submitted_at)}`),
    h('div', { class: 'row' }, h('button', { class: 'main', onclick: decide(() => ({ decision: 'approve' })) }, '通过')),
    h('details', {}, h('summary', {}, '不通过'), h('label', {}, ground), h('label', {}, reason),
      h('button', { class: 'danger', onclick: decide(() => ({ decision: 'reject', reason: reason.value, ground: ground.value })) }, '不通过')));
}

async function refresh() {
  document.getElementById('who').textContent = staff ? `${staff.name} · ${staff.school}` : '';
  if (!session.token || !staff) return show(page, loginCard());
  try {
    const answer = await get(`/schools/${staff.school}/reviews?state=in_review`);
    const items = answer.reviews ?? answer.items ?? [];
    return show(page, h('section', { class: 'card' }, h('h2', {}, `待审核 ${items.length} 张`),
      h('div', { class: 'row' }, h('button', { onclick: action(refresh) }, '刷新'),
        h('button', { onclick: () => { session.token = null; staff = null; sessionStorage.removeItem('staff'); refresh(); } }, '退出'))),
    h('div', { class: 'reviews' }, items.map(reviewCard)));
  } catch (e) {
    if (!(e instanceof Problem) || e.status !== 401) return say(e.message, 'error');
    session.token = null;
    return show(page, loginCard());
  }
}

refresh();

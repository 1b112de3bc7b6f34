// What is kept of the student, and what may be done with it: notifications, the WeChat account, number and class where the roster lacks
// them (R4), the export, the consent taken back, the erasure (R41).
import { call, get } from '/shared/api.mjs';
import { h, action, askingButton, say } from '/shared/dom.mjs';
import { check, field, save, valuesOf } from '/shared/table.mjs';

const ERASED = { phone: '手机号', openid: '微信账号', devices: '设备', drafts: '草稿', originals: '原始照片', attempts: '未通过的照片', appeals: '申诉', problems: '反馈的问题' };

const patch = (body) => call('PATCH', '/me', body);

/** Only while the roster lacks the student. */
export function placeForm(me, refresh) {
  const { student: s } = me;
  if (s.in_roster !== false) return null;
  const form = h('form', {}, h('p', { class: 'quiet' }, '学校名册里还没有你，请填写，方便学校发放照片。'), h('div', { class: 'edit' },
    field('学号', { name: 'student_no', value: s.student_no ?? '', required: true, maxlength: '32', autocapitalize: 'none' }), field('学院', { name: 'college', value: s.college ?? '', required: true, maxlength: '64' }),
    field('班级', { name: 'class', value: s.class ?? '', required: true, maxlength: '64' })), h('button', {}, '保存'));
  form.addEventListener('submit', action(async () => {
    await patch(valuesOf(form));
    await refresh();
    say('已保存。', 'good');
  }));
  return form;
}

function notices(me, refresh) {
  const has = (name) => (me.subscriptions ?? []).includes(name);
  const form = h('form', {}, h('p', {}, '接收通知'), check('照片状态', { name: 'photo', checked: has('photo') }), check('支付结果', { name: 'payment', checked: has('payment') }), h('button', {}, '保存'));
  form.addEventListener('submit', action(async () => {
    const chosen = valuesOf(form);
    await patch({ subscriptions: ['photo', 'payment'].filter((name) => chosen[name]) });
    await refresh();
    say('已保存。', 'good');
  }));
  return form;
}

const download = action(async () => {
  const answer = await get('/me/export');
  save(new Blob([JSON.stringify(answer, null, 2)], { type: 'application/json' }), '我的数据.json');
});

/** What went, and what the law keeps: the last thing that this page says. */
function farewell({ erased, kept }) {
  return h('section', { class: 'card' }, h('h2', {}, '已删除'), erased.length ? h('p', {}, `已删除：${erased.map((x) => ERASED[x] ?? x).join('、')}。`) : null,
    kept.length ? [h('p', {}, '依法保留：'), h('ul', {}, kept.map((k) => h('li', {}, k.why)))] : null);
}

/** done(card) after the erasure: the session is over. */
export function profileCard(me, refresh, done) {
  const consented = me.steps.find((s) => s.name === 'consent')?.done_at;
  const withdraw = askingButton('撤回人脸照片处理同意', '确定撤回？撤回后不能拍摄，草稿会删除', async () => {
    await patch({ consent: false });
    await refresh();
  });
  const erase = askingButton('删除我的数据', ['planned', 'made'].includes(me.prints?.state) ? '确定删除？不能恢复，纸质照片也不再打印' : '确定删除？删除后不能恢复', async () => {
    const { body } = await call('DELETE', '/me');
    done(farewell(body));
  }, { class: 'danger' });
  const facts = [me.phone_masked && `手机号 ${me.phone_masked}`, me.wechat_bound ? '已绑定微信' : '未绑定微信（从微信小程序打开本页即可绑定）'].filter(Boolean);
  return h('section', { class: 'card' }, h('details', { id: 'profile' }, h('summary', {}, '我的信息和数据'),
    h('p', {}, facts.join('；'), '。'), me.student.in_roster === false && me.student.student_no ? placeForm(me, refresh) : null, notices(me, refresh),
    h('p', {}, '你可以随时下载系统保存的全部数据，或要求删除；依法须保留的会列明。'),
    h('div', { class: 'row' }, h('button', { type: 'button', onclick: download }, '下载我的数据'), consented ? withdraw : null, erase)));
}

/** Asked for on its own while nothing is known. */
export function placeCard(me, refresh) {
  const form = me.student.student_no ? null : placeForm(me, refresh);
  return form && h('section', { class: 'card' }, h('h2', {}, '学号和班级'), form);
}

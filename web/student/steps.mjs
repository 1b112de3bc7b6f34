// The steps before the camera, in the order of R5.
import { call, get, post } from '/shared/api.mjs';
import { h, action } from '/shared/dom.mjs';

const patch = async (body) => (await call('PATCH', '/me', body)).body;

function phone(card, next) {
  const field = h('input', { name: 'phone', type: 'tel', inputmode: 'numeric', autocomplete: 'tel', pattern: '1[0-9]{10}', maxlength: '11', required: true });
  card.append(h('h2', {}, '手机号'), h('p', {}, '用于接收验证码和照片通知。'),
    h('form', { onsubmit: action(async () => { await patch({ phone: field.value }); next(); }) },
      h('label', {}, h('span', {}, '11 位手机号'), field), h('button', { class: 'main' }, '下一步')));
}

function reading(title, text, field, button) {
  return async (card, next) => {
    const { version, body } = await get(`/texts/${text}`);
    card.append(h('h2', {}, title), h('div', { class: 'text', tabindex: '0' }, body), h('p', {}),
      h('button', { class: 'main', onclick: action(async () => { await patch({ [field]: version }); next(); }) }, button));
  };
}

function subscriptions(card, next) {
  const box = (value, label) => h('label', { class: 'check' }, h('input', { type: 'checkbox', value, checked: true }), label);
  const boxes = [box('photo', '照片状态通知'), box('payment', '支付结果通知')];
  card.append(h('h2', {}, '接收通知'), h('p', {}, '选择要接收的通知，也可以都不选。'), boxes,
    h('button', {
      class: 'main',
      onclick: action(async () => {
        await patch({ subscriptions: boxes.map((b) => b.firstChild).filter((i) => i.checked).map((i) => i.value) });
        next();
      }),
    }, '下一步'));
}

/** The server measures the time between the two calls; the page only counts along. */
function requirementsVideo(card, next) {
  const status = h('p', { class: 'quiet' }, '');
  const button = h('button', { class: 'main' }, '开始观看');
  button.addEventListener('click', action(async () => {
    const begun = await post('/me/video', { event: 'started' });
    const seconds = Math.ceil(begun?.length_s ?? 1);
    for (let left = seconds; left >= 0; left--) {
      status.textContent = `请看完拍摄要求，还有 ${left} 秒`;
      await new Promise((r) => setTimeout(r, 1000));
    }
    await post('/me/video', { event: 'ended' });
    next();
  }));
  card.append(status, button);
}

async function requirements(card, next) {
  const { body } = await get('/texts/requirements');
  card.append(h('h2', {}, '拍摄要求'), h('div', { class: 'text', tabindex: '0' }, body));
  requirementsVideo(card, next);
}

const STEPS = {
  phone,
  notice: reading('学校通知', 'notice', 'notice_read', '我已阅读'),
  precautions: reading('注意事项', 'precautions', 'precautions_read', '我已阅读'),
  consent: reading('人脸照片处理同意书', 'consent', 'consent', '我同意'),
  subscriptions,
  requirements,
};

/** The card of me.next_step; next() is called when the server has recorded it. */
export function stepCard(me, next) {
  const card = h('section', { class: 'card' });
  action(() => STEPS[me.next_step](card, next))();
  return card;
}

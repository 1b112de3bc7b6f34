// The steps before the camera, in the order of R5.
import { call, get, post } from '/shared/api.mjs';
import { h, action, say, show } from '/shared/dom.mjs';

const patch = async (body) => (await call('PATCH', '/me', body)).body;

function phone(card, next) {
  const field = h('input', { name: 'phone', type: 'tel', inputmode: 'numeric', autocomplete: 'tel', pattern: '1[0-9]{10}', maxlength: '11', required: true, title: '以 1 开头的 11 位数字' });
  card.append(h('h2', {}, '手机号'), h('p', {}, '用于接收验证码和照片通知。'),
    h('form', { onsubmit: action(async () => { await patch({ phone: field.value }); await next(); }) },
      h('label', {}, h('span', {}, '11 位手机号'), field), h('button', { class: 'main' }, '下一步')));
}

function reading(title, text, field, button) {
  return async (card, next) => {
    const { version, body } = await get(`/texts/${text}`);
    card.append(h('h2', {}, title), h('div', { class: 'text' }, body),
      h('button', { class: 'main', onclick: action(async () => { await patch({ [field]: version }); await next(); }) }, button));
  };
}

function subscriptions(card, next) {
  const box = (value, label) => h('label', { class: 'check' }, h('input', { type: 'checkbox', value, checked: true }), label);
  const boxes = [box('photo', '照片状态通知'), box('payment', '支付结果通知')];
  card.append(h('h2', {}, '接收通知'), h('p', {}, '选择要接收的通知，也可以都不选。'), ...boxes,
    h('button', {
      class: 'main',
      onclick: action(async () => {
        await patch({ subscriptions: boxes.map((b) => b.firstChild).filter((i) => i.checked).map((i) => i.value) });
        await next();
      }),
    }, '下一步'));
}

const TIPS = ['面向窗户或光源，让脸的两侧一样亮。', '竖拿手机，用后置摄像头，请他人拍摄。', '头和肩对准虚线框，平视镜头。', '露出眉毛和双耳，嘴唇自然闭合。', '穿与浅蓝色背景区别明显的上衣。'];

/** The server measures the time between the two calls (R5); the page only counts along, and shows what matters meanwhile. */
async function watch(seconds, tip, bar) {
  const from = Date.now();
  for (let at = 0; at < seconds + 0.2; at = (Date.now() - from) / 1000) {
    bar.value = at / seconds;
    tip.textContent = `${TIPS[Math.min(TIPS.length - 1, Math.floor((at / seconds) * TIPS.length))]}（还有 ${Math.max(0, Math.ceil(seconds - at))} 秒）`;
    await new Promise((r) => setTimeout(r, 200));
  }
}

function requirementsVideo(next) {
  const tip = h('p', { class: 'tip', 'aria-live': 'polite' }, TIPS[0]);
  const bar = h('progress', { max: 1, value: 0, 'aria-label': '观看进度' });
  const run = action(async () => {
    const begun = await post('/me/video', { event: 'started' });
    await watch(begun?.length_s ?? 1, tip, bar);
    await post('/me/video', { event: 'ended' });
    await next();
  });
  return [tip, bar, h('button', { class: 'main', onclick: run }, '开始观看')];
}

async function requirements(card, next) {
  const { body } = await get('/texts/requirements');
  card.append(h('h2', {}, '拍摄要求'), h('div', { class: 'text' }, body), ...requirementsVideo(next));
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
  const card = h('section', { class: 'card step' });
  const open = async () => {
    try {
      await STEPS[me.next_step](card, next);
    } catch (e) {
      say(e.message, 'error');
      show(card, h('h2', {}, '暂时打不开'), h('button', { class: 'main', onclick: () => { say(''); show(card); open(); } }, '再试一次'));
    }
  };
  open();
  return card;
}

// Small helpers to build pages without a framework; text is always text, never HTML.

/** h('button', {class: 'main', onclick: f}, 'text', child, [children]) */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name in element && name !== 'list' && typeof value !== 'string') element[name] = value;
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat(3).filter((c) => c !== null && c !== undefined && c !== false));
  return element;
}

export function show(parent, ...children) {
  parent.replaceChildren(...children.flat(3).filter(Boolean));
}

/** A line for the person at the page's foot, read out by screen readers. */
export function say(text, kind = 'info') {
  const box = document.getElementById('message');
  box.setAttribute('role', kind === 'error' ? 'alert' : 'status');
  box.textContent = text;
  box.className = `message ${kind}`;
  box.hidden = !text;
}

/** Runs an action of a button or form: no double click, errors shown. */
export function action(run) {
  return async (event) => {
    event?.preventDefault?.();
    const button = event?.submitter ?? event?.currentTarget;
    if (button?.disabled) return;
    if (button) button.disabled = true;
    say('');
    try {
      await run(event);
    } catch (e) {
      say(e.message, 'error');
      if (!('status' in e) && !e.plain) console.error(e);
    } finally {
      if (button) button.disabled = false;
    }
  };
}

/** An error that is a sentence for the person, not a bug of ours. */
export function plain(text) {
  return Object.assign(new Error(text), { plain: true });
}

const CHANGE_OF_MIND_MS = 6000;
const DOUBLE_CLICK_MS = 500;

/** A button for what cannot be taken back: the first click asks, the second one does it. */
export function askingButton(label, question, run, attributes = {}) {
  const button = h('button', { type: 'button', ...attributes }, label);
  const act = action(run);
  let timer = null;
  let asked = 0;
  const calm = () => {
    timer = null;
    button.textContent = label;
  };
  button.addEventListener('click', (event) => {
    if (timer && event.timeStamp - asked < DOUBLE_CLICK_MS) return undefined;
    if (timer) {
      clearTimeout(timer);
      calm();
      return act(event);
    }
    asked = event.timeStamp;
    button.textContent = question;
    timer = setTimeout(calm, CHANGE_OF_MIND_MS);
    return undefined;
  });
  return button;
}

const DAY_AND_TIME = new Intl.DateTimeFormat('zh-CN', {
  timeZone: 'Asia/Shanghai', month: 'long', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23',
});

export const when = (text) => (text ? DAY_AND_TIME.format(new Date(text)) : '');
export const yuan = (fen) => `${(fen / 100).toFixed(2)} 元`;

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
  element.append(...children.flat().filter((c) => c !== null && c !== undefined && c !== false));
  return element;
}

export function show(parent, ...children) {
  parent.replaceChildren(...children.flat().filter(Boolean));
}

/** A line for the person at the page's foot, read out by screen readers. */
export function say(text, kind = 'info') {
  const box = document.getElementById('message');
  box.textContent = text;
  box.className = `message ${kind}`;
  box.hidden = !text;
}

/** Runs an action of a button: no double click, errors shown. */
export function action(run) {
  return async (event) => {
    event?.preventDefault?.();
    const button = event?.submitter ?? event?.currentTarget;
    if (button) button.disabled = true;
    say('');
    try {
      await run(event);
    } catch (e) {
      say(e.message, 'error');
      if (!('status' in e)) console.error(e);
    } finally {
      if (button) button.disabled = false;
    }
  };
}

const WHEN = new Intl.DateTimeFormat('zh-CN', {
  timeZone: 'Asia/Shanghai', month: 'long', day: 'numeric', hour: '2-digit', minute: '2-digit', hour12: false,
});

export const when = (text) => (text ? WHEN.format(new Date(text)) : '');
export const yuan = (fen) => `${(fen / 100).toFixed(2)} 元`;

// Tables, fields and files, as every page of the staff has them.
import { call } from './api.mjs';
import { h } from './dom.mjs';

/** A cell without anything; left out on a phone. */
export const NONE = '–';

/** labels: of the columns; rows: lists of cells, the first one the row's head. On a phone each row is a block, every cell with its column's name. */
export function table(labels, rows, attributes = {}) {
  const row = (cells) => h('tr', {}, cells.map((cell, i) => (i ? h('td', { class: cell === NONE ? 'none' : undefined, 'data-label': labels[i] }, cell || '') : h('th', { scope: 'row' }, cell))));
  return h('div', { class: 'scroll' }, h('table', { class: 'board', ...attributes },
    h('thead', {}, h('tr', {}, labels.map((label) => h('th', { scope: 'col' }, label)))), h('tbody', {}, rows.map(row))));
}

/** A table of words: everything stands to the left. */
export const list = (labels, rows) => table(labels, rows, { class: 'board words' });

export const field = (label, attributes) => h('label', {}, h('span', {}, label), h('input', attributes));

/** options: {value: text} */
export const choice = (label, name, options, value) => h('label', {}, h('span', {}, label),
  h('select', { name }, Object.entries(options).map(([key, text]) => h('option', { value: key, selected: key === value }, text))));

export const check = (label, attributes) => h('label', { class: 'check' }, h('input', { type: 'checkbox', ...attributes }), h('span', {}, label));

/** What stands in the fields of a form or a part of one, by name. */
export const valuesOf = (box) => Object.fromEntries([...box.querySelectorAll('[name]')].map((i) => [i.name, i.type === 'checkbox' ? i.checked : i.value.trim()]));

/** "?a=1&b=2" of what is not empty. */
export function query(values) {
  const text = new URLSearchParams(Object.entries(values).filter(([, value]) => value !== '' && value !== undefined)).toString();
  return text && `?${text}`;
}

/** A file field as a button, and beside it the name of what was chosen; forget() after the form was reset. */
export function filePicker(label, attributes) {
  const name = h('span', { class: 'quiet' }, '还没有选择文件');
  const input = h('input', { type: 'file', ...attributes });
  const forget = () => { name.textContent = input.files[0]?.name ?? '还没有选择文件'; };
  input.addEventListener('change', forget);
  return { input, forget, box: h('div', { class: 'row' }, h('label', { class: 'file button' }, h('span', {}, label), input), name) };
}

export function save(blob, name) {
  const url = URL.createObjectURL(blob);
  h('a', { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60000);
}

/** A file that needs the token cannot be a plain link. */
export async function download(path, name) {
  const { body } = await call('GET', path);
  save(body instanceof Blob ? body : new Blob([JSON.stringify(body, null, 2)], { type: 'application/json' }), name);
}

/** A day of the calendar here, so many days from today. */
export const localDay = (offset = 0) => new Date(Date.now() + 8 * 3600000 + offset * 86400000).toISOString().slice(0, 10);

const STAMP = new Intl.DateTimeFormat('zh-CN', {
  timeZone: 'Asia/Shanghai', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23',
});

/** To the second, with the year. */
export const stamp = (text) => (text ? STAMP.format(new Date(text)).replaceAll('/', '-') : '–');

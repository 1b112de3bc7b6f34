// A problem told to the school (R5): a sentence, the number of the last answer that went wrong, and a screenshot.
import { failedRequest, post } from '/shared/api.mjs';
import { h, action, plain, say } from '/shared/dom.mjs';
import { filePicker } from '/shared/table.mjs';

const SCREENSHOT_BYTES_MAX = 4 << 20;

function formOf(text, file) {
  const form = new FormData();
  form.append('text', text);
  form.append('request_id', failedRequest());
  form.append('screenshot', file);
  return form;
}

export function problemForm() {
  const text = h('textarea', { name: 'text', required: true, maxlength: '1000', rows: '4', placeholder: '在哪一步、看到了什么' });
  const { input: file, box, forget } = filePicker('选择截图', { name: 'screenshot', accept: 'image/jpeg,image/png' });
  const form = h('form', {}, h('label', {}, h('span', {}, '遇到的问题'), text), h('p', { class: 'quiet' }, '可以附一张截图（JPEG 或 PNG，最大 4 MB）'), box, h('button', { class: 'main' }, '发给学校'));
  form.addEventListener('submit', action(async () => {
    const [picture] = file.files;
    if (picture?.size > SCREENSHOT_BYTES_MAX) throw plain('截图太大，最大 4 MB。');
    const told = text.value.trim();
    await post('/problems', picture ? formOf(told, picture) : { text: told, request_id: failedRequest() });
    form.reset();
    forget();
    say('已发给学校，请留意学校的通知。', 'good');
  }));
  return h('details', { id: 'problem' }, h('summary', {}, '反馈问题'), form);
}

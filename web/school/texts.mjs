// What students read before the camera (R5): a changed text gets a new version, and who has read the old one is asked to read it again
// where that is due. What a school does not write itself is the system's own.
import { call } from '/shared/api.mjs';
import { h, show, say, action, plain } from '/shared/dom.mjs';
import { field, localDay, valuesOf } from '/shared/table.mjs';

const TEXTS = {
  notice: ['学校通知', '学生登录后最先看到。'], precautions: ['注意事项', '拍摄前要确认已读。'], consent: ['人脸照片处理同意书', '拍摄前要单独同意，可随时撤回。'],
  requirements: ['拍摄要求', '与拍摄要求视频一起显示。'], help: ['帮助', '学生在“需要帮助？”中随时可看。'],
};

/** Today's, and one more where there is one of today already. */
function nextVersion(current) {
  const today = localDay();
  if (!current?.startsWith(today)) return today;
  return `${today}.${Number(current.split('.')[1] ?? 1) + 1}`;
}

function textBox(name, kept) {
  const [title, explained] = TEXTS[name];
  const version = field('版本', { name: 'version', maxlength: '24', value: kept?.version ?? '', placeholder: nextVersion(null) });
  const text = h('textarea', { name: 'body', rows: '8', maxlength: '20000', 'aria-label': title }, kept?.body ?? '');
  const number = version.querySelector('input');
  text.addEventListener('input', () => { if (number.value === (kept?.version ?? '')) number.value = nextVersion(kept?.version); });
  const box = h('details', { class: 'card', open: Boolean(kept) }, h('summary', {}, h('h2', {}, title, h('span', { class: 'count' }, kept ? `第 ${kept.version} 版` : '系统默认'))),
    h('p', { class: 'quiet' }, `${explained}留空则使用系统默认文本。`), text, version);
  box.read = () => {
    const now = valuesOf(box);
    if (!now.body) return undefined;
    if (!now.version) throw plain(`请填写“${title}”的版本。`);
    if (kept && now.body !== kept.body && now.version === kept.version) throw plain(`“${title}”改过了，请换一个版本号。`);
    return now;
  };
  return box;
}

export async function textsPage(body, school) {
  const { body: document_, headers } = await call('GET', `/schools/${school}`);
  const boxes = Object.keys(TEXTS).map((name) => [name, textBox(name, document_.texts?.[name])]);
  const save = action(async () => {
    const texts = Object.fromEntries(boxes.map(([name, box]) => [name, box.read()]).filter(([, text]) => text));
    const changed = { ...document_, texts };
    if (!Object.keys(texts).length) delete changed.texts;
    await call('PUT', `/schools/${school}`, changed, { 'If-Match': headers.get('ETag') });
    await textsPage(body, school);
    say('已保存，立即生效。', 'good');
  });
  show(body, h('form', { onsubmit: save }, h('section', { class: 'card' }, h('h2', {}, '学生阅读的文本'),
    h('p', { class: 'quiet' }, '改动后换新的版本号；每名学生读的是哪一版、何时读的，都有记录。')), boxes.map(([, box]) => box), h('button', { class: 'main' }, '保存')));
}

// One student: who is not done yet, how one stands, unlocking with a reason (R19), another sheet of prints (R38), and findings that do not count for one (R31).
import { call, get, post } from '/shared/api.mjs';
import { h, show, say, action, plain } from '/shared/dom.mjs';
import { field, list, query, valuesOf } from '/shared/table.mjs';
import { sheetAgainBox } from './sheet_again.mjs';
import { waiverBox } from './waiver.mjs';

const STATES = {
  not_started: '未开始', started: '采集中', draft: '有草稿', awaiting_payment: '待缴费', in_review: '待审核', approved: '已通过', sent: '已报送', accepted: '学信网已接收',
  rejected: '不通过', refused: '学信网退回', withdrawn: '已撤回', reset: '已重置',
};
const SHOWN = 100;

function unlockForm(student, again) {
  const form = h('form', {}, field('解锁原因', { name: 'reason', required: true, maxlength: '100', placeholder: '如：已当面核实，误触' }), h('button', {}, '解锁'));
  form.addEventListener('submit', action(async () => {
    await post(`/students/${encodeURIComponent(student.student_uid)}/unlock`, { reason: valuesOf(form).reason });
    await again();
    say('已解锁，学生现在可以拍摄。', 'good');
  }));
  return form;
}

function studentCard(school, s, again) {
  const facts = [s.name_masked, s.student_no, s.campus, s.college, s.class, s.unassigned && '未编入名册'].filter(Boolean).join(' · ');
  return h('section', { class: 'card', id: 'student' }, h('h2', { tabIndex: -1 }, facts || s.student_uid),
    h('p', {}, s.submission ? `照片：${STATES[s.submission.state]}` : '还没有提交照片。'),
    s.lock ? [h('p', { class: 'bad' }, s.lock.message), unlockForm(s, again)] : h('p', { class: 'quiet' }, '没有锁定。'),
    s.submission?.state === 'accepted' ? sheetAgainBox(s.student_uid) : null,
    waiverBox(school, s.student_uid, s.waivers));
}

export async function studentsPage(body, school) {
  const place = h('div', {});
  const openOne = async (uid) => {
    const { body: s } = await call('GET', `/students/${encodeURIComponent(uid)}`);
    if (s.school_code !== school) throw plain(`这名学生属于学校 ${s.school_code}。`);
    show(place, studentCard(school, s, () => openOne(uid)));
    const heading = place.querySelector('h2');
    heading.focus();
    heading.scrollIntoView({ block: 'center' });
  };
  const one = h('form', { class: 'choose' }, field('student_uid（未编入名册的学生）', { name: 'uid', required: true, autocapitalize: 'none', spellcheck: 'false' }), h('button', {}, '打开'));
  one.addEventListener('submit', action(() => openOne(valuesOf(one).uid)));

  let known = [];
  let next;
  const found = h('div', { 'aria-live': 'polite' });
  const more = h('div', { class: 'row' });
  const search = h('input', { type: 'search', placeholder: '学号、学院或班级', 'aria-label': '查找学生' });
  const draw = () => {
    const text = search.value.trim();
    const hits = known.filter((s) => [s.student_no, s.college, s.class, s.student_uid].some((x) => x.includes(text)));
    const row = (s) => [s.student_no || s.student_uid, s.campus || '–', s.college || '–', s.class || '–', STATES[s.state],
      s.state === 'not_started' ? '' : h('button', { type: 'button', class: 'small', 'aria-label': `打开 ${s.student_no}`, onclick: action(() => openOne(s.student_uid)) }, '打开')];
    show(found, hits.length ? list(['学号', '校区', '学院', '班级', '状态', ''], hits.slice(0, SHOWN).map(row)) : h('p', { class: 'quiet' }, known.length ? '没有找到。' : '名册中没有未完成的学生。'),
      hits.length > SHOWN ? h('p', { class: 'quiet' }, `符合的有 ${hits.length} 人，只列出前 ${SHOWN} 人，请缩小查找范围。`) : null);
    show(more, next ? [h('span', { class: 'quiet' }, `已读取 ${known.length} 人`), h('button', { type: 'button', onclick: action(read) }, '读取更多')] : null);
  };
  async function read() {
    const page = await get(`/schools/${school}/missing${query({ after: next })}`);
    known = [...known, ...page.missing];
    next = page.next;
    draw();
  }
  search.addEventListener('input', draw);
  show(body, place, h('section', { class: 'card' }, h('h2', {}, '未完成的学生'), h('p', { class: 'quiet' }, '照片尚未被学信网接收的学生。打开后可解锁、豁免检测项。'), search, found, more), h('section', { class: 'card' }, one));
  await read();
}

// The school's page: review (review.mjs), appeals and reported problems (appeals.mjs, inbox.mjs), one student (students.mjs), the list
// of students and their progress (roster.mjs), prints and their way to the school (prints.mjs), times and contacts (settings.mjs), what
// students read (texts.mjs), what photos are judged by (rules.mjs), accounts of colleges. A province's account first says which school.
import { get } from '/shared/api.mjs';
import { h, show, say, action } from '/shared/dom.mjs';
import { accountsPage } from '/shared/accounts.mjs';
import { Shell } from '/shared/shell.mjs';
import { appealsPage } from './appeals.mjs';
import { inboxPage } from './inbox.mjs';
import { printsPage } from './prints.mjs';
import { reviewPage } from './review.mjs';
import { rosterPage } from './roster.mjs';
import { rulesPage } from './rules.mjs';
import { settingsPage } from './settings.mjs';
import { studentsPage } from './students.mjs';
import { textsPage } from './texts.mjs';

const PAGES = {
  review: ['审核', reviewPage], appeals: ['申诉', appealsPage], inbox: ['问题', inboxPage], students: ['学生', studentsPage], roster: ['名册与进度', rosterPage],
  prints: ['打印与寄送', printsPage],
  settings: ['采集设置', settingsPage], texts: ['文本', textsPage], rules: ['检测标准', rulesPage],
  accounts: ['账号', (body, school, role, staff) => accountsPage(body, staff, role === 'province' ? school : '')],
};
const SCHOOL = { pattern: '[0-9]{5}', maxlength: '5', inputmode: 'numeric', placeholder: '10284', title: '5 位数字' };

/** Which school's pages a province's account wants to see. */
async function choosePage(body) {
  const { schools } = await get('/schools');
  const input = h('input', { name: 'school', required: true, autocomplete: 'off', 'aria-label': '学校代码', ...SCHOOL });
  const list = h('datalist', { id: 'schools' }, schools.map((s) => h('option', { value: s.code }, s.name)));
  input.setAttribute('list', 'schools');
  const choose = action(() => shell.become({ ...shell.staff, school: input.value }));
  show(body, h('form', { class: 'card narrow', onsubmit: choose }, h('h2', {}, '选择学校'), h('label', {}, h('span', {}, '学校代码'), input), list, h('button', { class: 'main' }, '打开')));
  input.focus();
}

/** A college sees neither photos nor settings (R46). */
function pagesOf({ role, school }) {
  if (role === 'college') return ofSchool({ roster: PAGES.roster });
  if (!['school', 'province'].includes(role)) return {};
  return school ? ofSchool(PAGES) : { choose: ['选择学校', choosePage] };
}

const ofSchool = (pages) => Object.fromEntries(Object.entries(pages).map(([name, [label, draw]]) => [name, [label, (body, staff) => draw(body, staff.school, staff.role, staff)]]));

const another = () => { say(''); shell.become({ ...shell.staff, school: '' }); };

const shell = new Shell({
  place: 'school', pagesOf, more: [{ name: 'school', label: '学校代码（省级账号填写）', ...SCHOOL }],
  refused: (e, staff) => `不能查看学校 ${staff.school}：${e.message}`,
  beside: (staff) => (staff.role === 'province' && staff.school ? h('button', { type: 'button', class: 'small', onclick: another }, '换学校') : null),
});
shell.open();

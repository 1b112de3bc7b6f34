// Windows of one student: R6-R9 and R34, written from docs/rules.md alone (reference.mjs says what for).
const DAY = 86400000;
const MINUTE = 60000;
const CHINA = 8 * 60 * MINUTE;

export const dayOf = (ms) => Math.floor((ms + CHINA) / DAY);
export const startOf = (day) => day * DAY - CHINA;
const numberOf = (date) => Date.parse(date) / DAY;
const minutesOf = (text) => { const [h, m] = text.split(':').map(Number); return (h * 60 + m) * MINUTE; };

export class Windows {
  /** personal: the window of the student's own after a refusal. */
  constructor(school, student) {
    this.school = { phases: [], closed_days: [], machine_refuses: [], auto_approval: false, ...school };
    this.hours = { open: '08:00', close: '18:00', ...school.hours };
    this.student = student;
    this.open = this.spans();
  }

  mine() {
    const { uid, campus, level } = this.student;
    return this.school.phases.filter((p) => (!p.campus || p.campus === campus) && (!p.level || p.level === level) && (!p.uids?.length || p.uids.includes(uid)));
  }

  /** Of several phases the one that lets most students capture; a window of one's own is a make-up round. */
  phaseAt(t) {
    if (this.isOver) return 'closed'; // R27
    const all = this.mine().filter((p) => numberOf(p.from) <= dayOf(t) && dayOf(t) <= numberOf(p.to)).map((p) => p.phase);
    if (this.personal && this.personal.from <= t && t < this.personal.to) all.push('make_up');
    return ['first_capture', 'make_up', 'recapture', 'review'].find((phase) => all.includes(phase)) ?? 'closed';
  }

  /** All the spans in which capture is possible for this student, in order; days open around the clock are one. */
  spans(personal = this.personal, isOver = this.isOver) {
    if (isOver) return [];
    const all = [];
    const add = (day, from, to) => {
      if (this.school.closed_days.some((d) => numberOf(d) === day)) return;
      const span = { from: Math.max(from, startOf(day) + minutesOf(this.hours.open)), to: Math.min(to, startOf(day) + minutesOf(this.hours.close)) };
      if (span.from < span.to) all.push(span);
    };
    for (const p of this.mine()) if (p.phase !== 'review') for (let d = numberOf(p.from); d <= numberOf(p.to); d++) add(d, -Infinity, Infinity);
    if (personal) for (let d = dayOf(personal.from); d <= dayOf(personal.to); d++) add(d, personal.from, personal.to);
    const joined = [];
    for (const span of all.sort((x, y) => x.from - y.from)) {
      if (joined.at(-1)?.to === span.from) joined.at(-1).to = span.to;
      else joined.push({ ...span });
    }
    return joined;
  }

  spanAt(t) { return this.open.find((s) => s.from <= t && t < s.to); }

  openFrom(t, spans = this.open) {
    const span = spans.find((s) => t < s.to);
    return span ? Math.max(t, span.from) : null;
  }
}

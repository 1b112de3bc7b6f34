// Random lives of one student: a school and a list of events, always the same for a seed. The clock likes edges: the ends of windows, locks,
// pauses, orders and undo times, midnight, each with the millisecond before and after it.
import { Reference, VERSION, dayOf, startOf } from './reference.mjs';

const MINUTE = 60000;
const HOUR = 60 * MINUTE;
const FIRST_DAY = Date.parse('2025-04-01') / 86400000;

/** mulberry32: small, and the same everywhere. */
export function randomOf(seed) {
  let a = seed >>> 0;
  const next = () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const int = (n) => Math.floor(next() * n);
  const maybe = (p) => next() < p;
  const pick = (list) => list[int(list.length)];
  const weighted = (rows) => {
    let left = next() * rows.reduce((sum, [w]) => sum + w, 0);
    return rows.find(([w]) => (left -= w) < 0)?.[1] ?? rows.at(-1)[1];
  };
  return { int, maybe, pick, weighted };
}

function phasesOf(r, date) {
  const phases = [];
  let day = 0;
  const add = (phase, days, more = {}) => {
    phases.push({ phase, from: date(day), to: date(day + days - 1), ...more });
    day += days;
  };
  add('first_capture', 1 + r.int(3), r.maybe(0.1) ? { campus: r.pick(['东', '西']) } : {});
  day += r.int(2);
  if (r.maybe(0.7)) add('review', 1 + r.int(2));
  day += r.int(2);
  if (r.maybe(0.7)) add('recapture', 1 + r.int(2), r.maybe(0.2) ? { level: r.pick(['本科', '硕士']) } : {});
  day += r.int(3);
  if (r.maybe(0.4)) add('make_up', 1, { uids: r.pick([['u1'], ['u2'], ['u1', 'u2']]) });
  return { phases, days: day };
}

function limitsOf(r) {
  const all = {
    failed_max: () => 1 + r.int(4), not_live_max: () => 1 + r.int(3), pause_s: () => r.pick([0, 1, 60, 3600]), failed_lock_s: () => r.pick([0, 60, 7200, 86400]),
    cut_before_s: () => r.pick([0, 600, 36000]), cut_least_s: () => r.pick([0, 60, 7200]), cut_margin_s: () => r.pick([0, 60, 7200]),
    drafts_capacity: () => 1 + r.int(3), draft_keep_s: () => r.pick([0, 60, 7200, 172800]), order_s: () => r.pick([60, 600, 86400]),
    undo_s: () => r.pick([0, 60, 86400]), personal_window_s: () => r.pick([0, 7200, 86400, 259200]), nonce_s: () => r.pick([10, 300]), video_s: () => r.pick([0, 60]),
  };
  return Object.fromEntries(Object.entries(all).filter(() => r.maybe(0.25)).map(([name, value]) => [name, value()]));
}

function schoolOf(r, firstDay) {
  const date = (n) => new Date((firstDay + n) * 86400000).toISOString().slice(0, 10);
  const { phases, days } = phasesOf(r, date);
  const text = { version: VERSION, body: '...' };
  const school = { name: '示范大学', phases, limits: r.maybe(0.5) ? limitsOf(r) : {}, texts: { notice: text, precautions: text, consent: text, requirements: text } };
  if (r.maybe(0.3)) school.closed_days = [date(r.int(days))];
  if (r.maybe(0.3)) school.hours = r.pick([{ open: '00:00', close: '24:00' }, { open: '09:00', close: '12:30' }, { open: '08:00', close: '23:59' }]);
  if (r.maybe(0.3)) school.plan = r.pick([{ amount_fen: 0, prints: 5 }, { amount_fen: 1200, prints: 0 }]);
  if (r.maybe(0.2)) school.auto_approval = true;
  if (r.maybe(0.3)) school.machine_refuses = r.pick([['recapture'], ['recapture', 'retouched']]);
  return school;
}

/** Moments at which something begins or ends for this student. */
function edgesOf(ref, t) {
  const s = ref.submission;
  const close = ref.open.at(-1)?.to ?? t;
  return [
    startOf(dayOf(t) + 1), ref.pause, ref.nonceUntil, ref.personal?.to, s?.decided && s.decided + ref.ms('undo_s'), ref.started && ref.started + ref.ms('video_s'),
    close - ref.ms('cut_before_s'), close - ref.ms('cut_margin_s'), close - ref.ms('cut_margin_s') - ref.ms('cut_least_s'),
    ...ref.open.flatMap((o) => [o.from, o.to]), ...ref.locks.map((l) => l.end), ...ref.drafts.map((d) => d.stored + ref.ms('draft_keep_s')),
    ...ref.orders.filter((o) => o.state === 'created').map((o) => o.expires),
  ].filter((edge) => edge > t + 1);
}

export class Life {
  constructor(seed, length, firstDay = FIRST_DAY) {
    this.r = randomOf(seed);
    this.length = length;
    this.school = schoolOf(this.r, firstDay);
    this.student = { uid: 'u1', campus: '东', level: '本科' };
    this.ref = new Reference(this.school, this.student);
    this.events = [];
    this.now = startOf(firstDay) + 8 * HOUR + this.r.int(3 * HOUR);
    this.badLuck = this.r.pick([0.15, 0.5, 0.9]);
  }

  edges(t) { return edgesOf(this.ref, t); }

  /** Later by something; near: not by much. */
  advance(near) {
    const edges = this.edges(this.now);
    if (!near && edges.length && this.r.maybe(0.3)) {
      const next = this.r.maybe(0.7) ? Math.min(...edges) : this.r.pick(edges);
      this.now = Math.max(this.now + 1, next + this.r.pick([-1, 0, 0, 1]));
    } else this.now += this.r.pick([1, 999, 5000, 11000, ...(near ? [] : [5 * MINUTE, 31 * MINUTE, 3 * HOUR])]);
  }

  add(op, more = {}, near = false) {
    if (!more.again) this.advance(near);
    const event = { op, at: this.now, ...more };
    this.events.push(event);
    const { code } = this.ref.act(event);
    // A job that is run twice: the second time nothing happens.
    if (!more.again && !code && ['verdict', 'submit', 'receipt', 'appeal', 'made', 'season_closed'].includes(op) && this.r.maybe(0.05)) this.add(op, { ...more, again: true });
  }

  prepare() {
    for (const body of [{ phone: '13800138000' }, { notice_read: VERSION }, { precautions_read: VERSION }, { consent: VERSION }, { subscriptions: [] }]) this.add('patch', { body }, true);
    this.add('video', { event: 'started' }, true);
    this.now += this.ref.ms('video_s');
    this.add('video', { event: 'ended' }, true);
  }

  /** The first step that is missing, as after a consent that was taken back. */
  missing_step() {
    const body = { phone: { phone: '13800138000' }, notice: { notice_read: VERSION }, precautions: { precautions_read: VERSION }, consent: { consent: VERSION }, subscriptions: { subscriptions: [] } };
    const { next_step: next } = this.ref.me(this.now);
    if (body[next]) this.add('patch', { body: body[next] }, true);
    else if (next) this.add('video', { event: this.ref.started ? 'ended' : 'started' });
  }

  step() {
    const body = this.r.pick([
      { phone: '13800138001' }, { notice_read: this.r.pick([VERSION, '0']) }, { precautions_read: VERSION }, { consent: VERSION }, { consent: false }, { subscriptions: ['photo'] },
    ]);
    if (this.r.maybe(0.3)) this.add('video', { event: this.r.pick(['started', 'ended']) });
    else this.add('patch', { body });
  }

  kind() {
    const machine = this.school.machine_refuses ?? [];
    if (!this.r.maybe(this.badLuck)) return this.r.maybe(0.2) ? 'suspect' : 'pass';
    return this.r.weighted([[5, 'fail'], [3, 'not_live'], [1, 'image_invalid'], ...machine.map((code) => [1, code])]);
  }

  shot() {
    const { r, ref } = this;
    if (ref.shot) {
      this.add('verdict', { kind: this.kind() }, r.maybe(0.5));
      return;
    }
    if (r.maybe(0.8)) this.now = ref.openFrom(this.now) ?? this.now; // a student who reads the hours
    if (r.maybe(0.95)) this.add('nonce', {}, r.maybe(0.8));
    this.add('shoot', { nonce: r.weighted([[30, 'good'], [1, 'none'], [1, 'other']]) }, r.maybe(0.9));
    if (ref.shot && r.maybe(0.9)) this.add('verdict', { kind: this.kind() }, true);
  }

  draft() { return this.r.int(this.ref.drafts.length + (this.r.maybe(0.1) ? 1 : 0)); }

  money() {
    const { r, ref } = this;
    if (!ref.orders.length) return;
    const order = r.maybe(0.8) ? ref.orders.length - 1 : r.int(ref.orders.length);
    const state = r.weighted([[6, 'PAID'], [2, 'CLOSED'], [2, 'REFUNDED'], [1, 'REFUND_FAILED']]);
    if (r.maybe(0.15)) this.add('due', { order });
    else this.add('provider', { state: `PAY_STATE_${state}`, order, ...(state === 'PAID' && r.maybe(0.1) && { too_much: 1 }), ...(state === 'PAID' && r.maybe(0.05) && { transaction: 'second' }) });
  }

  staff() { return { by: this.r.pick(['wang', 'li']) }; }

  review() {
    const { r } = this;
    this.add('review', { decision: r.pick(['approve', 'reject']), ground: r.pick(['', 'quality', 'violation', 'violation']), ...this.staff() });
  }

  /** R31, against a shot (the last one mostly) or the review. */
  appeal(isShot) {
    const { r, ref } = this;
    if (ref.appeals.length >= 16 || (isShot && !ref.shots.length)) return;
    const shot = r.maybe(0.5) ? ref.shots.length - 1 : r.int(ref.shots.length);
    this.add('appeal', { text: r.maybe(0.95) ? '请再看一次。' : '', ...(isShot && { shot }) });
  }

  decide() {
    const { r, ref } = this;
    const open = ref.appeals.findIndex((a) => a.state === 'open');
    const appeal = open < 0 || r.maybe(0.1) ? r.int(ref.appeals.length + 1) : open;
    this.add('decide', { appeal, decision: r.pick(['accept', 'approve', 'reject']), reason: r.maybe(0.9) ? '因故' : '', ...this.staff() });
  }

  made() {
    const making = this.ref.appeals.findIndex((a) => a.isMaking);
    if (making >= 0 || this.ref.appeals.length) this.add('made', { appeal: Math.max(making, 0), passed: this.r.maybe(0.8) });
  }

  face() {
    const { r, ref } = this;
    const draft = ref.drafts.length && r.maybe(0.5) ? { draft: this.draft() } : {};
    if (draft.draft !== undefined || ref.submission) this.add('face', { answer: r.pick(['same', 'other', 'other', 'unknown']), ...draft });
  }

  relay() {
    const { r, ref } = this;
    const s = ref.submission;
    const isSealable = ref.isSealable(this.now);
    if (s?.sealing && s.state === 'approved' && r.maybe(0.7)) this.add('sealed');
    else if (s?.state === 'sent' || (s?.state === 'approved' && s.sealing)) this.add('receipt', { accepted: r.maybe(0.4) });
    else if (isSealable) this.add('sealing');
    else this.add('prints', { state: r.pick(['made', 'packed', 'received']) });
  }

  anything() {
    const { r, ref } = this;
    const state = ref.submission?.state;
    const isOpen = ref.isLive();
    return r.weighted([
      [isOpen ? 1 : 8, () => this.shot()],
      [ref.shot ? 6 : 0, () => this.shot()],
      [0.3, () => this.step()],
      [ref.me(this.now).next_step ? 4 : 0, () => this.missing_step()],
      [ref.drafts.length ? (isOpen ? 0.5 : 4) : 0.2, () => this.add('submit', { draft: this.draft() })],
      [ref.drafts.length ? 1 : 0.1, () => this.add('discard', { draft: this.draft() })],
      [state === 'awaiting_payment' ? 2 : 0.2, () => this.add('change', { draft: this.draft() })],
      [state === 'awaiting_payment' && ref.orders.length < 20 ? 1.5 : 0.1, () => this.add('order')],
      [state === 'awaiting_payment' ? 6 : 1, () => this.money()],
      [(isOpen ? 0.7 : 0.2) + (state === 'in_review' && ref.submission.downloaded ? 3 : 0), () => this.add('withdraw')],
      [isOpen ? 0.4 : 0.1, () => this.add('download')],
      [state === 'in_review' ? 5 : 0.2, () => this.review()],
      [state === 'in_review' ? 0.5 : 0.1, () => this.add('open', this.staff())],
      [['approved', 'rejected'].includes(state) ? 1.5 : 0.1, () => this.add('undo', this.staff())],
      [['in_review', 'approved', 'refused'].includes(state) ? 0.7 : 0.1, () => this.add('reset', this.staff())],
      [['approved', 'sent', 'accepted'].includes(state) ? 5 : 0, () => this.relay()],
      [ref.lockAt(this.now) ? 0.7 : 0.1, () => this.add('unlock', { reason: r.maybe(0.9) ? '因故' : '', ...this.staff() })],
      [state === 'rejected' ? 3 : 0.1, () => this.appeal(false)],
      [ref.failed.length ? 1 : 0.1, () => this.appeal(true)],
      [ref.appeals.some((a) => a.state === 'open') ? 3 : 0.05, () => this.decide()],
      [ref.appeals.some((a) => a.isMaking) ? 3 : 0.05, () => this.made()],
      [this.school.auto_approval ? 1 : 0.05, () => this.face()],
      [0.04, () => this.add('season_closed')],
      [0.04, () => this.add('erase')],
      [1.5, () => this.add('look')],
    ])();
  }

  live() {
    if (this.r.maybe(0.9)) this.prepare();
    while (this.events.length < this.length) this.anything();
    return { school: this.school, student: this.student, events: this.events };
  }
}

export const lifeOf = (seed, length = 60) => new Life(seed, length).live();

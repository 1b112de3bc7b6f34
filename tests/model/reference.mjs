// The rules of one student, R5-R9 and R14-R34, written from docs/rules.md and the interface's description alone: what the C code
// decides is held against this (differ.mjs). Slow and plain on purpose; where the rules leave the refusal open, all that fit are named.
const DAY = 86400000;
const MINUTE = 60000;
const CHINA = 8 * 60 * MINUTE;
const STEPS = ['phone', 'notice', 'precautions', 'consent', 'subscriptions', 'requirements'];
const PRINTS = ['none', 'planned', 'made', 'packed', 'shipped', 'received'];
const LIVE = ['awaiting_payment', 'in_review', 'approved', 'sent', 'accepted'];
export const VERSION = '1'; // of every text
const LIMITS = {
  pause_s: 10, failed_max: 5, failed_lock_s: 1800, not_live_max: 3, cut_before_s: 7200, cut_least_s: 1800, cut_margin_s: 600,
  drafts_capacity: 3, draft_keep_s: 86400, order_s: 7200, undo_s: 600, personal_window_s: 259200, video_s: 60, nonce_s: 300,
};

export const dayOf = (ms) => Math.floor((ms + CHINA) / DAY);
export const startOf = (day) => day * DAY - CHINA;
const numberOf = (date) => Date.parse(date) / DAY;
const minutesOf = (text) => { const [h, m] = text.split(':').map(Number); return (h * 60 + m) * MINUTE; };

const yes = (status, more = {}) => ({ status, ...more });
/** A refusal; code: one or all that the rules allow. */
const no = (status, code, more = {}) => ({ status, code, ...more });

export class Reference {
  constructor(school, student = {}) {
    this.school = { phases: [], closed_days: [], machine_refuses: [], auto_approval: false, ...school };
    this.hours = { open: '08:00', close: '18:00', ...school.hours };
    this.plan = { amount_fen: 1500, prints: 5, ...school.plan };
    this.limits = { ...LIMITS, ...school.limits };
    this.student = student;
    Object.assign(this, { steps: {}, drafts: [], orders: [], locks: [], failed: 0, notLive: 0, pause: 0, prints: 'none', submission: null, cover: null });
    this.open = this.spans();
  }

  /** One event; what is answered, and what the payment provider is asked for. */
  act(event) {
    const name = { open: 'open_photo', prints: 'prints_are' }[event.op] ?? event.op;
    this.jobs = [];
    return { ...this[name](event.at, event), jobs: this.jobs };
  }

  ms(name) { return this.limits[name] * 1000; }

  // ---- windows: R6-R9, R34

  mine() {
    const { uid, campus, level } = this.student;
    return this.school.phases.filter((p) => (!p.campus || p.campus === campus) && (!p.level || p.level === level) && (!p.uids?.length || p.uids.includes(uid)));
  }

  /** Of several phases the one that lets most students capture; a window of one's own is a make-up round. */
  phaseAt(t) {
    const all = this.mine().filter((p) => numberOf(p.from) <= dayOf(t) && dayOf(t) <= numberOf(p.to)).map((p) => p.phase);
    if (this.personal && this.personal.from <= t && t < this.personal.to) all.push('make_up');
    return ['first_capture', 'make_up', 'recapture', 'review'].find((phase) => all.includes(phase)) ?? 'closed';
  }

  /** All the spans in which capture is possible for this student, in order; days open around the clock are one. */
  spans(personal = this.personal) {
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

  // ---- before the camera: R5

  patch(t, { body }) {
    const [[member, value]] = Object.entries(body);
    if (member === 'consent' && value === false) {
      delete this.steps.consent;
      this.drafts = []; // made on a consent that is no more (R41)
      return yes(200);
    }
    const name = { notice_read: 'notice', precautions_read: 'precautions' }[member] ?? member;
    if (this.missingBefore(name)) return no(409, 'step_out_of_order');
    if (['notice', 'precautions', 'consent'].includes(name) && value !== VERSION) return no(422, 'text_outdated');
    this.steps[name] = t;
    return yes(200);
  }

  missingBefore(name) { return STEPS.slice(0, STEPS.indexOf(name)).some((s) => !this.steps[s]); }

  video(t, { event }) {
    if (this.missingBefore('requirements')) return no(409, 'step_out_of_order');
    if (event === 'started') this.started = t;
    else if (this.started && t - this.started >= this.ms('video_s')) this.steps.requirements = t;
    return yes(200);
  }

  // ---- capture: R7-R10, R12, R14-R18, R21-R23

  nonce(t) { this.nonceUntil = t + this.ms('nonce_s'); return yes(201); }

  shoot(t, { nonce }) {
    const missing = STEPS.filter((s) => !this.steps[s]);
    const lock = this.lockAt(t);
    const oldest = Math.min(...this.drafts.map((d) => d.stored));
    if (missing.length) return no(409, 'steps_missing', { missing });
    if (!this.spanAt(t)) return no(403, 'window_closed', { until: this.openFrom(t) });
    if (this.phaseAt(t) === 'recapture' && this.isLive()) return no(409, 'not_in_recapture');
    if (this.isLive()) return no(409, 'already_submitted');
    if (lock) return no(423, 'locked', { reasons: lock.reasons, until: this.openFrom(lock.end) });
    if (t < this.pause) return no(429, 'cooling_off', { until: this.pause });
    if (this.drafts.length >= this.limits.drafts_capacity) return no(409, 'drafts_full', { until: oldest + this.ms('draft_keep_s') });
    if (this.shot) return no(409, 'shot_in_progress');
    if (nonce !== 'good' || !(t < this.nonceUntil)) return no(422, 'nonce_invalid');
    this.shot = { at: t };
    return yes(202);
  }

  verdict(t, { kind, again }) {
    if (!this.shot) return yes(again ? 200 : 0);
    const { at } = this.shot;
    this.shot = null;
    this.nonceUntil = undefined;
    if (kind === 'pass' || kind === 'suspect') {
      this.failed = 0;
      if (this.steps.consent) this.drafts.push({ stored: t, suspect: kind === 'suspect' });
    } else if (kind !== 'image_invalid') this.strike(at, t, kind);
    return yes(200);
  }

  /** A failed check, admitted at `at`, judged at t. A run that has reached its number is over, whether R18 let a lock be set or not. */
  strike(at, t, kind) {
    this.pause = t + this.ms('pause_s');
    this.failed = this.failed >= this.limits.failed_max ? 1 : this.failed + 1;
    if (this.failed >= this.limits.failed_max) this.lock('failed_checks', at, at + this.ms('failed_lock_s'));
    if (kind === 'not_live') {
      if (this.notLiveDay !== dayOf(at) || this.notLive >= this.limits.not_live_max) this.notLive = 0;
      this.notLiveDay = dayOf(at);
      this.notLive += 1;
      if (this.notLive >= this.limits.not_live_max) this.lock('not_live', at, startOf(dayOf(at) + 1));
    }
    if (kind === 'recapture' || kind === 'retouched') this.locks.push({ reason: 'violation', end: startOf(dayOf(at) + 1) });
  }

  /** R18: sets a lock of R15 or R16, unless too near the last close. */
  lock(reason, begun, own) {
    const close = Math.max(...this.open.map((s) => s.to));
    const end = Math.min(own, Math.max(close - this.ms('cut_before_s'), begun + this.ms('cut_least_s')), close - this.ms('cut_margin_s'));
    if (end > begun) this.locks.push({ reason, end });
  }

  /** The lock that ends last, with every reason for it. */
  lockAt(t) {
    const end = Math.max(...this.locks.map((l) => l.end));
    return end > t ? { end, reasons: this.locks.filter((l) => l.end === end).map((l) => l.reason) } : null;
  }

  failedInRow(t) {
    const isLocked = this.locks.some((l) => l.reason === 'failed_checks' && l.end > t);
    return this.failed >= this.limits.failed_max && !isLocked ? 0 : this.failed;
  }

  unlock(t, { reason }) {
    if (!reason) return no(422, null);
    Object.assign(this, { locks: [], failed: 0, notLive: 0, pause: 0 });
    return yes(204);
  }

  discard(t, { draft }) {
    const one = this.drafts[draft];
    if (!one) return no(404, null);
    if (t < one.stored + this.ms('draft_keep_s')) return no(409, 'draft_too_young', { until: one.stored + this.ms('draft_keep_s') });
    this.drafts.splice(draft, 1);
    return yes(204);
  }

  // ---- submission and money: R24-R27

  isLive() { return LIVE.includes(this.submission?.state); }
  openOrder() { return this.orders.find((o) => o.submission === this.submission && o.state === 'created'); }

  submit(t, { draft, again }) {
    if (again && this.isLive()) return yes(201);
    const refusals = [];
    if (!this.drafts[draft]) refusals.push([404, 'not_found']);
    if (this.isLive()) refusals.push([409, 'already_submitted']);
    if (!this.steps.consent) refusals.push([409, 'steps_missing']);
    if (this.phaseAt(t) === 'closed') refusals.push([403, 'window_closed']);
    if (refusals.length) return no(refusals.map((r) => r[0]), refusals.map((r) => r[1]), { missing: ['consent'] });
    this.submission = { state: 'awaiting_payment', draft: this.drafts.splice(draft, 1)[0] };
    if (this.cover || this.plan.amount_fen === 0) {
      if (!this.cover) this.plan_prints();
      this.review_begins(t);
    } else this.order_made(t);
    return yes(201);
  }

  plan_prints() { if (this.prints === 'none' && this.plan.prints > 0) this.prints = 'planned'; }

  order_made(t) {
    this.orders.push({ state: 'created', submission: this.submission, expires: t + this.ms('order_s') });
    this.jobs.push('CREATE');
  }

  review_begins(t) {
    const byItself = this.school.auto_approval && !this.submission.draft.suspect;
    this.submission.state = byItself ? 'approved' : 'in_review';
    if (byItself) Object.assign(this.submission, { decided: t, byItself: true });
  }

  change(t, { draft }) {
    if (!this.submission) return no(404, null);
    if (this.submission.state !== 'awaiting_payment') return no(409, null);
    if (!this.drafts[draft]) return no(404, null);
    const [chosen] = this.drafts.splice(draft, 1);
    this.put_back(this.submission.draft);
    this.submission.draft = chosen;
    return yes(200);
  }

  put_back(draft) { this.drafts = [...this.drafts, draft].sort((a, b) => a.stored - b.stored); }

  /** A new order; the one that can still be paid, if there is one. */
  order(t) {
    if (!this.submission) return no(404, null);
    if (this.submission.state !== 'awaiting_payment') return no(409, null);
    if (this.openOrder()) return yes(201);
    if (this.phaseAt(t) === 'closed') return no(403, 'window_closed');
    this.order_made(t);
    return yes(201);
  }

  due(t, { order }) {
    if (this.orders[order]?.state === 'created') this.jobs.push('CLOSE');
    return yes(204);
  }

  /** What the provider says of an order. */
  provider(t, { order, state, too_much: tooMuch }) {
    const o = this.orders[order];
    if (!o) return no(404, null);
    if (state === 'PAY_STATE_PAID' && tooMuch) return no(422, null);
    if (state === 'PAY_STATE_PAID' && !o.paid) this.money(t, o);
    if (state === 'PAY_STATE_CLOSED' && o.state === 'created') o.state = 'expired';
    if (state === 'PAY_STATE_REFUNDED' && o.state === 'refunding') o.state = 'refunded';
    return yes(204);
  }

  money(t, o) {
    o.paid = true;
    if (o.state !== 'created' || o.submission !== this.submission || this.submission.state !== 'awaiting_payment') {
      this.refund(o);
      return;
    }
    o.state = 'paid';
    this.cover = o;
    this.plan_prints();
    this.review_begins(t);
  }

  refund(o) {
    o.state = 'refunding';
    this.jobs.push('REFUND');
  }

  withdraw() {
    const s = this.submission;
    if (!s) return no(404, null);
    if (s.state === 'withdrawn') return yes(204);
    if (!['awaiting_payment', 'in_review'].includes(s.state)) return no(409, ['review_started', 'downloaded']);
    if (s.state === 'in_review' && (s.opened || s.downloaded)) return no(409, [s.opened && 'review_started', s.downloaded && 'downloaded']);
    const open = this.openOrder();
    if (open) { // money that comes now goes back
      open.state = 'expired';
      this.jobs.push('CLOSE');
    }
    if (s.state === 'in_review') {
      if (this.cover) this.refund(this.cover);
      Object.assign(this, { cover: null, prints: 'none' });
    }
    s.state = 'withdrawn';
    this.put_back(s.draft);
    return yes(204);
  }

  download() {
    if (!this.submission || ['awaiting_payment', 'withdrawn'].includes(this.submission.state)) return no(409, 'not_ready');
    this.submission.downloaded = true;
    return yes(204);
  }

  // ---- review: R29, R30; relay: R33, R34, R36

  open_photo() {
    if (!this.submission) return no(404, null);
    if (['awaiting_payment', 'withdrawn'].includes(this.submission.state)) return no(409, 'not_ready');
    this.submission.opened = true;
    return yes(204);
  }

  review(t, { decision, ground }) {
    const s = this.submission;
    if (!s) return no(404, null);
    if (s.state !== 'in_review') return no(409, ['awaiting_payment', 'withdrawn'].includes(s.state) ? null : 'already_reviewed');
    Object.assign(s, { state: decision === 'approve' ? 'approved' : 'rejected', decided: t, opened: true });
    if (decision === 'reject' && ground === 'violation') this.locks.push({ reason: 'violation', end: startOf(dayOf(t) + 1), of: s });
    return yes(200);
  }

  undo(t) {
    const s = this.submission;
    if (!s) return no(404, null);
    if (!['approved', 'rejected'].includes(s.state)) return no(409, null);
    if (s.byItself || s.sealing || t >= s.decided + this.ms('undo_s')) return no(409, 'undo_too_late');
    s.state = 'in_review';
    this.locks = this.locks.filter((l) => l.of !== s);
    return yes(200);
  }

  reset() {
    const s = this.submission;
    if (!s) return no(404, null);
    if (!['in_review', 'approved', 'refused'].includes(s.state)) return no(409, null);
    s.state = 'reset';
    return yes(200);
  }

  /** The batch with this photo may be made. */
  isSealable(t) {
    const s = this.submission;
    return s?.state === 'approved' && !s.sealing && (s.byItself || t >= s.decided + this.ms('undo_s'));
  }

  sealing() { this.submission.sealing = true; return yes(204); }

  sealed() {
    if (this.submission.state !== 'approved') return no(409, null);
    this.submission.state = 'sent';
    return yes(204);
  }

  receipt(t, { accepted, again }) {
    const s = this.submission;
    if (again) return yes(204);
    if (!['approved', 'sent'].includes(s.state)) return no(409, null); // that it was sent may be heard later
    s.state = accepted ? 'accepted' : 'refused';
    if (!accepted && this.openFrom(t, this.spans(null)) === null) {
      this.personal = { from: t, to: t + this.ms('personal_window_s') };
      this.open = this.spans();
    }
    return yes(204);
  }

  /** The print shop: nothing goes back. */
  prints_are(t, { state }) {
    if (PRINTS.indexOf(state) > PRINTS.indexOf(this.prints)) this.prints = state;
    return yes(204);
  }

  look() { return yes(200); }

  // ---- GET /me: what can be seen at a moment

  me(t) {
    const lock = this.lockAt(t);
    const span = this.spanAt(t);
    const failed = this.failedInRow(t);
    return {
      steps: STEPS.filter((s) => this.steps[s]),
      next_step: STEPS.find((s) => !this.steps[s]) ?? null,
      window: { open: !!span, opens_at: span ? null : this.openFrom(t), closes_at: span?.to ?? null, phase: this.phaseAt(t) },
      lock: lock && { reasons: lock.reasons, until: this.openFrom(lock.end) },
      cooling_off_until: t < this.pause ? this.pause : null,
      attempts: { failed_in_row: failed, left_before_lock: this.limits.failed_max - failed },
      drafts: this.drafts.map((d) => d.stored + this.ms('draft_keep_s')),
      submission: this.submission?.state ?? null,
      orders: this.orders.map((o) => o.state),
      prints: this.prints,
    };
  }
}

// The rules of one student, R5-R9 and R14-R34, written from docs/rules.md and the interface's description alone: what the C code
// decides is held against this (differ.mjs). Slow and plain on purpose; where the rules leave the refusal open, all that fit are named.
const DAY = 86400000;
const MINUTE = 60000;
const CHINA = 8 * 60 * MINUTE;
const STEPS = ['phone', 'notice', 'precautions', 'consent', 'subscriptions', 'requirements'];
const LIVE = ['awaiting_payment', 'in_review', 'approved', 'sent', 'accepted'];
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
  }

  /** One event; what is answered, and the jobs for the payment provider. */
  act(event) {
    this.jobs = [];
    return { ...this[event.op](event.at, event), jobs: this.jobs };
  }

  ms(name) { return this.limits[name] * 1000; }

  // ---- windows: R6-R9, R34

  mine() {
    const { uid, campus, level } = this.student;
    return this.school.phases.filter((p) => (!p.campus || p.campus === campus) && (!p.level || p.level === level) && (!p.uids?.length || p.uids.includes(uid)));
  }

  phaseAt(t) {
    const phase = this.mine().find((p) => numberOf(p.from) <= dayOf(t) && dayOf(t) <= numberOf(p.to));
    if (phase) return phase.phase;
    return this.personal && this.personal.from <= t && t < this.personal.to ? 'recapture' : 'closed';
  }

  /** All the spans in which capture is possible for this student, in order. */
  spans() {
    const all = [];
    const add = (day, from, to) => {
      if (this.school.closed_days.some((d) => numberOf(d) === day)) return;
      const span = { from: Math.max(from, startOf(day) + minutesOf(this.hours.open)), to: Math.min(to, startOf(day) + minutesOf(this.hours.close)) };
      if (span.from < span.to) all.push(span);
    };
    for (const p of this.mine()) if (p.phase !== 'review') for (let d = numberOf(p.from); d <= numberOf(p.to); d++) add(d, -Infinity, Infinity);
    if (this.personal) for (let d = dayOf(this.personal.from); d <= dayOf(this.personal.to); d++) add(d, this.personal.from, this.personal.to);
    return all.sort((a, b) => a.from - b.from);
  }

  spanAt(t) { return this.spans().find((s) => s.from <= t && t < s.to); }

  openFrom(t) {
    const span = this.spans().find((s) => t < s.to);
    return span ? Math.max(t, span.from) : null;
  }

  // ---- before the camera: R5

  step(t, name) {
    const before = STEPS.slice(0, STEPS.indexOf(name)).find((s) => !this.steps[s]);
    if (before) return no(409, 'step_out_of_order');
    this.steps[name] = t;
    return yes(200);
  }

  phone(t) { return this.step(t, 'phone'); }
  read(t, { text, version }) {
    if (version === '1') return this.step(t, text);
    return no([409, 422], ['step_out_of_order', 'text_outdated']);
  }
  subscriptions(t) { return this.step(t, 'subscriptions'); }
  revoke() { delete this.steps.consent; return yes(200); }
  video_started(t) { this.video = t; return yes(200); }
  video_ended(t) {
    if (this.steps.requirements) return yes(200);
    if (this.video === undefined || t - this.video < this.ms('video_s')) return no([409, 422], null);
    return this.step(t, 'requirements');
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
    if (lock) return no(423, 'locked', { reason: lock.reason, until: this.openFrom(lock.end) });
    if (t < this.pause) return no(429, 'cooling_off', { until: this.pause });
    if (this.drafts.length >= this.limits.drafts_capacity) return no(409, 'drafts_full', { until: oldest + this.ms('draft_keep_s') });
    if (this.shot) return no(409, 'shot_in_progress');
    if (nonce !== 'good' || !(t < this.nonceUntil)) return no(422, 'nonce_invalid');
    this.shot = { at: t };
    return yes(202);
  }

  verdict(t, { kind }) {
    const at = this.shot.at;
    this.shot = null;
    this.nonceUntil = undefined;
    if (kind === 'pass') {
      this.failed = 0;
      if (this.steps.consent) this.drafts.push({ stored: t });
    } else if (kind !== 'image_invalid') this.strike(at, t, kind);
    return yes(200);
  }

  strike(at, t, kind) {
    this.pause = t + this.ms('pause_s');
    if (this.runIsOver) this.failed = 0;
    this.failed += 1;
    this.runIsOver = this.failed >= this.limits.failed_max && this.lock('failed_checks', at, at + this.ms('failed_lock_s'));
    if (kind === 'not_live') {
      if (this.notLiveDay !== dayOf(at)) this.notLive = 0;
      this.notLiveDay = dayOf(at);
      this.notLive += 1;
      if (this.notLive >= this.limits.not_live_max) this.lock('not_live', at, startOf(dayOf(at) + 1));
    }
    if (kind === 'recapture' || kind === 'retouched') this.locks.push({ reason: 'violation', end: startOf(dayOf(at) + 1) });
  }

  /** R18: sets a lock of R15 or R16, unless too near the last close. */
  lock(reason, begun, own) {
    const close = Math.max(...this.spans().map((s) => s.to));
    const end = Math.min(own, Math.max(close - this.ms('cut_before_s'), begun + this.ms('cut_least_s')), close - this.ms('cut_margin_s'));
    if (end > begun) this.locks.push({ reason, end });
    return end > begun;
  }

  lockAt(t) { return this.locks.reduce((best, l) => (l.end > t && !(best?.end >= l.end) ? l : best), null); }

  unlock(t, { reason }) {
    if (!reason) return no(422, null);
    Object.assign(this, { locks: [], failed: 0, notLive: 0, runIsOver: false });
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

  submit(t, { draft }) {
    const codes = [];
    if (!this.drafts[draft]) codes.push([404, null]);
    if (this.isLive()) codes.push([409, 'already_submitted']);
    if (this.phaseAt(t) === 'closed') codes.push([403, 'window_closed']);
    if (codes.length) return no(codes.map((c) => c[0]), codes.some((c) => !c[1]) ? null : codes.map((c) => c[1]));
    this.submission = { state: 'awaiting_payment', draft: this.drafts.splice(draft, 1)[0] };
    if (this.cover || this.plan.amount_fen === 0) this.review_begins(t);
    else this.order_made(t);
    return yes(201);
  }

  order_made(t) {
    this.orders.push({ state: 'created', submission: this.submission, expires: t + this.ms('order_s') });
    this.jobs.push('create');
  }

  review_begins(t) {
    this.submission.state = this.school.auto_approval ? 'approved' : 'in_review';
    if (this.school.auto_approval) Object.assign(this.submission, { decided: t, byItself: true });
  }

  change(t, { draft }) {
    if (!this.submission || !this.drafts[draft]) return no([404, 409], null);
    if (this.submission.state !== 'awaiting_payment') return no(409, null);
    const [chosen] = this.drafts.splice(draft, 1, this.submission.draft);
    this.submission.draft = chosen;
    this.drafts.sort((a, b) => a.stored - b.stored);
    return yes(200);
  }

  order(t) {
    if (!this.submission) return no(404, null);
    if (this.submission.state !== 'awaiting_payment' || this.openOrder()) return no(409, null);
    if (this.phaseAt(t) === 'closed') return no(403, 'window_closed');
    this.order_made(t);
    return yes(201);
  }

  /** Money has come for an order; `again`: it is the same payment as before. */
  paid(t, { order, again }) {
    const o = this.orders[order];
    if (again && o.paid) return yes(200);
    if (o.state === 'created' && o.submission === this.submission && this.submission.state === 'awaiting_payment') {
      Object.assign(o, { state: 'paid', paid: true });
      this.cover = o;
      this.review_begins(t);
    } else {
      if (!o.paid) Object.assign(o, { state: 'refunding', paid: true });
      this.jobs.push('refund');
    }
    return yes(200);
  }

  /** The provider closed an order that nobody has paid. */
  closed(t, { order }) {
    const o = this.orders[order];
    if (o.state === 'created') o.state = 'expired';
    return yes(200);
  }

  refunded(t, { order }) {
    if (this.orders[order].state === 'refunding') this.orders[order].state = 'refunded';
    return yes(200);
  }

  withdraw() {
    const s = this.submission;
    if (!s) return no(404, null);
    if (!['awaiting_payment', 'in_review'].includes(s.state)) return no(409, ['review_started', 'downloaded', 'not_live']);
    if (s.opened) return no(409, s.downloaded ? ['review_started', 'downloaded'] : 'review_started');
    if (s.downloaded) return no(409, 'downloaded');
    s.state = 'withdrawn';
    if (this.cover) {
      this.cover.state = 'refunding';
      this.jobs.push('refund');
      this.cover = null;
    }
    return yes(204);
  }

  download() { this.submission.downloaded = true; return yes(200); }

  // ---- review: R29, R30; relay: R33, R34, R36

  open() { this.submission.opened = true; return yes(200); }

  review(t, { decision, ground }) {
    const s = this.submission;
    if (s.state !== 'in_review') return no(409, s.state === 'awaiting_payment' ? null : 'already_reviewed');
    Object.assign(s, { state: decision === 'approve' ? 'approved' : 'rejected', decided: t, opened: true });
    if (decision === 'reject' && ground === 'violation') this.locks.push({ reason: 'violation', end: startOf(dayOf(t) + 1), of: s });
    return yes(200);
  }

  undo(t) {
    const s = this.submission;
    if (!['approved', 'rejected'].includes(s.state)) return no(409, null);
    if (s.byItself || t >= s.decided + this.ms('undo_s')) return no(409, 'undo_too_late');
    s.state = 'in_review';
    this.locks = this.locks.filter((l) => l.of !== s);
    return yes(200);
  }

  reset() {
    if (!['in_review', 'approved', 'refused'].includes(this.submission.state)) return no(409, null);
    this.submission.state = 'reset';
    return yes(200);
  }

  isSealable(t) { return this.submission?.state === 'approved' && (this.submission.byItself || t >= this.submission.decided + this.ms('undo_s')); }

  sealed() { this.submission.state = 'sent'; return yes(200); }

  receipt(t, { accepted }) {
    const s = this.submission;
    if (s.state !== 'sent') return yes(200);
    s.state = accepted ? 'accepted' : 'refused';
    if (accepted && this.plan.prints > 0) this.prints = 'planned';
    if (!accepted && this.openFrom(t) === null) this.personal = { from: t, to: t + this.ms('personal_window_s') };
    return yes(200);
  }

  look() { return yes(200); }

  // ---- GET /me: what can be seen at a moment

  me(t) {
    const lock = this.lockAt(t);
    const span = this.spanAt(t);
    return {
      steps: STEPS.filter((s) => this.steps[s]),
      next_step: STEPS.find((s) => !this.steps[s]) ?? null,
      window: { open: !!span, opens_at: span ? null : this.openFrom(t), closes_at: span?.to ?? null, phase: this.phaseAt(t) },
      lock: lock && { reason: lock.reason, until: this.openFrom(lock.end) },
      cooling_off_until: t < this.pause ? this.pause : null,
      attempts: { failed_in_row: this.failed, left_before_lock: Math.max(0, this.limits.failed_max - this.failed) },
      drafts: this.drafts.map((d) => d.stored + this.ms('draft_keep_s')),
      submission: this.submission?.state ?? null,
      orders: this.orders.map((o) => o.state),
      prints: this.prints,
    };
  }
}

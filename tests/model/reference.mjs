// The rules of one student, R5-R9 and R14-R34, written from docs/rules.md and the interface's description alone: what the C code
// decides is held against this (differ.mjs). Slow and plain on purpose; where the rules leave the refusal open, all that fit are named.
import { Capture, STEPS, VERSION, no, yes } from './capture.mjs';
import { dayOf, startOf } from './windows.mjs';

export { VERSION, dayOf, startOf };

const PRINTS = ['none', 'planned', 'made', 'packed', 'shipped', 'received'];

export class Reference extends Capture {
  constructor(school, student = {}) {
    super(school, student);
    this.plan = { amount_fen: 1500, prints: 5, ...school.plan };
    Object.assign(this, { orders: [], prints: 'none', cover: null, appeals: [] });
  }

  /** One event; what is answered, and what the payment provider is asked for. */
  act(event) {
    const name = { open: 'open_photo', prints: 'prints_are' }[event.op] ?? event.op;
    this.jobs = [];
    return { ...this[name](event.at, event), jobs: this.jobs };
  }

  // ---- submission and money: R24-R27

  openOrder() { return this.orders.find((o) => o.submission === this.submission && o.state === 'created'); }

  submit(t, { draft, again }) {
    if (again && this.isLive()) return yes(201);
    const refusals = [];
    if (!this.drafts[draft]) refusals.push([404, 'not_found']);
    if (this.isLive()) refusals.push([409, 'already_submitted']);
    if (!this.steps.consent) refusals.push([409, 'steps_missing']);
    if (this.phaseAt(t) === 'closed') refusals.push([403, 'window_closed']);
    if (this.isOver) refusals.push([409, 'season_closed']);
    if (refusals.length) return no(refusals.map((r) => r[0]), refusals.map((r) => r[1]), { missing: ['consent'] });
    this.settle();
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
    const { face, suspect } = this.submission.draft;
    const byItself = this.school.auto_approval && face !== 'other' && !suspect; // R17, R45: then a person looks
    this.submission.state = byItself ? 'approved' : 'in_review';
    if (byItself) Object.assign(this.submission, { decided: t, byItself });
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
  provider(t, { order, state, too_much: tooMuch, transaction = 'first' }) {
    const o = this.orders[order];
    if (!o || (state === 'PAY_STATE_PAID' && o.secondOf)) return no(404, null); // the provider knows the first number only
    if (state === 'PAY_STATE_PAID' && tooMuch) return no(422, null);
    if (state === 'PAY_STATE_PAID' && !o.paid) this.money(t, o, transaction);
    else if (state === 'PAY_STATE_PAID') this.money_again(o, transaction);
    if (state === 'PAY_STATE_CLOSED' && o.state === 'created') o.state = 'expired';
    if (state === 'PAY_STATE_REFUNDED' && o.state === 'refunding') o.state = 'refunded';
    return yes(204);
  }

  /** Money of another transaction is the second: it goes back, and the order stays what it is. */
  money_again(o, transaction) {
    if (o.paid === transaction || this.orders.some((s) => s.secondOf === o && s.paid === transaction)) return;
    this.orders.push({ secondOf: o, paid: transaction });
    this.refund(this.orders.at(-1));
  }

  money(t, o, transaction) {
    o.paid = transaction;
    if (this.isOver || o.state !== 'created' || o.submission !== this.submission || this.submission.state !== 'awaiting_payment') {
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

  refund_cover() {
    if (!this.cover) return;
    this.refund(this.cover);
    Object.assign(this, { cover: null, prints: 'none' });
  }

  /** Money that comes now goes back. */
  drop_order() {
    const open = this.openOrder();
    if (!open) return;
    open.state = 'expired';
    this.jobs.push('CLOSE');
  }

  withdraw() {
    const s = this.submission;
    if (!s) return no(404, null);
    if (s.state === 'withdrawn') return yes(204);
    if (!['awaiting_payment', 'in_review'].includes(s.state)) return no(409, ['review_started', 'downloaded']);
    if (s.state === 'in_review' && (s.opened || s.downloaded)) return no(409, [s.opened && 'review_started', s.downloaded && 'downloaded']);
    this.drop_order();
    if (s.state === 'in_review') {
      this.refund_cover();
      this.prints = 'none';
    }
    s.state = 'withdrawn';
    this.put_back(s.draft);
    return yes(204);
  }

  /** R27: paid back at the season's end. */
  isGivenBack() { return this.isOver && this.submission.state !== 'accepted' && !this.cover && this.orders.some((o) => ['refunding', 'refunded'].includes(o.state)); }

  download() {
    const s = this.submission;
    if (!s || ['awaiting_payment', 'withdrawn'].includes(s.state) || this.isGivenBack()) return no(409, 'not_ready');
    s.downloaded = true;
    return yes(204);
  }

  // ---- review: R29, R30; relay: R33, R34, R36

  open_photo() {
    if (!this.submission) return no(404, null);
    if (['awaiting_payment', 'withdrawn'].includes(this.submission.state)) return no(409, 'not_ready');
    this.submission.opened = true;
    return yes(204);
  }

  review(t, { decision, ground, by }) {
    const s = this.submission;
    if (!s) return no(404, null);
    if (s.state !== 'in_review') return no(409, ['awaiting_payment', 'withdrawn'].includes(s.state) ? null : 'already_reviewed');
    Object.assign(s, { state: decision === 'approve' ? 'approved' : 'rejected', decided: t, by, opened: true });
    if (decision === 'reject' && ground === 'violation') this.locks.push({ reason: 'violation', end: startOf(dayOf(t) + 1), of: s });
    return yes(200);
  }

  undo(t, { by }) {
    const s = this.submission;
    if (!s) return no(404, null);
    if (this.isOver) return no(409, null);
    if (this.appealOf(s)?.state === 'accepted' && s.by !== by) return no(403, 'same_person'); // R31: not by whom it overruled
    if (!['approved', 'rejected'].includes(s.state)) return no(409, null);
    if (s.byItself || s.sealing || t >= s.decided + this.ms('undo_s')) return no(409, 'undo_too_late');
    Object.assign(s, { state: 'in_review', by: null });
    this.locks = this.locks.filter((l) => l.of !== s);
    this.settle();
    return yes(200);
  }

  reset(t, { by }) {
    const s = this.submission;
    if (!s) return no(404, null);
    if (!['in_review', 'approved', 'refused'].includes(s.state)) return no(409, null);
    Object.assign(s, { state: 'reset', by });
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
    if (!accepted && this.isOver) this.refund_cover();
    else if (!accepted && this.openFrom(t, this.spans(null)) === null) {
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

  /** What the real-name check says of a draft's face, or of the submitted one's: R45. */
  face(t, { draft, answer }) {
    const s = this.submission;
    const about = draft === undefined ? s?.draft : this.drafts[draft];
    if (!about || about.face === answer) return yes(204);
    about.face = answer;
    if (answer === 'other' && about === s?.draft && s.state === 'approved' && s.byItself && !s.sealing) Object.assign(s, { state: 'in_review', byItself: false });
    return yes(204);
  }

  // ---- appeals: R31

  appealOf(about) { return this.appeals.find((a) => a.about === about); }

  /** Nobody has to decide on the submission's appeal any more. */
  settle() {
    const open = this.submission && this.appealOf(this.submission);
    if (open?.state === 'open') open.state = 'settled';
  }

  /** shot: its number; none: against the review. */
  appeal(t, { shot, text, again }) {
    const about = shot === undefined ? this.submission : this.shots[shot];
    if (again) return yes(202);
    const refusals = about ? [] : [[404, 'not_found']];
    if (this.isOver) refusals.push([409, 'season_closed']);
    if (about && this.appealOf(about)) refusals.push([409, 'already_appealed']);
    if (!text) refusals.push([422, 'request_invalid']);
    if (shot === undefined ? about?.state !== 'rejected' : ['pass', 'suspect', 'image_invalid'].includes(about.kind)) refusals.push([409, 'not_appealable']);
    if (refusals.length) return no(refusals.map((r) => r[0]), refusals.map((r) => r[1]));
    this.appeals.push({ about, state: 'open', isShot: shot !== undefined, by: about.by });
    return yes(202);
  }

  decide(t, { appeal, decision, reason, by }) {
    const a = this.appeals[appeal];
    if (!a) return no(404, 'not_found');
    const refusals = [];
    if (this.isOver) refusals.push([409, 'season_closed']);
    if (decision === 'reject' && !reason) refusals.push([422, 'request_invalid']);
    if (a.state !== 'open') refusals.push([409, 'already_decided']);
    if (!a.isShot && a.by === by) refusals.push([403, 'same_person']);
    if (refusals.length) return no(refusals.map((r) => r[0]), refusals.map((r) => r[1]));
    a.state = decision === 'reject' ? 'rejected' : 'accepted';
    if (a.state === 'accepted' && a.isShot) {
      this.take_back(a.about, t);
      a.isMaking = true;
    } else if (a.state === 'accepted') {
      this.locks = this.locks.filter((l) => l.of !== a.about);
      Object.assign(a.about, { state: 'approved', decided: t, by });
    }
    return yes(200);
  }

  /** The photo of an accepted appeal, judged again. */
  made(t, { appeal, passed }) {
    const a = this.appeals[appeal];
    if (a?.isMaking && passed && this.steps.consent) this.put_back({ stored: t });
    if (a) a.isMaking = false;
    return yes(200);
  }

  // ---- the season's end: R27; erasure on request: R41

  season_closed() {
    const s = this.submission;
    if (this.isOver) return yes(204);
    this.isOver = true;
    this.open = this.spans();
    if (s?.state === 'accepted' || s?.state === 'sent' || (s?.state === 'approved' && s.sealing)) return yes(204);
    this.settle();
    if (s?.state === 'awaiting_payment') this.drop_order();
    if (s?.state === 'approved') s.state = 'reset';
    else if (this.isLive()) s.state = 'withdrawn';
    this.refund_cover();
    return yes(204);
  }

  erase() {
    const state = this.submission?.state;
    if (['awaiting_payment', 'in_review', 'approved', 'sent'].includes(state) || this.orders.some((o) => o.state === 'refunding')) return no(409, 'erasure_not_now');
    Object.assign(this, { steps: {}, drafts: [], appeals: [], shots: [], started: undefined, nonceUntil: undefined });
    if (state !== 'accepted') this.submission = null;
    return yes(200);
  }

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

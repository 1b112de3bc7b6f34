// Up to the drafts box: R5, R7-R10, R12, R14-R23, written from docs/rules.md alone (reference.mjs says what for).
import { Windows, dayOf, startOf } from './windows.mjs';

export const STEPS = ['phone', 'notice', 'precautions', 'consent', 'subscriptions', 'requirements'];
const LIVE = ['awaiting_payment', 'in_review', 'approved', 'sent', 'accepted'];
export const VERSION = '1'; // of every text
const LIMITS = {
  pause_s: 10, failed_max: 5, failed_lock_s: 1800, not_live_max: 3, cut_before_s: 7200, cut_least_s: 1800, cut_margin_s: 600,
  drafts_capacity: 3, draft_keep_s: 86400, order_s: 7200, undo_s: 600, personal_window_s: 259200, video_s: 60, nonce_s: 300,
};

export const yes = (status, more = {}) => ({ status, ...more });
/** A refusal; code: one or all that the rules allow. */
export const no = (status, code, more = {}) => ({ status, code, ...more });

export class Capture extends Windows {
  constructor(school, student) {
    super(school, student);
    this.limits = { ...LIMITS, ...school.limits };
    // failed, notLive: the shots that count; shots: every one that was judged
    Object.assign(this, { steps: {}, drafts: [], locks: [], failed: [], notLive: [], shots: [], pause: 0, submission: null });
  }

  ms(name) { return this.limits[name] * 1000; }

  isLive() { return LIVE.includes(this.submission?.state); }

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
    const shot = { at: this.shot.at, kind };
    this.shots.push(shot);
    this.shot = null;
    this.nonceUntil = undefined;
    if (kind === 'pass' || kind === 'suspect') {
      this.failed = [];
      if (this.steps.consent) this.put_back({ stored: t, suspect: kind === 'suspect' });
    } else if (kind !== 'image_invalid') this.strike(shot, t);
    return yes(200);
  }

  put_back(draft) { this.drafts = [...this.drafts, draft].sort((a, b) => a.stored - b.stored); }

  /** A failed check, judged at t. A run that has reached its number is over, whether R18 let a lock be set or not. */
  strike(shot, t) {
    const { at, kind } = shot;
    this.pause = t + this.ms('pause_s');
    if (this.failed.length >= this.limits.failed_max) this.failed = [];
    this.failed.push(shot);
    if (this.failed.length >= this.limits.failed_max) this.lock('failed_checks', at, at + this.ms('failed_lock_s'));
    if (kind === 'not_live') {
      if (this.notLive.length >= this.limits.not_live_max || this.notLive.some((one) => dayOf(one.at) !== dayOf(at))) this.notLive = [];
      this.notLive.push(shot);
      if (this.notLive.length >= this.limits.not_live_max) this.lock('not_live', at, startOf(dayOf(at) + 1));
    }
    if (kind === 'recapture' || kind === 'retouched') this.locks.push({ reason: 'violation', end: startOf(dayOf(at) + 1), of: shot });
  }

  /** R31: a strike that was none. Where it made a run full its lock goes; a full run whose lock is over is over itself. */
  take_back(shot, t) {
    for (const [run, reason, most] of [['failed', 'failed_checks', 'failed_max'], ['notLive', 'not_live', 'not_live_max']]) {
      const isFull = this[run].length >= this.limits[most];
      const isLocked = this.locks.some((l) => l.reason === reason && l.end > t);
      if (!this[run].includes(shot) || (isFull && !isLocked)) continue;
      this[run] = this[run].filter((one) => one !== shot);
      if (isFull) this.locks = this.locks.filter((l) => l.reason !== reason);
    }
    this.locks = this.locks.filter((l) => l.of !== shot);
  }

  /** R18: sets a lock of R15 or R16, unless too near the last close, of which the season's end makes no other. */
  lock(reason, begun, own) {
    const close = Math.max(...this.spans(this.personal, false).map((s) => s.to));
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
    return this.failed.length >= this.limits.failed_max && !isLocked ? 0 : this.failed.length;
  }

  unlock(t, { reason }) {
    if (!reason) return no(422, null);
    Object.assign(this, { locks: [], failed: [], notLive: [], pause: 0 });
    return yes(204);
  }

  discard(t, { draft }) {
    const one = this.drafts[draft];
    if (!one) return no(404, null);
    if (t < one.stored + this.ms('draft_keep_s')) return no(409, 'draft_too_young', { until: one.stored + this.ms('draft_keep_s') });
    this.drafts.splice(draft, 1);
    return yes(204);
  }
}

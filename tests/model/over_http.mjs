// Lives of students in the real processes, the clock moved on by dispatch's shift: each event is a call over HTTP, and what is answered and
// GET /me shows is held against the reference as of the same moment.
import { Client, Student } from '../../scripts/client.mjs';
import { Life, randomOf } from './events.mjs';
import { Reference, dayOf, startOf } from './reference.mjs';

const MINUTE = 60000;
const JUMPS = [1.02, 11.3, 31.7, 185, 437, 911, 1513].map((minutes) => minutes * MINUTE);
const SLACK_MS = 6000; // between the moment of an event there and here
const WHERE = ['discard', 'submit', 'change', 'order', 'withdraw', 'download', 'review', 'open', 'undo', 'reset', 'unlock', 'patch', 'video', 'nonce', 'shoot', 'look'];

const isNear = (text, ms) => Math.abs(Date.parse(text) - ms) < SLACK_MS;

/** Plans what happens next by the reference's state; nothing happens yet. */
class LiveLife extends Life {
  plan(now) {
    this.now = now;
    this.planned = [];
    while (!this.planned.length) this.anything();
    return this.planned;
  }

  add(op, more = {}) {
    const isPayment = op === 'provider' && more.state === 'PAY_STATE_PAID' && !more.too_much && this.ref.orders[more.order]?.state === 'created';
    const needsSubmission = ['change', 'order', 'withdraw', 'review', 'open', 'undo', 'reset', 'download'].includes(op);
    if (!isPayment && !WHERE.includes(op)) return;
    if (!needsSubmission || this.ref.submission) this.planned.push({ op, ...more });
  }
}

/** With a uid of its own, a video without length, a session that lasts (a week), and what no photo of ours can show. */
function alone(life, i) {
  const uid = `u1-${i}`;
  for (const phase of life.school.phases) if (phase.uids) phase.uids = phase.uids.map((one) => (one === 'u1' ? uid : one));
  Object.assign(life.school.limits, { video_s: 0, session_s: 604800 });
  delete life.school.machine_refuses;
  Object.assign(life.student, { uid });
  life.ref = new Reference(life.school, life.student);
  return life;
}

export class Season {
  /** photos: { good, bad } JPEGs; each life has a school of its own. */
  constructor(stack, photos, seed, count) {
    Object.assign(this, { stack, photos, r: randomOf(seed), events: 0, kinds: {}, shift: 0 });
    const tomorrow = dayOf(Date.now()) + 1;
    this.lives = Array.from({ length: count }, (_, i) => alone(new LiveLife(seed * 1000 + i, 0, tomorrow), i));
    this.start = startOf(tomorrow) + 9 * 60 * MINUTE + 5 * MINUTE;
  }

  now() { return Date.now() + this.shift; }

  /** The system's clock is set to `ms`; dispatch alone knows it. */
  async moveTo(ms) {
    const [dispatch] = this.stack.all('dispatch');
    this.shift = Math.round(ms - Date.now());
    dispatch.env.TUCAI_CLOCK_SHIFT_MS = String(this.shift);
    await dispatch.restart();
    await dispatch.ready();
    this.staff = new Client(this.stack.url, '', 5000);
    this.staff.token = (await this.staff.post('/staff/login', this.stack.firstAccount())).token;
  }

  async begin(codeOf) {
    await this.moveTo(this.start);
    for (const [i, life] of this.lives.entries()) {
      const school = String(10300 + i);
      await this.staff.put(`/schools/${school}`, { ...life.school, campuses: ['东', '西'] });
      life.client = new Student(this.stack.url, '', 5000);
      await life.client.open(await codeOf(life.student, school));
    }
  }

  /** Every life does a few things, then the clock moves on. */
  async round() {
    for (const life of this.lives) {
      await this.pass(life);
      if (life.events.length === 0) for (const body of [{ phone: '13800138000' }, { notice_read: '1' }, { precautions_read: '1' }, { consent: '1' }, { subscriptions: [] }]) await this.run(life, { op: 'patch', body });
      if (!life.ref.steps.requirements) for (const event of ['started', 'ended']) await this.run(life, { op: 'video', event });
      for (let i = 0; i < 3 && !this.hasEdgeNow(life); i++) for (const event of life.plan(this.now())) await this.run(life, event);
    }
    await this.moveTo(this.next());
  }

  /** The next moment; where nobody could capture then, rather a little after the next opening. */
  next() {
    const isOver = this.now() > this.start + 5 * 24 * 60 * MINUTE;
    const then = this.now() + (isOver ? JUMPS[0] : this.r.pick(JUMPS));
    const openings = this.lives.map((life) => life.ref.openFrom(then)).filter((ms) => ms !== null);
    return !isOver && openings.length && !openings.includes(then) && this.r.maybe(0.8) ? Math.min(...openings) + 3.7 * MINUTE : then;
  }

  /** What the system does by itself as time passes: orders end. */
  async pass(life) {
    const { ref } = life;
    for (const [order, o] of ref.orders.entries()) if (o.state === 'created' && o.expires <= this.now()) ref.act({ op: 'provider', at: this.now(), order, state: 'PAY_STATE_CLOSED' });
    await this.compare(life, 'the clock');
  }

  hasEdgeNow(life) { return life.edges(this.now() - SLACK_MS).some((edge) => edge < this.now() + 4 * SLACK_MS); }

  async run(life, event) {
    const { ref } = life;
    const at = this.now();
    const answer = await this.call(life, event);
    const want = ref.act({ ...event, at });
    life.events.push({ ...event, at });
    this.events += 1;
    const kind = `${event.op} ${[want.code ?? 'ok'].flat().join('/')}`;
    this.kinds[kind] = (this.kinds[kind] ?? 0) + 1;
    this.judge(life, event, want, answer);
    for (const [order, o] of ref.orders.entries()) if (o.state === 'refunding') ref.act({ op: 'provider', at, order, state: 'PAY_STATE_REFUNDED' });
    if (event.op === 'shoot' && answer.status === 202) {
      const { state } = await life.client.verdict(answer.body.shot_id);
      ref.act({ op: 'verdict', at: this.now(), kind: event.kind });
      if (state !== (event.kind === 'pass' ? 'passed' : 'rejected')) this.fail(life, event, `the photo is ${state}`);
    }
    await this.compare(life, event);
  }

  async call(life, event) {
    const { client, me, student, ref } = life;
    const submission = `/submissions/${me?.submission?.submission_id}`;
    const draft = { draft_id: me?.drafts[event.draft]?.draft_id ?? 'none' };
    const ask = (who, ...call) => this.ask(who, ...call);
    switch (event.op) {
      case 'patch': return ask(client, 'PATCH', '/me', event.body);
      case 'video': return ask(client, 'POST', '/me/video', { event: event.event });
      case 'nonce': {
        const answer = await ask(client, 'POST', '/shots/nonce');
        life.nonce = answer.body.nonce;
        return answer;
      }
      case 'shoot': {
        event.kind = life.kind() === 'pass' ? 'pass' : 'fail';
        const nonce = { good: life.nonce ?? 'x', other: 'x' }[event.nonce];
        return ask(client, 'POST', '/shots', event.kind === 'pass' ? this.photos.good : this.photos.bad, { 'Content-Type': 'image/jpeg', ...(nonce && { 'X-Capture-Nonce': nonce }) });
      }
      case 'discard': return ask(client, 'DELETE', `/drafts/${draft.draft_id}`);
      case 'submit': return ask(client, 'POST', '/submissions', { ...draft, channel: 'native' });
      case 'change': return ask(client, 'PUT', submission, draft);
      case 'order': return ask(client, 'POST', `${submission}/order`, { channel: 'native' });
      case 'withdraw': return ask(client, 'DELETE', submission);
      case 'download': return ask(client, 'GET', '/me/photo.jpg');
      case 'provider': {
        await client.until('the way to pay', (now) => now.order?.pay || ref.orders[event.order].submission !== ref.submission);
        const r = await fetch(`${this.stack.sandboxUrl}/sandbox/pay/${me.order.order_no}`, { method: 'POST', body: '{}' });
        return { status: r.status < 300 ? 204 : r.status, body: {} };
      }
      case 'open': return ask(this.staff, 'GET', `${submission}/photo.jpg?reason=x`);
      case 'review': return ask(this.staff, 'POST', `${submission}/review`, { decision: event.decision, ground: event.ground || 'quality', reason: '因故' });
      case 'undo': case 'reset': return ask(this.staff, 'POST', `${submission}/${event.op}`, { reason: '因故' });
      case 'unlock': return ask(this.staff, 'POST', `/students/${student.uid}/unlock`, { reason: event.reason });
      default: return { status: 200, body: {} };
    }
  }

  async ask(client, ...call) {
    const r = await client.raw(...call);
    const text = await r.text();
    return { status: r.status, body: r.headers.get('content-type')?.includes('json') && text ? JSON.parse(text) : {} };
  }

  judge(life, event, want, { status, body }) {
    const codes = [want.code].flat();
    const isGood = want.code === undefined ? status < 300 : [want.status].flat().includes(status) && (want.code === null || codes.includes(body.code));
    const until = body.opens_at ?? body.until ?? body.deletable_at;
    if (!isGood) this.fail(life, event, `rules ${JSON.stringify(want)}, answer ${status} ${JSON.stringify(body)}`);
    if (want.until && !isNear(until, want.until)) this.fail(life, event, `rules until ${new Date(want.until).toISOString()}, answer ${until}`);
  }

  /** GET /me becomes what the reference shows; an order's end or a refund takes its time. */
  async compare(life, event) {
    const end = Date.now() + 10000;
    for (;;) {
      life.me = await life.client.get('/me');
      const wrong = this.differs(life);
      if (!wrong) return;
      if (Date.now() > end) this.fail(life, event, wrong);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  differs({ me, ref }) {
    const t = this.now();
    const want = ref.me(t);
    const order = ref.orders.filter((o) => o.submission === ref.submission).at(-1) ?? ref.orders.at(-1);
    const same = (is, ms) => (is && ms ? isNear(is, ms) : !is === !ms || Math.abs((is ? Date.parse(is) : ms) - t) < SLACK_MS);
    const rows = [
      ['steps', JSON.stringify(want.steps) === JSON.stringify(me.steps.filter((s) => s.done_at).map((s) => s.name))],
      ['window', me.window.open === want.window.open && me.window.phase === want.window.phase && same(me.window.opens_at, want.window.opens_at) && same(me.window.closes_at, want.window.closes_at)],
      ['lock', !me.lock === !want.lock && (!want.lock || (want.lock.reasons.includes(me.lock.reason) && same(me.lock.until, want.lock.until)))],
      ['cooling_off_until', same(me.cooling_off_until, want.cooling_off_until)],
      ['attempts', me.attempts.failed_in_row === want.attempts.failed_in_row && me.attempts.left_before_lock === want.attempts.left_before_lock],
      ['drafts', me.drafts.length === want.drafts.length && want.drafts.every((ms, i) => same(me.drafts[i].deletable_at, ms))],
      ['submission', (me.submission?.state ?? null) === want.submission],
      ['order', (me.order?.state ?? undefined) === order?.state],
      ['prints', me.prints.state === want.prints],
    ].filter(([, isSame]) => !isSame);
    return rows.length && rows.map(([name]) => `${name}: rules ${JSON.stringify(name === 'order' ? order?.state : want[name])}, /me ${JSON.stringify(me[name])}`).join('; ');
  }

  fail(life, event, why) {
    const { texts, ...school } = life.school;
    const past = life.events.map((e) => `  ${new Date(e.at).toISOString()} ${JSON.stringify({ ...e, at: undefined })}`).join('\n');
    throw new Error(`${JSON.stringify(event)}: ${why}\nschool ${JSON.stringify(school)}\n${past}`);
  }
}


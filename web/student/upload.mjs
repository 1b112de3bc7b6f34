// Sends one photo and waits for its verdict, across a broken line or a server that starts again.
import { call, get } from '/shared/api.mjs';
import { plain } from '/shared/dom.mjs';
import { formOf } from './burst.mjs';

const LOST = ['nonce_invalid', 'idempotency_mismatch'];
const READING_S = 20;

const offline = () => navigator.onLine === false;
const online = () => new Promise((resolve) => addEventListener('online', resolve, { once: true }));

export class Upload {
  /** evidence: of burst.mjs, or nothing. */
  constructor(photo, dry, evidence) {
    this.photo = photo.type === 'image/jpeg' ? photo : new Blob([photo], { type: 'image/jpeg' });
    this.dry = dry;
    this.evidence = dry ? null : evidence;
  }

  /** The shot's id. Tried again, it is the same shot: the key of the first try is used while its nonce lives. */
  async send(waits) {
    if (offline()) {
      waits();
      await online();
    }
    try {
      return await this.post();
    } catch (e) {
      if (e.passing && offline()) return this.send(waits);
      if (!LOST.includes(e.code)) throw e;
      if (this.evidence) throw plain('这次拍摄已过时，请重新拍摄。');
      this.headers = null;
      return this.post();
    }
  }

  async post() {
    this.headers ??= await this.freshHeaders();
    const sent = this.evidence ? formOf(this.photo, this.evidence) : this.photo;
    const { body } = await call('POST', this.dry ? '/shots?dry_run=1' : '/shots', sent, this.headers);
    return body.shot_id;
  }

  async freshHeaders() {
    const key = { 'Idempotency-Key': crypto.randomUUID?.() ?? String(Math.random()).slice(2) + Date.now() };
    if (this.dry || this.evidence) return key;
    const { body } = await call('POST', '/shots/nonce');
    return { ...key, 'X-Capture-Nonce': body.nonce };
  }
}

/** The verdict; `alive()` says whether anybody still waits, slow() is called when it takes long. */
export async function verdictOf(id, alive, slow) {
  const timer = setTimeout(slow, 6000);
  try {
    while (alive()) {
      const shot = await get(`/shots/${id}?wait=${READING_S}`).catch((e) => {
        if (!e.passing) throw e;
        slow();
        return null;
      });
      if (shot && !['queued', 'checking'].includes(shot.state)) return shot;
    }
    return null;
  } finally {
    clearTimeout(timer);
  }
}

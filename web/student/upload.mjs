// Sends one photo and waits for its verdict, across a broken line or a server that starts again.
import { call, get } from '/shared/api.mjs';

const LOST = ['nonce_invalid', 'idempotency_mismatch'];
const READING_S = 20;

const offline = () => navigator.onLine === false;
const online = () => new Promise((resolve) => addEventListener('online', resolve, { once: true }));

export class Upload {
  constructor(photo, dry) {
    this.photo = photo.type === 'image/jpeg' ? photo : new Blob([photo], { type: 'image/jpeg' });
    this.dry = dry;
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
      this.headers = null;
      return this.post();
    }
  }

  async post() {
    this.headers ??= await this.freshHeaders();
    const { body } = await call('POST', this.dry ? '/shots?dry_run=1' : '/shots', this.photo, this.headers);
    return body.shot_id;
  }

  async freshHeaders() {
    const key = { 'Idempotency-Key': crypto.randomUUID?.() ?? String(Math.random()).slice(2) + Date.now() };
    if (this.dry) return key;
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

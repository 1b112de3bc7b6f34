// Bytes to a server and back, for what no HTTP client would send.
import net from 'node:net';

export class Wire {
  constructor(port) {
    this.text = '';
    this.closed = false;
    this.waiters = [];
    this.socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    this.socket.setEncoding('latin1');
    this.socket.on('data', (piece) => { this.text += piece; this.wake(); });
    for (const event of ['end', 'close', 'error']) this.socket.on(event, () => { this.closed = true; this.wake(); });
    this.open = new Promise((resolve) => this.socket.once('connect', resolve));
  }

  wake() {
    this.waiters = this.waiters.filter((waiter) => !waiter());
  }

  /** Resolves when the condition over this wire holds; rejects after `ms`. */
  until(condition, ms = 8000) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`not within ${ms} ms: ${condition} in ${JSON.stringify(this.text.slice(0, 300))}`)), ms);
      const check = () => {
        if (!condition(this)) return false;
        clearTimeout(timer);
        resolve(this.text);
        return true;
      };
      if (!check()) this.waiters.push(check);
    });
  }

  async send(bytes) {
    await this.open;
    this.socket.write(bytes);
    return this;
  }

  status() {
    return Number(this.text.match(/^HTTP\/1\.1 (\d+)/)?.[1] ?? 0);
  }

  destroy() {
    this.socket.destroy();
  }
}

/** Sends all of it on one connection and waits for the server to close or for the condition. */
export async function exchange(port, bytes, condition = (w) => w.closed) {
  const wire = new Wire(port);
  await wire.send(bytes);
  await wire.until(condition);
  wire.destroy();
  return wire;
}

// Texts sealed as lib/net/seal.h says, written from its description alone.
import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const hmac = (key, data) => createHmac('sha256', key).update(data).digest();

export class Sealer {
  constructor(stack) {
    const master = Buffer.from(readFileSync(path.join(stack.dir, 'keys/master.key'), 'utf8').trim(), 'hex');
    this.key = hmac(master, 'tucai seal 1');
    this.hashKey = hmac(master, 'tucai hash 1');
  }

  seal(text) {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce);
    return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  }

  open(sealed) {
    const decipher = createDecipheriv('aes-256-gcm', this.key, sealed.subarray(0, 12));
    decipher.setAuthTag(sealed.subarray(-16));
    return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]).toString();
  }

  hash(text) {
    return hmac(this.hashKey, text);
  }
}

// Issues capture codes without a line of ours in C: the algorithms are npm
// sm-crypto's, Base45, protobuf and PEM are written here from their standards.
import { createRequire } from 'node:module';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

const { sm2, sm3, sm4 } = createRequire(import.meta.url)('sm-crypto');
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';
const CURVE = '301306072a8648ce3d020106082a811ccf5501822d';

export function base45(bytes) {
    let text = '';
    for (let i = 0; i < bytes.length; i += 2) {
        const pair = i + 1 < bytes.length;
        let value = pair ? bytes[i] * 256 + bytes[i + 1] : bytes[i];
        for (let k = 0; k < (pair ? 3 : 2); k++) {
            text += ALPHABET[value % 45];
            value = Math.floor(value / 45);
        }
    }
    return text;
}

function varint(value) {
    const bytes = [];
    let rest = BigInt.asUintN(64, BigInt(value));
    do {
        bytes.push(Number(rest & 127n) | (rest > 127n ? 128 : 0));
        rest >>= 7n;
    } while (rest > 0n);
    return Buffer.from(bytes);
}

// [[number, value], ...]; numbers as varint, the rest as bytes; what is empty or 0 is left out.
export function protobuf(fields) {
    return Buffer.concat(fields.filter(([, value]) => value && value.length !== 0).map(([number, value]) => {
        if (typeof value === 'number' || typeof value === 'bigint') return Buffer.concat([varint(number << 3), varint(value)]);
        const bytes = Buffer.from(value);
        return Buffer.concat([varint((number << 3) | 2), varint(bytes.length), bytes]);
    }));
}

function pem(kind, hex) {
    const body = Buffer.from(hex, 'hex').toString('base64').replace(/(.{64})/g, '$1\n').trim();
    return `-----BEGIN ${kind}-----\n${body}\n-----END ${kind}-----\n`;
}

export function newKey() {
    const { privateKey, publicKey } = sm2.generateKeyPairHex();
    return {
        privateKey,
        publicKey,
        id: Buffer.from(sm3(Array.from(Buffer.from(publicKey, 'hex'))), 'hex').subarray(0, 8),
        privatePem: pem('PRIVATE KEY', `308187020100${CURVE}046d306b0201010420${privateKey}a144034200${publicKey}`),
        publicPem: pem('PUBLIC KEY', `3059${CURVE}034200${publicKey}`),
    };
}

function sm4ctr(key, iv, data) {
    const counter = Buffer.from(iv);
    const out = Buffer.alloc(data.length);
    for (let at = 0; at < data.length; at += 16) {
        const block = sm4.encrypt(Array.from(counter), key.toString('hex'), { padding: 'none', output: 'array' });
        for (let i = at; i < Math.min(at + 16, data.length); i++) out[i] = data[i] ^ block[i - at];
        for (let i = 15; i >= 0 && (counter[i] = (counter[i] + 1) & 255) === 0; i--);
    }
    return out;
}

export function ticketBytes(ticket, recipient) {
    return protobuf([
        [1, ticket.ticket_id], [2, ticket.student_uid], [3, ticket.name_masked], [4, ticket.id_masked],
        [5, ticket.school_code], [6, ticket.campus], [7, ticket.graduation_year], [8, ticket.level],
        [9, ticket.issued_at], [10, ticket.expires_at], [11, recipient.id],
    ]);
}

export function issue(ticket, registry, collector) {
    const bytes = ticketBytes(ticket, collector);
    const signature = sm2.doSignature(Array.from(bytes), registry.privateKey,
        { hash: true, publicKey: registry.publicKey, userId: '1234567812345678' });
    const signed = protobuf([[1, bytes], [2, registry.id], [3, Buffer.from(signature, 'hex')]]);
    const [key, iv] = [randomBytes(16), randomBytes(16)];
    const sealed = Buffer.from(sm2.doEncrypt(Array.from(key), collector.publicKey, 1), 'hex');
    return 'TC1:' + base45(protobuf([[1, 1], [2, collector.id], [3, sealed], [4, iv], [5, sm4ctr(key, iv, signed)]]));
}

// Writes the PEM files of a collector and a registry; returns inspect's key options.
export function keyOptions(dir, collectors, registries) {
    const write = (name, text) => {
        fs.writeFileSync(path.join(dir, name), text, { mode: 0o600 });
        return path.join(dir, name);
    };
    return [
        ...collectors.flatMap((key, i) => ['--collector-key', write(`collector-${i}.pem`, key.privatePem)]),
        ...registries.flatMap((key, i) => ['--registry-key', write(`registry-${i}.pem`, key.publicPem)]),
    ];
}

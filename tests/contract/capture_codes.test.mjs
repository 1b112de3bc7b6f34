// Capture codes from other hands: the shared vectors, and codes that a JavaScript implementation issues now.
import test from 'node:test';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { issue, keyOptions, newKey } from '../support/code_issuer.mjs';

const BUILD = process.env.TUCAI_BUILD || 'build';
const VECTORS = path.resolve('../shared/vectors');
const NOW = 1748750400; // 2025-06-01 12:00 in Asia/Shanghai

function inspect(options, input) {
    const run = spawnSync(path.join(BUILD, 'tucai-decode'), ['inspect', ...options], { input });
    assert.equal(run.status, 0, run.stderr.toString());
    const lines = run.stdout.toString().split('\n');
    assert.equal(lines.pop(), '');
    return lines.map((line) => JSON.parse(line));
}

function scratch(t) {
    const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'tucai-codes-'));
    t.after(() => fs.rmSync(dir, { recursive: true }));
    return dir;
}

const ticket = (n) => ({
    ticket_id: `T${n}`,
    student_uid: String(202100000000 + n),
    name_masked: '欧阳*',
    id_masked: '3201**********1234',
    school_code: '10284',
    campus: n % 2 ? '鼓楼校区' : '',
    graduation_year: 2025 + (n % 2),
    level: '第二学士学位',
    issued_at: NOW - n,
    expires_at: NOW + n,
});

test('every shared vector gets its answer', { skip: fs.existsSync(VECTORS) ? false : `${VECTORS} is absent` }, () => {
    const { now, vectors } = JSON.parse(fs.readFileSync(path.join(VECTORS, 'capture-codes.json')));
    const options = ['--at', String(now)];
    for (const i of [0, 1]) {
        options.push('--collector-key', path.join(VECTORS, `collector-${i}.key.pem`));
        options.push('--registry-key', path.join(VECTORS, `registry-${i}.pub.pem`));
    }
    const got = inspect(options, vectors.map((v) => v.text + '\n').join(''));
    assert.equal(got.length, vectors.length);
    vectors.forEach((v, i) => {
        const expected = v.expect === 'ok' ? { result: 'ok', ticket: v.ticket } : { result: v.expect };
        assert.deepEqual(got[i], expected, v.name);
    });
});

test('codes issued by sm-crypto open, whichever key pair made them', (t) => {
    const [collectors, registries] = [[newKey(), newKey()], [newKey(), newKey()]];
    const options = [...keyOptions(scratch(t), collectors, registries), '--at', String(NOW)];
    const made = Array.from({ length: 40 }, (_, n) => ({
        n,
        collector: collectors[n % 2],
        text: issue(ticket(n), registries[(n >> 1) % 2], collectors[n % 2]),
    }));
    const got = inspect(options, made.map((code) => code.text + '\n').join(''));
    made.forEach(({ n, collector }, i) => {
        assert.deepEqual(got[i], { result: 'ok', ticket: { ...ticket(n), recipient_key_id: collector.id.toString('hex') } });
    });
});

test('what sm-crypto signed with a strange key, or sealed for another, is refused', (t) => {
    const [us, them, registry, stranger] = [newKey(), newKey(), newKey(), newKey()];
    const options = [...keyOptions(scratch(t), [us], [registry]), '--at', String(NOW)];
    const impostor = { ...stranger, id: registry.id };
    const texts = [issue(ticket(1), registry, them), issue(ticket(1), stranger, us), issue(ticket(1), impostor, us)];
    assert.deepEqual(inspect(options, texts.join('\n')).map((line) => line.result),
        ['code_not_for_us', 'code_issuer_unknown', 'code_signature_bad']);
});

test('one answer a line, whatever a line is', (t) => {
    const [collector, registry] = [newKey(), newKey()];
    const options = [...keyOptions(scratch(t), [collector], [registry]), '--at', String(NOW)];
    const good = issue(ticket(1), registry, collector);
    const results = (input) => inspect(options, input).map((line) => line.result);
    const bad = 'code_malformed';

    assert.deepEqual(results(''), []);
    assert.deepEqual(results('\n'), [bad]);
    assert.deepEqual(results('\n\n'), [bad, bad]);
    assert.deepEqual(results(good), ['ok']);
    assert.deepEqual(results(`${good}\r\n${good}\n`), ['ok', 'ok']);
    assert.deepEqual(results(`${good}\r\r\n`), [bad]);
    assert.deepEqual(results(`${good} \n ${good}\n${good}`), [bad, bad, 'ok']);
    assert.deepEqual(results(`${good}\0\n${good}\n`), [bad, 'ok']);
    assert.deepEqual(results(`TC1:${'A'.repeat(1 << 20)}\n${good}\n`), [bad, 'ok']);
    assert.deepEqual(results(Buffer.concat([Buffer.from([0xff, 0xfe, 0x0a]), Buffer.from(good)])), [bad, 'ok']);
});

test('the sandbox issues codes, as text and as a picture', (t) => {
    const dir = scratch(t);
    const sandbox = (...args) => spawnSync(path.join(BUILD, 'tucai-sandbox'), args);
    assert.equal(sandbox('keygen', dir).status, 0);
    const png = path.join(dir, 'code.png');
    const made = sandbox('issue', '--uid', '202100000001', '--school', '10284', '--campus', '鼓楼校区', '--key-dir', dir, '--out', png);
    assert.equal(made.status, 0, made.stderr.toString());
    const options = ['--collector-key', path.join(dir, 'collector.key.pem'), '--registry-key', path.join(dir, 'registry.pub.pem')];
    const [fromText] = inspect(options, made.stdout);
    const [fromPicture] = inspect([...options, '--picture', png], '');
    assert.equal(fromText.result, 'ok');
    assert.equal(fromText.ticket.campus, '鼓楼校区');
    assert.deepEqual(fromPicture, fromText);
    const notes = path.join(dir, 'notes.png');
    fs.writeFileSync(notes, 'no picture');
    assert.deepEqual(inspect([...options, '--picture', notes, '--picture', png], ''), [{ result: 'code_unreadable' }, fromText]);
});

test('a wrong call says so and reads nothing', (t) => {
    const dir = scratch(t);
    const key = newKey();
    const options = keyOptions(dir, [key], [key]);
    const status = (...args) => spawnSync(path.join(BUILD, 'tucai-decode'), ['inspect', ...args], { input: '' }).status;
    assert.equal(status(), 2);
    assert.equal(status(...options.slice(0, 2)), 2);
    assert.equal(status(...options, '--at', 'noon'), 2);
    assert.equal(status(...options, 'code.png'), 2);
    assert.equal(status(...options, '--picture', path.join(dir, 'absent.png')), 1);
    assert.equal(status('--collector-key', path.join(dir, 'absent.pem')), 1);
    assert.equal(status('--collector-key', options[3]), 1); // a public key
});

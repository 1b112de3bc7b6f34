// A capture code's way through ingest, dispatch and decode: as text and as a picture, sound and not.
// The school is not configured, so the last word on a sound code is billing's.
import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Stack } from '../../scripts/stack.mjs';

const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'tucai-codes-'));
const stack = new Stack(dir, { qc: 0, relay: 0, decode: 2 });

before(() => stack.start());
after(async () => {
    await stack.stop();
    fs.rmSync(dir, { recursive: true, force: true });
});

function issue(...options) {
    const png = path.join(dir, 'code.png');
    const code = execFileSync(stack.binary('sandbox'),
        ['issue', '--uid', '202100000001', '--school', '99999', '--key-dir', path.join(dir, 'keys'), '--out', png, ...options]);
    return { code: code.toString().trim(), picture: fs.readFileSync(png) };
}

async function open(body, type) {
    const answer = await fetch(`${stack.url}/api/v1/sessions`, {
        method: 'POST',
        headers: { 'Content-Type': type, 'X-Device': 'd1' },
        body,
    });
    const { code } = await answer.json();
    return [answer.status, code];
}

const openText = (code) => open(JSON.stringify({ code, device: 'd1' }), 'application/json');

test('a sound code reaches billing', async () => {
    assert.deepEqual(await openText(issue().code), [422, 'school_unknown']);
});

test('its picture does, too', async () => {
    assert.deepEqual(await open(issue().picture, 'image/png'), [422, 'school_unknown']);
});

test('a refused code says why', async () => {
    assert.deepEqual(await openText('TC1:'), [422, 'code_malformed']);
    assert.deepEqual(await openText(issue('--year', '2001').code), [422, 'code_wrong_year']);
    assert.deepEqual(await openText(issue('--issued', '1', '--expires', '2').code), [422, 'code_expired']);
    assert.deepEqual(await open(issue('--issued', '1', '--expires', '2').picture, 'image/png'), [422, 'code_expired']);
});

test('a picture without a code does not end the worker', async () => {
    const cut = issue().picture.subarray(0, 400);
    for (let i = 0; i < 4; i++) assert.deepEqual(await open(cut, 'image/png'), [422, 'code_unreadable']);
    assert.deepEqual(await openText(issue().code), [422, 'school_unknown']);
});

test('no code stands in a log', () => {
    for (const name of fs.readdirSync(dir).filter((file) => file.endsWith('.log'))) {
        assert.doesNotMatch(fs.readFileSync(path.join(dir, name), 'utf8'), /TC1:|202100000001/, name);
    }
});

test('a compute child goes by its program\'s name, where the kernel names a process', () => {
    const [{ child: { pid } }] = stack.all('decode');
    const [child] = fs.readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
    assert.equal(fs.readFileSync(`/proc/${child}/comm`, 'utf8').trim(), 'tucai-decode');
});

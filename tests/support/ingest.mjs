// A system around ingest for its tests, in a folder of its own; and pictures to send.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BUILD, Stack } from '../../scripts/stack.mjs';
import { Student } from '../../scripts/client.mjs';
import { issueCode, setUpSchool } from '../../scripts/demo/school.mjs';

/** A JPEG that is sound, and no face. */
export const jpeg = (width = 480, height = 640) =>
  execFileSync(path.join(BUILD, 'tests/support/make_photo'), [String(width), String(height), '1'], { maxBuffer: 1 << 24 });

export class Scene {
  /** counts and environment as Stack takes them; without qc and relay unless asked for. */
  static async start(options = {}, school = {}) {
    const scene = new Scene();
    scene.dir = mkdtempSync(path.join(tmpdir(), 'ingest-'));
    scene.stack = new Stack(scene.dir, { qc: 0, relay: 0, ...options });
    try {
      await scene.stack.start();
      scene.staff = await setUpSchool(scene.stack, { limits: { pause_s: 0, video_s: 0, undo_s: 0 }, ...school });
    } catch (e) {
      await scene.stop();
      throw e;
    }
    scene.url = scene.stack.url;
    scene.port = Number(new URL(scene.url).port);
    scene.students = 0;
    return scene;
  }

  code(uid = `202100000${String(100 + this.students++)}`) {
    return { uid, ...issueCode(this.stack, uid, `code-${uid}.png`) };
  }

  /** A student with a session; with all steps done unless `steps` is false. */
  async student({ steps = true } = {}) {
    const code = this.code();
    const student = new Student(this.url);
    student.uid = code.uid;
    await student.open(code.text);
    if (steps) await student.prepare('13800138000', async () => {});
    return student;
  }

  async stop() {
    await this.stack.stop();
    if (!process.env.TUCAI_KEEP) rmSync(this.dir, { recursive: true, force: true });
  }
}

/** {status, body, headers} of any answer. */
export async function ask(client, method, target, body, headers) {
  const r = await client.raw(method, target, body, headers);
  const text = await r.text();
  return { status: r.status, body: text && r.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text, headers: r.headers };
}

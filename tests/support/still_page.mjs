// The pages against an interface that is only a table: for what they say in states that the real system comes to slowly or seldom.
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ROOT } from '../../scripts/stack.mjs';
import { isNotIngest } from './check_answers.mjs';

const TYPES = { '.html': 'text/html', '.mjs': 'text/javascript', '.css': 'text/css' };

async function file(url, answer) {
  const name = path.join(ROOT, 'web', url.endsWith('/') ? `${url}index.html` : url);
  try {
    const content = await readFile(name);
    answer.writeHead(200, { 'Content-Type': TYPES[path.extname(name)] ?? 'text/plain' }).end(content);
  } catch {
    answer.writeHead(404).end();
  }
}

/** answers: {'GET /me': object, ...}, to be changed by the test; asked: what was sent, as {call, body}. */
export async function stillPages(answers) {
  const asked = [];
  const server = createServer(async (request, answer) => {
    const { pathname } = new URL(request.url, 'http://page');
    if (!pathname.startsWith('/api/v1')) return file(pathname, answer);
    const call = `${request.method} ${pathname.slice(7)}`;
    let body = '';
    for await (const piece of request) body += piece;
    asked.push({ call, body: body && JSON.parse(body) });
    const known = answers[call];
    answer.writeHead(known ? 200 : 404, { 'Content-Type': 'application/json', ETag: '"1"' });
    return answer.end(JSON.stringify(known ?? { detail: '没有找到。', code: 'not_found' }));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => { server.once('listening', resolve); });
  const url = `http://127.0.0.1:${server.address().port}`;
  isNotIngest(url);
  return { url, asked, stop: () => { server.closeAllConnections(); server.close(); } };
}

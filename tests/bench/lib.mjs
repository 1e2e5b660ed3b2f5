// What all figures are taken with: the database's command line, wrk, the clocks of processes.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import http from 'node:http';

export const { LAUREL_HOME: home, LAUREL_URL: url, LAUREL_DB_SOCKET: socket, PHP_URL: phpUrl } = process.env;
export const user = execFileSync('id', ['-un'], { encoding: 'utf8' }).trim();
const headers = { 'X-Requested-With': 'laurel' };

export const pause = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

/** Is there such a program? */
export function has(program) {
  try {
    execFileSync('which', [program], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Rows of the last statement, each a list of texts. */
export function sql(text) {
  const args = ['--no-defaults', `--socket=${socket}`, `--user=${user}`, '--batch', '--raw', '--skip-column-names', 'laurel'];
  const out = execFileSync('mariadb', args, { input: text, encoding: 'utf8', maxBuffer: 1 << 28 });
  return out.split('\n').slice(0, -1).map((line) => line.split('\t'));
}

/* A connection for each call: while wrk runs, nobody here would notice that a kept one was closed. */
function send(address, method, more, body) {
  return new Promise((resolve, reject) => {
    const request = http.request(address, { method, agent: false, headers: { ...headers, ...more } }, (reply) => {
      const parts = [];
      reply.on('data', (part) => parts.push(part));
      reply.on('end', () => resolve({ status: reply.statusCode, headers: reply.headers, text: Buffer.concat(parts).toString() }));
    });
    request.on('error', reject);
    request.end(body);
  });
}

export async function call(path, { base = url, method = 'GET', body, more = {} } = {}) {
  const json = body ? { 'Content-Type': 'application/json' } : {};
  const reply = await send(base + path, method, { ...json, ...more }, body && JSON.stringify(body));
  if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.status} ${reply.text.slice(0, 500)}`);
  return { text: reply.text, json: JSON.parse(reply.text), id: reply.headers['x-request-id'], cookies: reply.headers['set-cookie'] };
}

export async function signIn(email = 'manager@demo.test') {
  delete headers.Cookie;
  const { cookies } = await call('/api/session', { method: 'POST', body: { email, password: process.env.LAUREL_DEMO_PASSWORD } });
  headers.Cookie = cookies.map((one) => one.split(';')[0]).join('; ');
}
export const cookie = () => headers.Cookie;

const milliseconds = (text) => parseFloat(text) * (text.endsWith('us') ? 0.001 : text.endsWith('ms') ? 1 : 1000);

/** Clients for some seconds; every answer must be a success. */
export function wrk(path, seconds, { base = url, more = {}, clients = 32, script } = {}) {
  const given = Object.entries({ ...headers, ...more }).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
  const out = execFileSync('wrk', [`-c${clients}`, '-t2', `-d${seconds}s`, '--latency', ...(script ? ['-s', script] : []), ...given, base + path], { encoding: 'utf8' });
  const find = (pattern) => pattern.exec(out)?.[1];
  const bad = find(/(Non-2xx.*|Socket errors.*)/);
  if (bad) throw new Error(`${base}${path}: ${bad}`);
  return {
    rate: parseFloat(find(/Requests\/sec:\s+(\S+)/)),
    requests: parseInt(find(/(\d+) requests in/), 10),
    // At the start of a line: other shares end like these.
    p50: milliseconds(find(/^\s+50%\s+(\S+)/m)),
    p99: milliseconds(find(/^\s+99%\s+(\S+)/m)),
  };
}

const ticks = parseInt(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }), 10);

function cpuOf(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticks;
}

const pidIn = (file) => readFileSync(file, 'utf8').split(' ')[0];

/** Seconds of processor time that the children of a process have used; its pid stands in a file. */
export function childrenCpu(pidFile) {
  const pid = pidIn(pidFile);
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').reduce((sum, child) => sum + cpuOf(child), 0);
}

/** The same of the database server. */
export const databaseCpu = () => cpuOf(pidIn(`${home}/mariadb.pid`));

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

/** How many statements of the core a call took, by the pool's log. */
export async function statements(path) {
  const { id } = await call(path);
  for (let i = 0; i < 50; i++) {
    const line = readFileSync(`${home}/log/pool.log`, 'utf8').split('\n').find((one) => one.includes(id));
    if (line) return JSON.parse(line).statements;
    await pause(20);
  }
  throw new Error(`${id} is not in the pool's log`);
}

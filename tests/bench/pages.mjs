// How fast the pages that people wait for are: rate and latency of a few calls, 8 clients, 2,000 requests each.
// Compare runs of the same machine only. `make bench` starts the Laurel that LAUREL_URL names.
import http from 'node:http';

const base = new URL(process.env.LAUREL_URL);
const agent = new http.Agent({ keepAlive: true, maxSockets: 8 });
const headers = { 'X-Requested-With': 'laurel', 'Accept-Encoding': 'gzip' };

function call(method, path, body) {
  return new Promise((resolve, reject) => {
    const request = http.request(new URL(path, base), { method, agent, headers }, (reply) => {
      const parts = [];
      reply.on('data', (part) => parts.push(part));
      reply.on('end', () => resolve({ status: reply.statusCode, headers: reply.headers, body: Buffer.concat(parts) }));
    });
    request.on('error', reject);
    request.end(body);
  });
}

async function signIn() {
  headers['Content-Type'] = 'application/json';
  const login = JSON.stringify({ email: 'manager@demo.test', password: process.env.LAUREL_DEMO_PASSWORD });
  const reply = await call('POST', '/api/session', login);
  if (reply.status !== 200) throw new Error(`sign-in: ${reply.status} ${reply.body}`);
  delete headers['Content-Type'];
  headers.Cookie = reply.headers['set-cookie'].map((cookie) => cookie.split(';')[0]).join('; ');
}

async function largestProgram() {
  delete headers['Accept-Encoding'];
  const { items } = JSON.parse((await call('GET', '/api/programs?limit=200')).body);
  headers['Accept-Encoding'] = 'gzip';
  return items.reduce((most, program) => (program.registrants > most.registrants ? program : most));
}

async function measure(path, total = 2000, clients = 8) {
  const times = [];
  let bytes = 0;
  let left = total;
  const begin = performance.now();
  const client = async () => {
    while (left-- > 0) {
      const sent = performance.now();
      const reply = await call('GET', path);
      if (reply.status !== 200) throw new Error(`${path}: ${reply.status} ${reply.body}`);
      times.push(performance.now() - sent);
      bytes = reply.body.length;
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  const seconds = (performance.now() - begin) / 1000;
  times.sort((a, b) => a - b);
  const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))].toFixed(1).padStart(7);
  console.log(`${Math.round(total / seconds).toString().padStart(6)}/s  p50${at(0.5)} ms  p99${at(0.99)} ms ${bytes.toString().padStart(7)} B  ${path}`);
}

await signIn();
const program = await largestProgram();
console.log(`${program.name}: ${program.registrants} registrants`);
for (const path of [
  '/index.html',
  '/api/health',
  '/api/session',
  `/api/programs/${program.id}/tracker`,
  `/api/programs/${program.id}/enrollments?limit=50`,
  `/api/programs/${program.id}/enrollments?limit=200`,
  '/api/contacts?limit=50',
  '/api/completions?status=awaiting_approval&limit=50',
]) {
  await measure(path);
}
agent.destroy();

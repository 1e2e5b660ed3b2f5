// Checks the direction of imports: features import lib and ui, never one another; ui knows no API; lib knows no screen.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const SRC = fileURLToPath(new URL('../src', import.meta.url));

/** The layer of a file: `lib`, `ui`, `features/<name>`, or `app` for the top and the frame.
 * @param {string} file */
function layer(file) {
  const parts = relative(SRC, file).split('/');
  if (parts[0] === 'features') return `features/${parts[1]}`;
  return parts.length === 1 || parts[0] === 'frame' ? 'app' : parts[0];
}

/** Why `from` may not import `to`, or null where it may.
 * @param {string} from @param {string} to @param {string} target */
function fault(from, to, target) {
  if (from === to || from === 'app') return null;
  if (from === 'lib') return 'lib imports only lib';
  if (from === 'ui') return to === 'lib' && /\/lib\/format\b/.test(target) ? null : 'ui imports only ui and lib/format';
  return to === 'lib' || to === 'ui' ? null : 'features import lib and ui, never one another or the frame';
}

const faults = [];
for (const name of readdirSync(SRC, { recursive: true, encoding: 'utf8' })) {
  if (!/\.jsx?$/.test(name)) continue;
  const file = join(SRC, name);
  const source = readFileSync(file, 'utf8');
  for (const [, spec] of source.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)) {
    const target = resolve(dirname(file), spec);
    const why = fault(layer(file), layer(target), target);
    if (why) faults.push(`src/${name}: '${spec}': ${why}`);
  }
  if (/\bfetch\(/.test(source) && name !== 'lib/api.js') faults.push(`src/${name}: lib/api.js is the only fetch`);
}
process.stdout.write(faults.map((line) => `${line}\n`).join(''));
process.exitCode = faults.length ? 1 : 0;

// Takes the figures and prints a line for each: name, value, ratio, target, and whether it is reached.
// README.md says what they mean; run starts what they are taken from.
import { checkout } from './checkout.mjs';
import { courses } from './courses.mjs';
import { enrol } from './enrol.mjs';
import { imports } from './imports.mjs';
import { signIn } from './lib.mjs';
import { pages } from './pages.mjs';
import { paper } from './paper.mjs';
import { segments } from './segments.mjs';
import { site } from './site.mjs';
import { trackers } from './trackers.mjs';

const figures = { pages, courses, trackers, enrol, checkout, paper, site, segments, imports };
const counts = { ok: 0, short: 0, '-': 0 };

/** reached: undefined where a figure has no target of its own. */
function report(name, value, ratio = '-', target = '-', reached = undefined) {
  const verdict = reached === undefined ? '-' : reached ? 'ok' : 'short';
  counts[verdict]++;
  console.log(`${name.padEnd(34)} ${value.padStart(12)}  ${ratio.padEnd(34)} ${target.padEnd(12)} ${verdict}`);
}

const wanted = process.argv.slice(2);
for (const name of wanted) if (!figures[name]) throw new Error(`${name}: there are ${Object.keys(figures).join(', ')}`);
await signIn();
console.log(`${'figure'.padEnd(34)} ${'value'.padStart(12)}  ${'ratio'.padEnd(34)} ${'target'.padEnd(12)}`);
for (const [name, take] of Object.entries(figures)) if (!wanted.length || wanted.includes(name)) await take(report);
console.log(`${counts.ok} reached, ${counts.short} short`);

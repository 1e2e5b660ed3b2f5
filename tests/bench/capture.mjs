// The statements of a call as the database saw them, with their values: so what is run beside Laurel can never be
// another page than Laurel's.
import { readFileSync, writeFileSync } from 'node:fs';

import { call, home, pause, socket, sql } from './lib.mjs';

const LITERAL = String.raw`(DATE'[^']*'|TIMESTAMP'[^']*'|'(?:[^'\\]|\\.|'')*'|NULL|-?\d+(?:\.\d+)?)`;

function log() {
  const rows = sql(`SELECT JSON_OBJECT('thread', thread_id, 'command', command_type, 'text', CONVERT(argument USING utf8mb4))
    FROM mysql.general_log WHERE command_type IN ('Prepare', 'Execute', 'Query')`);
  return rows.map(([json]) => JSON.parse(json));
}

function value(literal) {
  const text = literal.replace(/^[A-Z]*'|'$/g, '').replace(/''/g, "'").replace(/\\(.)/g, '$1');
  if (literal === 'NULL') return { type: 'n', value: null };
  if (literal.startsWith('DATE')) return { type: 'd', value: text };
  if (literal.startsWith('TIMESTAMP')) return { type: 't', value: text };
  return literal.startsWith("'") ? { type: 's', value: text } : { type: 'i', value: Number(literal) };
}

const quote = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

/** An execution is logged with its values filled in: find the statement that it came from, and the values. */
function step(templates, { command, text }) {
  if (command === 'Query') return { sql: text };
  for (const template of templates) {
    const found = new RegExp(`^${template.split('?').map(quote).join(LITERAL)}$`, 's').exec(text);
    if (found) return { sql: template, values: found.slice(1).map(value) };
  }
  throw new Error(`nothing that was prepared fits ${text}`);
}

/** Workers that begin while the log is on leave the texts of all their statements in it. */
async function templates() {
  const [pid] = readFileSync(`${home}/pool.pid`, 'utf8').split(' ');
  const prepared = () => log().filter(({ command }) => command === 'Prepare').map(({ text }) => text);
  let before;
  process.kill(Number(pid), 'SIGHUP');
  do {
    before = prepared().length;
    await pause(1000);
  } while (!before || prepared().length > before);
  return [...new Set(prepared())];
}

/** For each path the steps of its call; the page's worker is known by a text that only its statements have. */
export async function capture(paths) {
  sql("SET GLOBAL log_output = 'TABLE'; TRUNCATE mysql.general_log; SET GLOBAL general_log = 1");
  try {
    const known = await templates();
    const plans = [];
    for (const { path, marker } of paths) {
      const seen = log().length;
      await call(path);
      const events = log().slice(seen);
      const { thread } = events.find(({ command, text }) => command === 'Execute' && text.includes(marker));
      plans.push(events.filter((event) => event.thread === thread).map((event) => step(known, event)));
    }
    return plans;
  } finally {
    sql('SET GLOBAL general_log = 0; TRUNCATE mysql.general_log');
  }
}

/** For bench_bare: one line a statement, one a value. */
export function writePlan(file, steps) {
  const lines = steps.flatMap(({ sql: text, values }) => (values
    ? [`statement\t${text}`, ...values.map((one) => `${one.type}\t${one.value ?? ''}`)]
    : [`query\t${text}`]));
  writeFileSync(file, `${lines.join('\n')}\n`);
}

const php = (value) => {
  if (value === null || typeof value === 'number') return String(value);
  if (typeof value === 'string') return `'${value.replace(/[\\']/g, String.raw`\$&`)}'`;
  return `[${Object.entries(value).map(([key, one]) => `${php(/^\d+$/.test(key) ? Number(key) : key)} => ${php(one)}`).join(', ')}]`;
};

/** For page.php: where a value is one of `given`, the call that PHP answers says it anew. */
export function writePhp(file, steps, given) {
  const name = (one) => Object.keys(given).find((key) => given[key] === one.value);
  const named = (values) => Object.fromEntries(values.map((one, i) => [i, name(one)]).filter(([, key]) => key));
  const plan = steps.map(({ sql: text, values }) => (values
    ? { sql: text, values: values.map((one) => one.value), names: named(values) }
    : { sql: text }));
  const password = readFileSync(`${home}/secrets/db_password`, 'utf8').trim();
  const database = { socket, name: 'laurel', user: 'laurel', password };
  writeFileSync(file, `<?php return ${php({ database, steps: plan })};\n`, { mode: 0o600 });
}

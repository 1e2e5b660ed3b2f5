// What a browser fetches to show the first list, and what Lighthouse says of it.
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { cookie, home, median, signIn, url } from './lib.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const CHROMIUM = '/usr/bin/chromium';
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];
const PAGE = '/programs';
const ROUNDS = 3;
const KINDS = /javascript|css/;

function cookies() {
  return cookie().split('; ').map((one) => ({ name: one.split('=')[0], value: one.split('=')[1], url }));
}

/** Bytes on the wire, headers and all, of scripts and styles until the page is quiet. */
async function firstLoad() {
  const { chromium } = createRequire(join(here, '../../web/package.json'))('@playwright/test');
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  try {
    const context = await browser.newContext({ baseURL: url });
    await context.addCookies(cookies());
    const page = await context.newPage();
    const cdp = await context.newCDPSession(page);
    const kinds = new Map();
    const sum = { bytes: 0, files: 0 };
    await cdp.send('Network.enable');
    cdp.on('Network.responseReceived', ({ requestId, response }) => kinds.set(requestId, response.mimeType));
    cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      if (!KINDS.test(kinds.get(requestId) ?? '')) return;
      sum.bytes += encodedDataLength;
      sum.files++;
    });
    await page.goto(PAGE);
    await page.getByRole('link', { name: /Bench program/ }).first().waitFor();
    await page.waitForLoadState('networkidle');
    return sum;
  } finally {
    await browser.close();
  }
}

function lighthouse(round) {
  const out = `${home}/lighthouse-${round}.json`;
  execFileSync('node', [join(here, 'node_modules/lighthouse/cli/index.js'), url + PAGE, '--quiet', '--output=json', `--output-path=${out}`,
    '--only-categories=performance,accessibility', `--extra-headers=${JSON.stringify({ Cookie: cookie() })}`,
    `--chrome-flags=--headless=new ${FLAGS.join(' ')}`], { env: { ...process.env, CHROME_PATH: CHROMIUM }, stdio: ['ignore', 'ignore', 'inherit'] });
  const { categories, finalDisplayedUrl } = JSON.parse(readFileSync(out, 'utf8'));
  if (!finalDisplayedUrl.endsWith(PAGE)) throw new Error(`Lighthouse saw ${finalDisplayedUrl}`);
  return { performance: Math.round(categories.performance.score * 100), accessibility: Math.round(categories.accessibility.score * 100) };
}

export async function site(report) {
  if (!existsSync(CHROMIUM)) {
    console.log('left out: the first load and Lighthouse (no chromium)');
    return;
  }
  await signIn('staff@demo.test');
  const { bytes, files } = await firstLoad();
  report('first load, scripts and styles', `${(bytes / 1000).toFixed(1)} KB`, `${files} files`, '< 150 KB', bytes < 150000);
  if (!existsSync(join(here, 'node_modules/lighthouse'))) {
    console.log('left out: Lighthouse (it could not be installed)');
    return;
  }
  const runs = Array.from({ length: ROUNDS }, (_, i) => lighthouse(i));
  for (const name of ['performance', 'accessibility']) {
    const score = median(runs.map((run) => run[name]));
    report(`Lighthouse, ${name}`, String(score), '-', '>= 95', score >= 95);
  }
}

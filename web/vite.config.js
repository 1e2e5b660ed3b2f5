import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import optimizeLocales from '@react-aria/optimize-locales-plugin';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Writes `name.gz` beside every text file, for servers that send ready-made gzip. */
function gzipBeside() {
  let out = 'dist';
  return {
    name: 'gzip-beside',
    configResolved(config) {
      out = join(config.root, config.build.outDir);
    },
    async closeBundle() {
      const names = await readdir(out, { recursive: true });
      const texts = names.filter((name) => /\.(js|css|html|svg)$/.test(name));
      await Promise.all(texts.map(async (name) => {
        const bytes = await readFile(join(out, name));
        await writeFile(join(out, `${name}.gz`), gzipSync(bytes, { level: 9 }));
      }));
    },
  };
}

/**
 * React Aria empties its live region with `innerHTML = ''`, which the policy's trusted types refuse.
 * Emptying the text does the same and needs no exception in the policy.
 */
function trustedTypes() {
  return {
    name: 'trusted-types',
    transform(code, id) {
      if (!id.includes('live-announcer/LiveAnnouncer')) return null;
      return { code: code.replaceAll(".innerHTML = ''", ".textContent = ''"), map: null };
    },
  };
}

export default defineConfig({
  plugins: [
    trustedTypes(),
    react(),
    // The page is in English; dates and numbers follow the viewer through Intl, which needs none of these strings.
    { ...optimizeLocales.vite({ locales: ['en-US'] }), enforce: 'pre' },
    gzipBeside(),
  ],
  build: {
    target: 'es2023',
    // The policy allows no data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        // What every screen needs comes in one file each of libraries and of ours; the rest is split by screen and by widget.
        codeSplitting: {
          groups: [
            { name: 'vendor', test: /node_modules\/(react|react-dom|scheduler|wouter|regexparam|use-sync-external-store|@tanstack)\// },
            { name: 'base', test: /node_modules\/lucide-react\/|src\/lib\/|src\/ui\/(alert|badge|breadcrumbs|button|empty-state|field\/FieldBox|field\/field|find|form|link|load-more|loading|page-header|section|select|table\/Table|table\/table|tabs|toast)/ },
          ],
        },
      },
    },
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8080' } },
});

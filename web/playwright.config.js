import { defineConfig, devices } from '@playwright/test';

const baseURL = process.env.LAUREL_URL ?? 'http://127.0.0.1:8080';

export default defineConfig({
  testDir: './e2e',
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  forbidOnly: true,
  reporter: [['list'], ['./e2e/reporter.js']],
  use: {
    baseURL,
    locale: 'en-GB',
    contextOptions: { reducedMotion: 'reduce' },
    trace: { mode: 'retain-on-failure', screenshots: false },
    launchOptions: {
      executablePath: '/usr/bin/chromium',
      args: [
        '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
        '--disable-background-networking', '--disable-component-update', '--disable-sync',
      ],
    },
  },
  projects: [
    { name: 'desktop', use: { viewport: { width: 1440, height: 900 } } },
    // A phone has no pointer to drag with; the buttons beside are tried on both. What takes long is tried once.
    { name: 'phone', use: { ...devices['Pixel 7'] }, grepInvert: /@pointer|@long/ },
  ],
});

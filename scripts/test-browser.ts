/** `npm run test:browser [-- mocha options]`: the chat in the browser, in a headless Chromium. Screenshots go to .data/screenshots. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { findBrowser, NoBrowser, screenshotsFolder } from './browser/chromium.ts';

const mocha = fileURLToPath(import.meta.resolve('mocha/bin/mocha.js'));

try {
  await findBrowser();
} catch (error) {
  if (!(error instanceof NoBrowser)) throw error;
  console.error(error.message);
  process.exit(1);
}
const args = ['test/browser/**/*.browser.ts', ...process.argv.slice(2)];
const run = spawn(process.execPath, [mocha, ...args], { stdio: 'inherit' });
// Mocha ends by itself on Ctrl-C, after stopping its servers.
process.on('SIGINT', () => undefined);
run.on('exit', (code) => {
  console.error(`screenshots: ${screenshotsFolder}`);
  process.exit(code ?? 1);
});

/**
 * A thread that builds the page and posts its files. It is separate because Vite sets NODE_ENV for its whole process, and so
 * that the emulator serves meanwhile.
 */
import { fileURLToPath } from 'node:url';
import { parentPort } from 'node:worker_threads';
import { build } from 'vite';

const { output } = await build({
  configFile: false,
  root: fileURLToPath(new URL('web', import.meta.url)),
  logLevel: 'silent',
  build: { write: false, modulePreload: false, assetsInlineLimit: 0, target: 'es2022' },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
}).then((built) => {
  if (Array.isArray(built) || !('output' in built)) throw new Error('one build was expected');
  return built;
});

const files = output.map((file): [string, string | Uint8Array] => [
  file.fileName,
  file.type === 'chunk' ? file.code : file.source,
]);
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port has none
parentPort?.postMessage(files);

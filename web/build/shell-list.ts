import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

const WORKER = 'service-worker.js';
/** What only reading pictures and files, one or many, needs: most of all bytes, and kept after the rest, the larger last. */
const FOR_FILES = [
  /^assets\/door-.*\.js$/,
  /^assets\/door-.*\.css$/,
  /^assets\/zip-worker-/,
  /^assets\/judge-worker-/,
  /^assets\/scan-worker-/,
  /^assets\/zxing_reader-/,
  /^assets\/pdf-worker-/,
  /^assets\/hezheng_pdf_reader_wasm_bg-/,
];

/**
 * Tells the service worker which files make up the page and names that set by a hash of their contents,
 * so that a changed file, and nothing else, makes browsers fetch the shell again.
 */
export function shellList(): Plugin {
  let publicDir = '';
  return {
    name: 'shell-list',
    apply: 'build',
    enforce: 'post',
    configResolved: (config) => {
      publicDir = config.publicDir;
    },
    generateBundle(_options, bundle) {
      const contents = new Map<string, string | Uint8Array>();
      for (const file of readdirSync(publicDir)) contents.set(file, readFileSync(join(publicDir, file)));
      for (const [file, output] of Object.entries(bundle)) {
        if (file !== WORKER) contents.set(file, output.type === 'chunk' ? output.code : output.source);
      }
      const worker = bundle[WORKER];
      if (worker?.type !== 'chunk' || !contents.has('index.html')) {
        throw new Error('the service worker or index.html is missing from the build');
      }
      const files = [...contents.keys()].sort();
      const hash = createHash('sha256');
      for (const file of files) hash.update(file).update('\0').update(contents.get(file) ?? '');
      // The page lies at "/", and asking for /index.html as well would store it twice.
      const address = (file: string) => (file === 'index.html' ? '/' : `/${file}`);
      const later = FOR_FILES.flatMap((name) => files.filter((file) => name.test(file)).map(address));
      if (later.length !== FOR_FILES.length) throw new Error(`the workers and modules for files are not what is built: ${later}`);
      const addresses = files.map(address).filter((path) => !later.includes(path));
      const shell = JSON.stringify({ version: hash.digest('hex').slice(0, 16), addresses, later });
      worker.code = worker.code.replaceAll('__SHELL__', shell);
    },
  };
}

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress } from 'node:zlib';
import type { Plugin } from 'vite';

const brotli = promisify(brotliCompress);
/** What is smaller by less than this is not worth a second file. */
const WORTH_A_FILE = 0.9;

/** Writes beside each file what brotli makes of it, which the registry sends to whoever takes it. */
export function compressed(): Plugin {
  return {
    name: 'compressed',
    apply: 'build',
    async writeBundle({ dir = '' }, bundle) {
      // All at once: it is most of a build, and Node does each in a thread of its own.
      const written = Object.entries(bundle).map(async ([file, output]) => {
        const bytes = Buffer.from(output.type === 'chunk' ? output.code : output.source);
        const smaller = await brotli(bytes);
        if (smaller.length > WORTH_A_FILE * bytes.length) return;
        await writeFile(join(dir, `${file}.br`), smaller);
        if (file.endsWith('.wasm')) console.log(`${file}: ${bytes.length} bytes, ${smaller.length} with brotli`);
      });
      await Promise.all(written);
    },
  };
}

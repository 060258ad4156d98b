import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import type { Plugin } from 'vite';

/** What is smaller by less than this is not worth a second file. */
const WORTH_A_FILE = 0.9;

/** Writes beside each file what brotli makes of it, which the registry sends to whoever takes it. */
export function compressed(): Plugin {
  return {
    name: 'compressed',
    apply: 'build',
    writeBundle({ dir = '' }, bundle) {
      for (const [file, output] of Object.entries(bundle)) {
        const bytes = Buffer.from(output.type === 'chunk' ? output.code : output.source);
        const smaller = brotliCompressSync(bytes);
        if (smaller.length > WORTH_A_FILE * bytes.length) continue;
        writeFileSync(join(dir, `${file}.br`), smaller);
        if (file.endsWith('.wasm')) console.log(`${file}: ${bytes.length} bytes, ${smaller.length} with brotli`);
      }
    },
  };
}

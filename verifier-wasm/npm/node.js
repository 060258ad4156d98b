import { readFileSync } from 'node:fs';
import { initSync } from './hezheng_verifier_wasm.js';

initSync({ module: readFileSync(new URL('./hezheng_verifier_wasm_bg.wasm', import.meta.url)) });

export * from './verifier.js';

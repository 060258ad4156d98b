import init from './hezheng_verifier_wasm.js';

await init();

export * from './verifier.js';

import { defineConfig } from 'vite';
import { compressed } from './build/compressed.ts';
import { contentSecurityPolicy } from './build/content-security-policy.ts';
import { noThirdParty } from './build/no-third-party.ts';
import { shellList } from './build/shell-list.ts';

export default defineConfig({
  // "mpa": without it the development server would answer a missing config.json with the page.
  appType: 'mpa',
  plugins: [contentSecurityPolicy(), noThirdParty(), shellList(), compressed()],
  // Of its own, since workers are built apart.
  worker: { plugins: () => [noThirdParty()] },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    // The oldest that may compile WebAssembly under our policy (README, "Browsers"). Syntax is the least that they need.
    target: ['chrome97', 'edge97', 'firefox102', 'safari16'],
    // Inlining turns assets into data: addresses, which the content security policy refuses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { index: 'index.html', 'service-worker': 'src/service-worker.ts' },
      output: {
        // A service worker's name must never change, or browsers keep the old one for ever.
        entryFileNames: (chunk) =>
          chunk.name === 'service-worker' ? 'service-worker.js' : 'assets/[name]-[hash].js',
      },
    },
  },
});

import { defineConfig } from 'vite';
import { compressed } from './build/compressed.ts';
import { contentSecurityPolicy } from './build/content-security-policy.ts';
import { noThirdParty } from './build/no-third-party.ts';
import verifier from './vite.config.ts';

/**
 * The page of trainees, built after the verifier's and beside it. Apart, because built together the two share files, and
 * whoever scans a code would load more and smaller ones for a page that they never open.
 */
export default defineConfig({
  ...verifier,
  plugins: [contentSecurityPolicy(), noThirdParty(), compressed()],
  publicDir: false,
  build: { ...verifier.build, emptyOutDir: false, rolldownOptions: { input: { me: 'me.html' } } },
});

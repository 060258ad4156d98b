import { defineConfig } from 'vite';
import { compressed } from './build/compressed.ts';
import { contentSecurityPolicy } from './build/content-security-policy.ts';
import { noThirdParty } from './build/no-third-party.ts';
import verifier from './vite.config.ts';

/** The pages of desks, built after the verifier's and beside it, for the reason of `vite.me.config.ts`; what they share, they share. */
export default defineConfig({
  ...verifier,
  plugins: [contentSecurityPolicy(), noThirdParty(), compressed()],
  publicDir: false,
  build: { ...verifier.build, emptyOutDir: false, rolldownOptions: { input: { institution: 'institution.html', bureau: 'bureau.html' } } },
});

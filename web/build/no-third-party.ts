import type { Plugin } from 'vite';

/** zxing-wasm would fetch its decoder from here, were it not told where ours lies. */
const FOREIGN_DEFAULT = 'https://fastly.jsdelivr.net/npm/';
/**
 * Names of XML's and XMP's vocabularies, which look like addresses and are never fetched; and in the reader of PDF files, in
 * what moxcms says where it ends, the place for telling its authors; and this machine, which demos of the verifier may be on.
 */
const NEVER_FETCHED = ['127.0.0.1', 'www.w3.org/', 'ns.adobe.com/', 'github.com/awxkee/moxcms'];

/** No address of anybody else is in what is built: not even one that nothing uses. */
export function noThirdParty(): Plugin {
  return {
    name: 'no-third-party',
    apply: 'build',
    transform(code, id) {
      if (!id.includes('/zxing-wasm/')) return null;
      return { code: code.replaceAll(FOREIGN_DEFAULT, '/'), map: null };
    },
    generateBundle(_options, bundle) {
      for (const [file, output] of Object.entries(bundle)) {
        const text = output.type === 'chunk' ? output.code : Buffer.from(output.source).toString('latin1');
        for (const [address, place] of text.matchAll(/\bhttps?:\/\/([a-z0-9-]+(?:\.[a-z0-9-]+)+[\w/-]*)/g)) {
          const isFetched = !NEVER_FETCHED.some((start) => `${place}/`.startsWith(start));
          if (isFetched) throw new Error(`${file} names ${address}, which is not ours`);
        }
      }
    },
  };
}

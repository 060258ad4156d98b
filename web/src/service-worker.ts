/**
 * Keeps the files of the page, so that it opens without a network. It keeps nothing else: packs are data
 * with their own dates and live in IndexedDB, and an answer about a certificate is never kept at all.
 */
export {}; // makes this a module, so that `self` below is the worker's
declare const self: ServiceWorkerGlobalScope;
/**
 * Written in by the build: every file that the page starts with, those that only reading pictures and PDF files needs, and
 * a hash over all of them.
 */
declare const __SHELL__: { version: string; addresses: string[]; later: string[] };

const SHELL = __SHELL__;
const CACHE = `shell-${SHELL.version}`;
/** "/" and "/c" are one page; what follows the # is never part of a request. */
const PAGES = ['/', '/c'];

self.addEventListener('install', (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(CACHE);
      // All or nothing; "reload" goes past the HTTP cache, so that versions are not mixed.
      await cache.addAll(SHELL.addresses.map((path) => new Request(path, { cache: 'reload' })));
      // The page loads everything it needs at its start, but for reading files, which then says: reload.
      await self.skipWaiting();
    })(),
  );
});

/**
 * The larger half comes after the page is ready without it. True once all of it is there; what a bad network did not let
 * through is fetched when the page asks again.
 */
async function keepLater(): Promise<boolean> {
  const cache = await caches.open(CACHE);
  let all = true;
  for (const address of SHELL.later) {
    if ((await cache.match(address)) !== undefined) continue;
    await cache.add(address).catch(() => (all = false));
  }
  return all;
}

/** One after another: two pages that ask at once fetch nothing twice. */
let keeping = Promise.resolve(false);

self.addEventListener('activate', (event) => {
  event.waitUntil(
    (async () => {
      const names = await caches.keys();
      await Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)));
      await self.clients.claim();
    })(),
  );
});

self.addEventListener('fetch', (event) => {
  const { method, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== 'GET' || origin !== self.location.origin) return;
  const address = PAGES.includes(pathname) ? '/' : pathname;
  // Anything else, /config.json and each …/v1/… above all, goes to the network as if no worker were here.
  if (!SHELL.addresses.includes(address) && !SHELL.later.includes(address)) return;
  event.respondWith(fromShell(address, event.request));
});

self.addEventListener('message', (event) => {
  if (event.data !== 'keep-later') return;
  const asker = event.source;
  keeping = keeping.then(keepLater, keepLater);
  event.waitUntil(keeping.then((all) => all && asker?.postMessage('kept-later')));
});

async function fromShell(address: string, request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  return (await cache.match(address)) ?? fetch(request);
}

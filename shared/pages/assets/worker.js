'use strict';
// Keeps the officer's page for when there is no network. A release is kept whole under its own name, so that no page is ever
// made of two; what is not a part of the page goes to the network as if nobody was here.

const KEPT = 'officer-{{version}}';
const PARTS = [
  '/officer',
  '/officer/pages.css',
  '/officer/words.js',
  '/officer/card.js',
  '/officer/register.js',
  '/officer/verifier.js',
  '/officer/lists.js',
  '/officer/picture.js',
  '/officer/report.js',
  '/officer/officer.js',
  '/officer/app.webmanifest',
];
// Missing in a build without it: then the page says that it cannot verify offline.
const MODULE = '/verifier.wasm?{{version}}';

async function keep() {
  const cache = await caches.open(KEPT);
  await cache.addAll(PARTS.map((part) => new Request(part, { cache: 'no-cache' })));
  const module = await fetch(MODULE);
  if (module.ok) await cache.put(MODULE, module);
}

async function forgetOthers() {
  const names = await caches.keys();
  const others = names.filter((name) => /^officer-[0-9a-f]{32}$/.test(name) && name !== KEPT);
  await Promise.all(others.map((name) => caches.delete(name)));
  await clients.claim();
}

async function answer(request) {
  const cache = await caches.open(KEPT);
  // Whatever follows the page's address is not for the server.
  return await cache.match(request, { ignoreSearch: request.mode === 'navigate' }) || fetch(request);
}

addEventListener('install', (event) => event.waitUntil(keep()));
addEventListener('activate', (event) => event.waitUntil(forgetOthers()));
addEventListener('message', (event) => { if (event.data === 'take over') skipWaiting(); });
addEventListener('fetch', (event) => {
  const { pathname, search, origin } = new URL(event.request.url);
  const ours = origin === location.origin && event.request.method === 'GET';
  if (ours && (PARTS.includes(pathname) || pathname + search === MODULE)) event.respondWith(answer(event.request));
});

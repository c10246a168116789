// The page's service worker: keeps the files of one build, so that the page opens without a network, and adds the headers
// that a plain host does not send. It asks for nothing but these files.
//
//   install   fetch every file of this build into a cache of its own
//   activate  drop the caches of other builds; pages that are open already belong to this one
//   fetch     a file of this build from the cache, with the page's headers; anything else from the network

import { pageHeaders } from "../../scripts/headers.mjs";
import { type Build, cacheName, keptAddress, staleCaches, withHeaders } from "./caching.ts";

declare const self: ServiceWorkerGlobalScope;

const BUILD: Build = JSON.parse("__KVMSCOPE_BUILD__");
const HEADERS = pageHeaders();

self.addEventListener("install", (event) => {
  event.waitUntil(keep());
});

self.addEventListener("activate", (event) => {
  event.waitUntil(takeOver());
});

self.addEventListener("fetch", (event) => {
  const address = keptAddress(event.request, self.registration.scope, BUILD);
  if (address !== null) event.respondWith(answer(address, event.request));
});

self.addEventListener("message", (event) => {
  if (event.data === "take over") event.waitUntil(self.skipWaiting());
});

/** All or nothing: a build with files missing would fail later, without a network. */
async function keep(): Promise<void> {
  const cache = await caches.open(cacheName(BUILD));
  // names under assets/ carry a hash of their content, the others are asked for anew
  const requests = BUILD.files.map(
    (path) => new Request(path, { cache: path.startsWith("assets/") ? "default" : "no-cache" }),
  );
  await cache.addAll(requests);
  // the first one serves at once; a later one waits until the pages of the build before are closed, or say so
  if (self.registration.active === null) await self.skipWaiting();
}

async function takeOver(): Promise<void> {
  for (const name of staleCaches(await caches.keys(), BUILD)) await caches.delete(name);
  await self.clients.claim();
}

async function answer(address: string, request: Request): Promise<Response> {
  const cache = await caches.open(cacheName(BUILD));
  // the browser may have taken the cache away to make room
  const kept = (await cache.match(address)) ?? (await fetch(request));
  return withHeaders(kept, HEADERS);
}

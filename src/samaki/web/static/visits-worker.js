// Shows the empty form of a visit note where there is no network. It keeps that page, its style and its letters, which are the same for
// everybody; it sees no other page of Samaki, and never a note. What is kept goes when somebody signs out (`visits-out.js`).
"use strict";

const NAME = "samaki-visits";
const PAGE = "/visits/";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", (event) => event.waitUntil(keptAll(event)));

// answers whether everything that was named is kept: the page then says that it works without a network
async function keptAll(event) {
  const found = await Promise.all(event.data.map((path) => asked(path, path).then((answer) => answer.ok && !answer.redirected, () => false)));
  for (const port of event.ports) port.postMessage(found.every(Boolean));
}

async function asked(request, path) {
  const answer = await fetch(request);
  if (answer.ok && !answer.redirected) await (await caches.open(NAME)).put(path, answer.clone());
  return answer;
}

self.addEventListener("fetch", (event) => {
  const { origin, pathname, search } = new URL(event.request.url);
  const page = event.request.mode === "navigate" && pathname === PAGE;
  if (origin !== self.location.origin || event.request.method !== "GET") return;
  if (page || pathname.startsWith("/static/")) event.respondWith(shown(event, pathname, page && search));
});

// what is kept is shown at once, and fetched anew for the next time; another language is asked of the server first
async function shown(event, path, chosen) {
  const kept = await caches.match(path, { cacheName: NAME });
  const fresh = asked(event.request, path);
  event.waitUntil(fresh.catch(() => undefined));
  return kept && !chosen ? kept : fresh.catch(() => kept || Response.error());
}

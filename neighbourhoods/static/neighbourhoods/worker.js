// Pages that were read can be read again without a network. The network always comes first.
const KEPT = "pages-" + VERSION;
const MOST = 25;
const NEVER = /^\/(admin|accounts|documents|media)\//;

function offlineAddress(path) {
  const code = path.split("/")[1];
  return "/" + (LANGUAGES.includes(code) ? code : LANGUAGES[0]) + "/offline/";
}

self.addEventListener("install", (event) => {
  const wanted = [STYLE, SCRIPT, ...LANGUAGES.map((code) => "/" + code + "/offline/")];
  event.waitUntil(
    caches.open(KEPT)
      .then((cache) => Promise.all(wanted.map((address) => cache.add(address).catch(() => null))))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches.keys()
      .then((names) => Promise.all(names.filter((name) => name !== KEPT).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

async function keep(request, response) {
  // never what somebody searched for: the next one to hold the phone may be another person
  if (new URL(request.url).search) return;
  if (!response.ok || response.redirected || (response.headers.get("Cache-Control") || "").includes("no-store")) return;
  const cache = await caches.open(KEPT);
  await cache.put(request, response);
  const pages = (await cache.keys()).filter((one) => one.mode === "navigate" || /^\/[a-z-]+\//.test(new URL(one.url).pathname));
  const old = pages.filter((one) => !one.url.endsWith("/offline/") && !one.url.includes("/static/"));
  await Promise.all(old.slice(0, Math.max(0, old.length - MOST)).map((one) => cache.delete(one)));
}

async function readPage(event) {
  try {
    const response = await fetch(event.request);
    event.waitUntil(keep(event.request, response.clone()));
    return response;
  } catch (error) {
    const path = new URL(event.request.url).pathname;
    const cache = await caches.open(KEPT);
    return (await cache.match(event.request, { ignoreVary: true })) || (await cache.match(offlineAddress(path), { ignoreVary: true })) || Response.error();
  }
}

async function readStyle(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const cache = await caches.open(KEPT);
    return (await cache.match(request, { ignoreVary: true, ignoreSearch: true })) || Response.error();
  }
}

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin || NEVER.test(url.pathname)) return;
  if (event.request.mode === "navigate") event.respondWith(readPage(event));
  else if (url.pathname === "/theme.css" || url.pathname === SCRIPT) event.respondWith(readStyle(event.request));
});

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

// Never what somebody searched for: the next one to hold the phone may be another person. Never what is no page.
function mayBeKept(request, response) {
  const says = (name) => response.headers.get(name) || "";
  return response.ok && !response.redirected && !new URL(request.url).search
    && says("Content-Type").startsWith("text/html") && !says("Cache-Control").includes("no-store");
}

function isPage(request) {
  const url = new URL(request.url);
  return ![STYLE, SCRIPT].includes(url.pathname + url.search) && !url.pathname.endsWith("/offline/");
}

async function keep(request, response) {
  const cache = await caches.open(KEPT);
  // what was taken away from the site does not stay on phones
  if (response.status === 404 || response.status === 410) await cache.delete(request, { ignoreVary: true });
  if (!mayBeKept(request, response)) return;
  await cache.put(request, response);
  const pages = (await cache.keys()).filter(isPage);
  await Promise.all(pages.slice(0, Math.max(0, pages.length - MOST)).map((one) => cache.delete(one, { ignoreVary: true })));
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

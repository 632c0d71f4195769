// Lets this device keep the pages that are read; on the offline page, lists them.
if ("serviceWorker" in navigator) navigator.serviceWorker.register("/sw.js").catch(() => {});

(async () => {
  const list = document.getElementById("kept-pages");
  if (!list || !("caches" in window)) return;
  const found = new Map();
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const path = new URL(request.url).pathname;
      if (!/^\/[a-z-]+\//.test(path) || path.endsWith("/offline/") || path.startsWith("/static/")) continue;
      const page = new DOMParser().parseFromString(await (await cache.match(request)).text(), "text/html");
      found.set(path, page.title);
    }
  }
  for (const [path, title] of found) {
    const link = Object.assign(document.createElement("a"), { href: path, textContent: title });
    list.append(document.createElement("li"));
    list.lastChild.append(link);
  }
  if (found.size) document.getElementById("kept").hidden = false;
})();

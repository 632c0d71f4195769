// Lets this device keep the pages that are read; on the offline page, lists them.
// Where people sign in nothing is kept.
if ("serviceWorker" in navigator && !location.pathname.startsWith("/accounts/")) navigator.serviceWorker.register("/sw.js").catch(() => {});

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
      found.set(path, { title: page.title, lang: page.querySelector("main")?.lang || page.documentElement.lang });
    }
  }
  for (const [path, { title, lang }] of found) {
    const link = Object.assign(document.createElement("a"), { href: path, textContent: title, lang, dir: "auto" });
    list.append(document.createElement("li"));
    list.lastChild.append(link);
  }
  if (found.size) document.getElementById("kept").hidden = false;
})();

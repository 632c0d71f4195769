// What somebody types is kept on the device at once and on the server now and then. Without this everything works, one press at a time.
(() => {
  const OLD = 30 * 24 * 60 * 60 * 1000;
  const PREFIX = "pihapiiri-writing";
  const store = (() => {
    try {
      localStorage.setItem(PREFIX, "");
      localStorage.removeItem(PREFIX);
      return localStorage;
    } catch {
      return null;
    }
  })();
  const entries = () => {
    const found = [];
    for (let number = 0; store && number < store.length; number += 1) {
      const key = store.key(number);
      if (!key.startsWith(`${PREFIX}:`)) continue;
      try {
        const { at, values } = JSON.parse(store.getItem(key));
        found.push({ key, at, values });
      } catch {
        found.push({ key, at: 0, values: {} });
      }
    }
    return found;
  };
  const put = (key, value) => {
    try {
      store?.setItem(key, value);
      return Boolean(store);
    } catch {
      return false;
    }
  };
  entries().forEach(({ key, at }) => Date.now() - at > OLD && store.removeItem(key));

  // A form is sent once. Its button keeps its value: it is disabled only after the browser has read it.
  document.querySelectorAll("form[data-once], form[data-writing]").forEach((form) => {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) return event.preventDefault();
      form.dataset.sent = "1";
      setTimeout(() => form.querySelectorAll("button").forEach((button) => button.setAttribute("aria-disabled", "true")));
    });
    addEventListener("pageshow", () => {
      delete form.dataset.sent;
      form.querySelectorAll("button").forEach((button) => button.removeAttribute("aria-disabled"));
    });
  });

  // who writes a third text means it
  document.querySelectorAll(".compare textarea").forEach((text) =>
    text.addEventListener("input", () => (text.closest(".field").querySelector("input[type=radio]").checked = true)),
  );

  const done = document.querySelector("[data-written]");
  if (done?.dataset.written) entries().forEach(({ key }) => key.endsWith(`:${done.dataset.written}`) && store.removeItem(key));

  const share = document.querySelector("[data-share]");
  if (share && (navigator.share || navigator.clipboard)) {
    share.hidden = false;
    share.addEventListener("click", async () => {
      try {
        if (navigator.share) return await navigator.share({ title: share.dataset.title, url: share.dataset.share });
        await navigator.clipboard.writeText(share.dataset.share);
        document.getElementById("copied").textContent = share.dataset.copied;
      } catch {
        // the person changed their mind; the address is on the page
      }
    });
  }

  const form = document.querySelector("form[data-writing]");
  if (!form) return;
  const told = document.getElementById("kept");
  const own = `${PREFIX}:${form.dataset.writing}:${form.dataset.where}:`;
  const key = () => own + form.elements["w-draft"].value;
  const names = [...new Set([...form.elements].map(({ name, type }) => (["hidden", "file", "submit"].includes(type) ? "" : name)))].filter(Boolean);
  const values = () => {
    const data = new FormData(form);
    return Object.fromEntries(names.map((name) => [name, data.getAll(name)]));
  };
  const fill = (kept) => {
    for (const name of names) {
      const parts = form.querySelectorAll(`[name="${CSS.escape(name)}"]`);
      for (const part of parts) {
        if (["checkbox", "radio"].includes(part.type)) part.checked = (kept[name] ?? []).includes(part.value);
        else if (kept[name]) part.value = kept[name][0] ?? "";
      }
    }
  };
  const time = () => new Date().toLocaleTimeString(document.documentElement.lang, { hour: "numeric", minute: "2-digit" });
  const say = (words, at) => (told.textContent = words.replace("%(time)s", at));

  const asked = new URLSearchParams(location.search).get("draft");
  const before = entries().filter((entry) => entry.key.startsWith(own));
  const mine = before.find((entry) => entry.key === key());
  if (mine && mine.at > (Date.parse(form.dataset.saved) || 0) && !document.getElementById("errors")) {
    fill(mine.values);
    say(form.dataset.here, new Date(mine.at).toLocaleTimeString(document.documentElement.lang, { hour: "numeric", minute: "2-digit" }));
  }
  const offered = new Set([...document.querySelectorAll(".begun [name=w-draft]")].map(({ value }) => value));
  const last = before.sort((a, b) => b.at - a.at).find((entry) => entry.key !== key() && !offered.has(entry.key.slice(own.length)));
  if (last && !asked && !document.getElementById("errors")) {
    const notice = document.getElementById("local");
    notice.hidden = false;
    notice.querySelector("a").href = `${form.getAttribute("action")}&draft=${last.key.slice(own.length)}`;
  }

  let changed = false;
  let waiting = 0;
  const keep = async () => {
    clearTimeout(waiting);
    waiting = 0;
    if (!changed || form.dataset.sent) return;
    changed = false;
    const data = new FormData(form);
    // it is sent once, with the rest
    data.delete("picture");
    // browsers carry no more than this once the page is gone
    const small = new Blob([...data.values()]).size < 50000;
    try {
      const answer = await fetch(form.dataset.keep, { method: "POST", body: data, keepalive: small, credentials: "same-origin", redirect: "error" });
      if (!answer.ok) throw new Error(answer.status);
      const { kept, at } = await answer.json();
      if (kept) say(form.dataset.told, at);
    } catch {
      changed = true;
    }
  };
  form.addEventListener("input", (event) => {
    if (event.target.type === "file") return;
    changed = true;
    if (put(key(), JSON.stringify({ at: Date.now(), values: values() })) && !waiting) say(form.dataset.here, time());
    waiting ||= setTimeout(keep, 8000);
  });
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && keep());
  document.querySelectorAll(".begun form").forEach((other) =>
    other.addEventListener("submit", () => store?.removeItem(own + other.elements["w-draft"].value)),
  );
})();

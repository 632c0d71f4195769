// Titles below the search field while somebody types: a combobox with a list, moved in by the arrow keys.
(() => {
  const field = document.querySelector("[data-titles]");
  const input = field?.querySelector("input");
  if (!input) return;
  const list = Object.assign(document.createElement("ul"), { id: "titles", className: "titles", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", field.dataset.name);
  const told = Object.assign(document.createElement("span"), { className: "unseen" });
  told.setAttribute("role", "status");
  field.append(list, told);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": "titles", "aria-expanded": "false" })) input.setAttribute(name, value);

  let chosen = -1;
  let waiting = 0;
  let asked = 0;

  const choose = (number) => {
    chosen = number;
    [...list.children].forEach((option, place) => option.setAttribute("aria-selected", String(place === chosen)));
    if (chosen < 0) input.removeAttribute("aria-activedescendant");
    else {
      input.setAttribute("aria-activedescendant", list.children[chosen].id);
      list.children[chosen].scrollIntoView({ block: "nearest" });
    }
  };

  const close = () => {
    // an answer that is still on its way opens nothing again
    clearTimeout(waiting);
    asked += 1;
    choose(-1);
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    told.textContent = "";
  };

  const show = (titles) => {
    list.replaceChildren(
      ...titles.map(({ title, url, language, dir, place }, number) => {
        const option = Object.assign(document.createElement("li"), { id: `title-${number}`, textContent: place ? `${title} · ${place}` : title, lang: language, dir });
        option.setAttribute("role", "option");
        option.dataset.url = url;
        return option;
      }),
    );
    choose(-1);
    list.hidden = !titles.length;
    input.setAttribute("aria-expanded", String(titles.length > 0));
    told.textContent = titles.length ? field.dataset.some : "";
  };

  const ask = async () => {
    const number = ++asked;
    const typed = input.value.trim();
    if (typed.length < 2) return close();
    try {
      const answer = await fetch(`${field.dataset.titles}?${new URLSearchParams({ q: typed })}`);
      const { titles } = answer.ok ? await answer.json() : { titles: [] };
      if (number === asked && document.activeElement === input) show(titles);
    } catch {
      close();
    }
  };

  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 200);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || list.hidden) return;
    const last = list.children.length - 1;
    if (event.key === "ArrowDown") choose(chosen === last ? -1 : chosen + 1);
    else if (event.key === "ArrowUp") choose(chosen < 0 ? last : chosen - 1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && chosen >= 0) location.assign(list.children[chosen].dataset.url);
    else return;
    event.preventDefault();
  });
  input.addEventListener("blur", () => setTimeout(close, 150));
  list.addEventListener("pointerdown", (event) => {
    const option = event.target.closest("[data-url]");
    if (!option) return;
    event.preventDefault();
    location.assign(option.dataset.url);
  });
})();

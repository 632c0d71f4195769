// While somebody types how an event repeats, the server is asked what that means. Without this a button asks.
(() => {
  const box = document.querySelector("[data-events-dates]");
  const form = box?.closest("form");
  if (!form) return;
  const told = box.querySelector("[data-events-told]");
  const names = ["starts_on", "starts_at", "ends_on", "ends_at", "repeats", "every", "weekdays", "which", "month_day", "dates", "ends", "until", "count", "sure"];
  // fields that mean something only beside one of these choices
  const only = { every: ["weeks", "monthly_weekday", "monthly_day", "yearly"], weekdays: ["weekly", "fortnightly", "weeks"], which: ["monthly_weekday"], month_day: ["monthly_day"], dates: ["dates"] };
  const wrapper = (name) => {
    const field = form.querySelector(`[name="${name}"]`);
    return field?.closest("fieldset.field, .field, .w-panel__wrapper") ?? null;
  };
  const value = (name) => new FormData(form).get(name) ?? "";
  const hide = (name, isHidden) => {
    const found = wrapper(name);
    // what is wrong stays in sight
    if (found && !(isHidden && found.querySelector(".err, .w-field--error"))) found.hidden = isHidden;
  };
  const tidy = () => {
    const repeats = value("repeats") || "no";
    Object.entries(only).forEach(([name, kinds]) => hide(name, !kinds.includes(repeats)));
    const hasEnd = !["no", "dates"].includes(repeats);
    hide("ends", !hasEnd);
    const ends = form.querySelector('[name="ends"]') ? value("ends") || "never" : "on";
    hide("until", !hasEnd || ends !== "on");
    hide("count", !hasEnd || ends !== "after");
  };
  let waiting = 0;
  let asked = 0;
  const ask = async () => {
    const data = new FormData(form);
    const query = new URLSearchParams({ part: "1" });
    names.forEach((name) => data.getAll(name).forEach((one) => typeof one === "string" && query.append(name, one)));
    asked += 1;
    const own = asked;
    try {
      const place = new URLSearchParams(location.search).get("neighbourhood");
      if (place) query.set("neighbourhood", place);
      const answer = await fetch(`${box.dataset.eventsDates}?${query}`, { credentials: "same-origin" });
      if (!answer.ok || own !== asked) return;
      const text = await answer.text();
      // the same again is not read out again
      if (told.innerHTML.trim() !== text.trim()) told.innerHTML = text;
    } catch {
      // no connection: the button asks when there is one
    }
  };
  const changed = (event) => {
    if (!names.includes(event.target.name)) return;
    tidy();
    clearTimeout(waiting);
    waiting = setTimeout(ask, 400);
  };
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  box.querySelector("button").addEventListener("click", (event) => {
    event.preventDefault();
    ask();
  });
  tidy();
})();

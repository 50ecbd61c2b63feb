// What the page does by itself: copying, tabs and what is new in them, the sheet on narrow screens, staying at the newest words.
(() => {
  const narrow = matchMedia("(max-width: 1099px)");
  const CASE = ["raci", "costs", "categories", "client"];
  const byId = (id) => document.getElementById(id);
  const tab = (name) => byId(`tab-${name}`);
  const isSheet = () => document.body.classList.contains("sheet");
  const inView = (name) => name === chosen && (!narrow.matches || isSheet());
  // Tabs of the case that changed: since the last look at them, and in the turn that has just ended.
  const unseen = new Set();
  const fresh = new Set();
  let chosen = "source";
  let settling = 0;
  let opener = null;
  let follow = true;

  // Enter that ends a composition of an input method chooses a word; it must not send the message.
  addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.isComposing || event.keyCode === 229)) event.stopImmediatePropagation();
    if (event.key === "Escape") closeSheet();
    if (event.target.matches?.("#panel [role=tab]")) moveAlong(event);
    if ((event.key === " " || event.key === "Enter") && event.target.matches?.("a[role=button]")) {
      event.preventDefault();
      event.target.click();
    }
  }, true);

  addEventListener("click", (event) => {
    const target = event.target;
    const cite = target.closest("[data-cite]");
    const copy = target.closest("[data-copy]");
    const dimmed = target.closest(".dimmed");
    const bar = target.closest("[data-sheet]");
    const tabbed = target.closest("[role=tab]");
    if (copy) copyText(copy);
    else if (cite) openSheet(cite, "source");
    else if (bar) openSheet(bar, bar.dataset.sheet);
    else if (tabbed) select(tabbed.id.slice("tab-".length));
    else if (target.closest("[data-close], #panel [data-ask]")) closeSheet();
    else if (dimmed) dimmed.classList.toggle("whole");
    else if (!target.closest("#panel")) closeSheet();
    if (target.closest("#new") && !narrow.matches) document.querySelector("#box textarea")?.focus();
    if (target.closest("#new, [data-back]")) unseen.clear();
  });

  // What changed draws the eye once: shown again, a tab would play the animation again.
  addEventListener("animationend", (event) => {
    if (event.animationName === "flash") event.target.closest(".flash")?.classList.remove("flash");
  }, true);

  function select(name) {
    chosen = name;
    byId("panel").dataset.tab = name;
    look();
  }

  function moveAlong(event) {
    const tabs = [...event.target.parentElement.querySelectorAll("[role=tab]")];
    const here = tabs.indexOf(event.target);
    const there = { ArrowRight: here + 1, ArrowLeft: here - 1 + tabs.length, Home: 0, End: tabs.length - 1 }[event.key];
    if (there === undefined) return;
    event.preventDefault();
    const to = tabs[there % tabs.length];
    to.focus();
    select(to.id.slice("tab-".length));
  }

  function openSheet(from, name) {
    if (narrow.matches) {
      if (!from.closest("#panel")) opener = from;
      setSheet(true);
    }
    select(name);
    if (isSheet() && name !== "source") tab(name).focus({ preventScroll: true });
  }

  function setSheet(open) {
    document.body.classList.toggle("sheet", open);
    for (const id of ["bar", "talk"]) byId(id).inert = open;
    byId("casebar")?.querySelector("button")?.setAttribute("aria-expanded", open);
  }

  narrow.addEventListener("change", closeSheet);

  function closeSheet() {
    if (!isSheet()) return;
    setSheet(false);
    opener?.focus?.({ preventScroll: true });
    opener = null;
  }

  async function copyText(button) {
    const before = button.textContent;
    const done = (await written(button.dataset.copy)) ? button.dataset.copied : button.dataset.failed;
    button.textContent = done;
    setTimeout(() => { if (button.textContent === done) button.textContent = before; }, 1600);
  }

  async function written(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // Plain http on another host than this one has no clipboard of its own.
      const area = document.createElement("textarea");
      area.value = text;
      area.style.cssText = "position:fixed;opacity:0";
      document.body.append(area);
      area.select();
      const copied = document.execCommand("copy");
      area.remove();
      return copied;
    }
  }

  function onSource(panel) {
    const open = panel.querySelector("[data-open]");
    const [turn, n] = open ? open.dataset.open.split("-") : [];
    for (const marker of document.querySelectorAll("#talk [data-cite]")) {
      const here = marker.dataset.turn === turn && marker.dataset.cite === n;
      if (here !== marker.hasAttribute("aria-current")) here ? marker.setAttribute("aria-current", "true") : marker.removeAttribute("aria-current");
    }
    if (!open || open.dataset.open === panel.dataset.shown) return;
    panel.dataset.shown = open.dataset.open;
    for (const section of panel.querySelectorAll(".whole")) section.classList.remove("whole");
    const marks = panel.querySelectorAll(".cited mark");
    const [first, last] = marks.length ? [marks[0], marks[marks.length - 1]] : [panel.querySelector(".cited"), panel.querySelector(".cited")];
    const room = panel.querySelector("header").offsetHeight + 24;
    panel.scrollTop = 0;
    const view = panel.getBoundingClientRect();
    if (last.getBoundingClientRect().bottom > view.bottom - 24) panel.scrollTop = first.getBoundingClientRect().top - view.top - room;
    if (isSheet()) panel.querySelector("h2").focus({ preventScroll: true });
  }

  function onCase(part) {
    const turn = part.querySelector("[data-turn]")?.dataset.turn ?? "";
    if (turn && turn !== part.dataset.told) {
      const name = part.id.slice("case-".length);
      unseen.add(name);
      fresh.add(name);
    }
    part.dataset.told = turn;
    clearTimeout(settling);
    settling = setTimeout(settle);
  }

  // Every part has its new content by now. A change takes the place of a source panel in which nothing is open.
  function settle() {
    const changed = CASE.filter((name) => fresh.has(name));
    fresh.clear();
    if (changed.length && inView("source") && !byId("source")?.querySelector("[data-open]")) select(changed[0]);
    for (const name of changed.filter(inView)) toChange(name);
    look();
  }

  function toChange(name) {
    byId(`case-${name}`)?.querySelector(".changed")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  // Which tab is chosen; what is in view has been seen, the rest carries a dot.
  function look() {
    for (const each of document.querySelectorAll("#tabs [role=tab]")) {
      const name = each.id.slice("tab-".length);
      if (inView(name) && unseen.delete(name)) toChange(name);
      each.setAttribute("aria-selected", name === chosen);
      each.tabIndex = name === chosen ? 0 : -1;
      each.toggleAttribute("data-new", unseen.has(name));
      unseen.has(name) ? each.setAttribute("aria-label", each.dataset.unseen) : each.removeAttribute("aria-label");
    }
    byId("casebar")?.querySelector("button")?.toggleAttribute("data-new", unseen.size > 0);
  }

  function onTalk(scroller) {
    // A piece of a reply that was stopped may come after the stop.
    const late = scroller.querySelector("#live .arriving")?.closest(".turn");
    if (late && Number(late.dataset.index) < scroller.querySelectorAll("#past .turn").length) late.remove();
    const arriving = scroller.querySelector(".arriving");
    if (arriving && !scroller.dataset.busy) follow = true;
    scroller.dataset.busy = arriving ? "1" : "";
    if (follow && scroller.querySelector(".turn")) scroller.scrollTop = scroller.scrollHeight;
  }

  function onBrand(brand) {
    const language = brand.querySelector("[data-page-language]")?.dataset.pageLanguage;
    if (language) document.documentElement.lang = language === "zh" ? "zh-Hans" : "en";
  }

  function watch(element, changed) {
    new MutationObserver(() => changed(element)).observe(element, { childList: true, subtree: true, characterData: true });
    changed(element);
  }

  const begun = new MutationObserver(() => {
    const cases = CASE.map((name) => byId(`case-${name}`));
    const found = ["source", "scroller", "brand", "tabs", "casebar"].map(byId);
    if ([...found, ...cases].some((element) => !element)) return;
    begun.disconnect();
    const [source, scroller, brand, tabs] = found;
    scroller.addEventListener("scroll", () => {
      follow = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 80;
    }, { passive: true });
    watch(source, onSource);
    watch(scroller, onTalk);
    watch(brand, onBrand);
    watch(tabs, look);
    for (const part of cases) watch(part, onCase);
  });
  begun.observe(document.documentElement, { childList: true, subtree: true });
})();

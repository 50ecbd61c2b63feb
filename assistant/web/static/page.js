// What the page does by itself: copying, the sheet on narrow screens, staying at the newest words, input methods.
(() => {
  const narrow = matchMedia("(max-width: 1099px)");
  let opener = null;
  let follow = true;

  // Enter that ends a composition of an input method chooses a word; it must not send the message.
  addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.isComposing || event.keyCode === 229)) event.stopImmediatePropagation();
    if (event.key === "Escape") closeSheet();
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
    if (copy) copyText(copy);
    else if (cite) openSheet(cite);
    else if (target.closest("[data-close]")) closeSheet();
    else if (dimmed) dimmed.classList.toggle("whole");
    else if (!target.closest("#panel")) closeSheet();
    if (target.closest("#new") && !narrow.matches) document.querySelector("#box textarea")?.focus();
  });

  function openSheet(from) {
    if (!narrow.matches) return;
    if (!from.closest("#panel")) opener = from;
    document.body.classList.add("sheet");
  }

  function closeSheet() {
    if (!document.body.classList.contains("sheet")) return;
    document.body.classList.remove("sheet");
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
    const pane = panel.closest(".tabitem");
    const marks = panel.querySelectorAll(".cited mark");
    const [first, last] = marks.length ? [marks[0], marks[marks.length - 1]] : [panel.querySelector(".cited"), panel.querySelector(".cited")];
    const room = panel.querySelector("header").offsetHeight + 24;
    pane.scrollTop = 0;
    const view = pane.getBoundingClientRect();
    if (last.getBoundingClientRect().bottom > view.bottom - 24) pane.scrollTop = first.getBoundingClientRect().top - view.top - room;
    if (document.body.classList.contains("sheet")) panel.querySelector("h2").focus({ preventScroll: true });
  }

  function onTalk(scroller) {
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
    const found = ["source", "scroller", "brand"].map((id) => document.getElementById(id));
    if (found.some((element) => !element)) return;
    begun.disconnect();
    const [source, scroller, brand] = found;
    scroller.addEventListener("scroll", () => {
      follow = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 80;
    }, { passive: true });
    watch(source, onSource);
    watch(scroller, onTalk);
    watch(brand, onBrand);
  });
  begun.observe(document.documentElement, { childList: true, subtree: true });
})();

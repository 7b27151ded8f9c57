/* Suggestions under every search box (data-suggest): a combobox with a listbox, as the ARIA Authoring Practices describe it.
   Without this file the box is a plain form. */
"use strict";

(() => {
  const PAUSE = 120; // milliseconds without a key before anything is asked
  const SOMETHING = /[\p{L}\p{N}]/u;

  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  function combobox(form) {
    const input = form.querySelector("input[name=q]");
    const row = input.parentElement;
    const listId = `${input.id}-suggestions`;
    const list = element("ul", { id: listId, role: "listbox", class: "suggestions", "aria-label": form.dataset.suggestLabel });
    const told = element("p", { class: "unseen", role: "status" });
    list.hidden = true;
    row.append(list);
    form.append(told);
    const roles = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": listId, "aria-haspopup": "listbox" };
    for (const [key, value] of Object.entries(roles)) input.setAttribute(key, value);

    let timer = 0;
    let asking = null; // the AbortController of the question under way
    let active = -1;
    let typed = input.value; // what stands in the box when no suggestion does

    const options = () => [...list.children];

    function close() {
      clearTimeout(timer);
      asking?.abort();
      asking = null;
      active = -1;
      list.hidden = true;
      list.replaceChildren();
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    }

    function show(suggestions) {
      active = -1;
      input.removeAttribute("aria-activedescendant");
      list.replaceChildren(...suggestions.map(option));
      list.hidden = suggestions.length === 0;
      input.setAttribute("aria-expanded", String(!list.hidden));
      told.textContent = suggestions.length
        ? form.dataset.suggestCount.replace("{n}", suggestions.length)
        : form.dataset.suggestNone;
    }

    function option(suggestion, number) {
      const pieces = suggestion.pieces.map(({ text, marked }) => (marked ? element("mark", {}, text) : text));
      const made = element("li", { id: `${listId}-${number}`, role: "option", "aria-selected": "false" });
      made.append(element("span", {}, ...pieces));
      if (suggestion.label) made.append(element("span", { class: "kind" }, suggestion.label));
      made.dataset.text = suggestion.text;
      return made;
    }

    async function ask() {
      asking?.abort();
      asking = new AbortController();
      const { signal } = asking;
      const address = new URL(form.dataset.suggest, location.href);
      address.search = new URLSearchParams({ q: input.value.slice(0, 200), locale: document.documentElement.lang });
      try {
        // Without cookies the answer is everybody's, and comes from where answers are kept.
        const response = await fetch(address, { signal, credentials: "omit", headers: { Accept: "application/json" } });
        const { suggestions } = response.ok ? await response.json() : { suggestions: [] };
        if (!signal.aborted) show(suggestions);
      } catch (error) {
        if (error.name !== "AbortError") close();
      }
    }

    function go(to) {
      const all = options();
      if (!all.length) return;
      all[active]?.setAttribute("aria-selected", "false");
      active = (to + all.length + 1) % (all.length + 1); // the last place is the box itself
      const chosen = all[active];
      if (!chosen) {
        active = -1;
        input.value = typed;
        input.removeAttribute("aria-activedescendant");
        return;
      }
      chosen.setAttribute("aria-selected", "true");
      chosen.scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", chosen.id);
      input.value = chosen.dataset.text;
    }

    function choose(chosen) {
      input.value = typed = chosen.dataset.text;
      close();
      form.requestSubmit();
    }

    input.addEventListener("input", () => {
      // While an input method composes, the value holds what it shows so far; that is enough to suggest from.
      typed = input.value;
      clearTimeout(timer);
      if (SOMETHING.test(typed)) timer = setTimeout(ask, PAUSE);
      else close();
    });

    input.addEventListener("keydown", (event) => {
      // These keys are the input method's until it has done (229: browsers that say so in the old way).
      if (event.isComposing || event.keyCode === 229) return;
      if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        input.value = typed;
        close();
      } else if (event.key === "Enter" && active >= 0) {
        event.preventDefault();
        choose(options()[active]);
      } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
        if (list.hidden) {
          if (event.key === "ArrowDown" && SOMETHING.test(input.value)) ask();
          return;
        }
        event.preventDefault();
        if (event.key === "ArrowDown") go(active + 1);
        else go(active < 0 ? options().length - 1 : active - 1);
      }
    });

    // The box keeps the focus while somebody taps in the list.
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const chosen = event.target.closest("[role=option]");
      if (chosen) choose(chosen);
    });
    input.addEventListener("blur", close);
    form.addEventListener("submit", close);
  }

  for (const form of document.querySelectorAll("form[data-suggest]")) combobox(form);
})();

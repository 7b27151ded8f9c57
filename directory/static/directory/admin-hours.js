// While somebody fills in opening hours, they read in words what was understood. Without this they read it after saving.
"use strict";

(() => {
  const PAUSE = 400; // milliseconds without a key before the server is asked

  function offer(root) {
    if (root.dataset.hoursReady) return;
    root.dataset.hoursReady = "1";
    const words = root.querySelector("[data-hours-words]");
    let waiting = 0;
    let asked = 0;

    function show() {
      const mode = root.querySelector(`[name="${root.dataset.hoursName}-mode"]:checked`)?.value;
      for (const part of root.querySelectorAll("[data-hours-part]")) part.hidden = part.dataset.hoursPart !== mode;
      const answer = root.querySelector("[data-hours-new-year]").value;
      for (const part of root.querySelectorAll("[data-hours-for]")) part.hidden = !part.dataset.hoursFor.split(" ").includes(answer);
    }

    async function ask() {
      const number = ++asked;
      const query = new URLSearchParams({ name: root.dataset.hoursName });
      for (const field of root.querySelectorAll("input, select")) {
        const chosen = !["checkbox", "radio"].includes(field.type) || field.checked;
        if (field.name && chosen && field.value) query.append(field.name, field.value);
      }
      try {
        const answer = await fetch(`${root.dataset.hours}?${query}`, { headers: { "X-Requested-With": "XMLHttpRequest" } });
        if (answer.ok && number === asked) words.innerHTML = await answer.text();
      } catch {
        // No connection: it is read after saving.
      }
    }

    root.addEventListener("input", () => {
      show();
      clearTimeout(waiting);
      waiting = setTimeout(ask, PAUSE);
    });
    show();
  }

  function all() {
    for (const root of document.querySelectorAll("[data-hours]")) offer(root);
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", all);
  else all();
})();

// The form of a synonym: what a search finds now, and with the synonym as the form says. Nothing of it is saved.
(function () {
  function field(form, name) {
    const checked = form.querySelector(`[name="${name}"]:checked`);
    const any = checked || form.querySelector(`[name="${name}"]`);
    return any ? any.value : "";
  }

  function say(answer, text) {
    const told = document.createElement("p");
    told.className = "help-block help-critical";
    told.textContent = text;
    answer.replaceChildren(told);
  }

  async function run(panel, what) {
    const form = panel.closest("form");
    const answer = panel.querySelector("[data-trial-answer]");
    const locale = panel.querySelector("[data-trial-locale]");
    const body = new FormData();
    for (const name of ["words", "direction", "targets", "csrfmiddlewaretoken"]) {
      body.append(name, field(form, name));
    }
    body.append("pk", panel.dataset.pk);
    body.append("q", panel.querySelector("[data-trial-text]").value);
    body.append("in", locale ? locale.value : "");
    if (panel.trial) panel.trial.abort();
    const trial = (panel.trial = new AbortController());
    answer.setAttribute("aria-busy", "true");
    try {
      const response = await fetch(panel.dataset[what], {
        method: "POST",
        body,
        credentials: "same-origin",
        headers: { "X-Requested-With": "XMLHttpRequest" },
        signal: trial.signal,
      });
      if (response.redirected || response.status === 401 || response.status === 403) say(answer, panel.dataset.refused);
      else if (!response.ok) say(answer, panel.dataset.failed);
      else answer.innerHTML = await response.text();
    } catch (error) {
      if (error.name === "AbortError") return;
      say(answer, panel.dataset.failed);
    }
    answer.setAttribute("aria-busy", "false");
  }

  document.addEventListener("click", function (event) {
    const button = event.target.closest("[data-trial-run]");
    if (button) run(button.closest("[data-trial]"), button.dataset.trialRun);
  });

  // Enter in the query compares; the form is saved by its own button.
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Enter" || event.isComposing || !event.target.matches("[data-trial-text]")) return;
    event.preventDefault();
    run(event.target.closest("[data-trial]"), "compare");
  });

  // What is looked for as well is asked only where the direction has another side, or something stands there already.
  function fold() {
    const panel = document.querySelector("[data-trial]");
    const targets = panel && panel.closest("form").querySelector('[name="targets"]');
    if (!targets) return;
    const oneWay = field(panel.closest("form"), "direction") === "one_way";
    targets.closest("[data-panel]").hidden = !oneWay && !targets.value.trim();
  }

  document.addEventListener("change", function (event) {
    if (event.target.matches('[name="direction"]')) fold();
  });

  // Words were written in that nobody has typed: what they change is shown unasked.
  document.addEventListener("DOMContentLoaded", function () {
    fold();
    const panel = document.querySelector("[data-trial-at-once]");
    if (panel) run(panel, "compare");
  });
})();

/* While somebody writes: how each ticked channel would show the text, as the server counts it. Without this, after saving. */
(() => {
  const wait = 400;
  const begin = (panel) => {
    if (panel.dataset.begun) return;
    panel.dataset.begun = "1";
    const form = panel.closest("form");
    const channels = [...panel.querySelectorAll("[data-announce-channel]")];
    const ticks = [...panel.querySelectorAll('input[name="announce_channels"]')];
    const value = (name) => form.querySelector(`[name="${name}"]`)?.value ?? "";
    let timer;
    let asked = 0;
    const ask = async () => {
      const number = ++asked;
      const said = new FormData();
      said.set("csrfmiddlewaretoken", value("csrfmiddlewaretoken"));
      said.set("title", value("title") || value("name"));
      said.set("summary", value("summary") || value("note"));
      said.set("address", panel.dataset.announceAddress ?? "");
      const text = form.querySelector('[name="announce_text"]');
      const usual = "announceUsual" in text.dataset && text.value === text.defaultValue;
      said.set("text", usual ? "" : text.value);
      for (const each of channels) said.set(`text_${each.dataset.announceChannel}`, value(`announce_text_${each.dataset.announceChannel}`));
      const answer = await fetch(panel.dataset.announcing, { method: "POST", body: said, credentials: "same-origin" }).catch(() => null);
      if (!answer?.ok || number !== asked) return;
      const shown = (await answer.json().catch(() => ({}))).shown ?? {};
      for (const each of channels) {
        const found = shown[each.dataset.announceChannel];
        if (!found) continue;
        each.querySelector("[data-announce-words]").textContent = found.words;
        each.querySelector("[data-announce-warning]").textContent = found.warning;
        each.querySelector("[data-announce-preview]").textContent = found.text;
      }
    };
    const follow = () => {
      for (const each of channels) each.hidden = !ticks.some((tick) => tick.checked && tick.value === each.dataset.announceChannel);
    };
    form.addEventListener("input", (event) => {
      follow();
      if (!/^(title|name|summary|note|announce_)/.test(event.target.name ?? "")) return;
      clearTimeout(timer);
      timer = setTimeout(ask, wait);
    });
    follow();
  };
  document.querySelectorAll("[data-announcing]").forEach(begin);
})();

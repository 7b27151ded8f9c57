// Hands an address on by the telephone's own means, or copies it. Without this it is copied by hand.
"use strict";

(() => {
  const told = document.querySelector("[data-share-told]");
  for (const button of document.querySelectorAll("[data-share]")) {
    if (!navigator.share) continue;
    button.hidden = false;
    button.addEventListener("click", () => {
      navigator.share({ title: button.dataset.shareTitle, url: button.dataset.shareUrl }).catch(() => {
        // They thought better of it.
      });
    });
  }
  for (const button of document.querySelectorAll("[data-copy]")) {
    const field = document.getElementById(button.dataset.copy);
    if (!navigator.clipboard || !field) continue;
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(field.value);
        if (told) told.textContent = button.dataset.copied;
      } catch {
        field.select();
      }
    });
  }
})();

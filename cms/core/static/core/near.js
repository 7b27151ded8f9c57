/* Near where the reader is (data-near): asks the device for its position and searches around it. The form is hidden until this
   file shows it, because without a position it is good for nothing. */
"use strict";

(() => {
  const PATIENCE = 15_000; // milliseconds
  const STILL_GOOD = 5 * 60_000; // milliseconds: where somebody was five minutes ago will do
  const DIGITS = 3; // of a degree: some 100 m, so that no address of a search tells the house that somebody lives in

  function offer(form) {
    const button = form.querySelector("button");
    const told = form.querySelector("[role=status]");
    let asking = false;

    function found({ coords }) {
      form.elements.lat.value = coords.latitude.toFixed(DIGITS);
      form.elements.lon.value = coords.longitude.toFixed(DIGITS);
      form.requestSubmit();
    }

    function failed(error) {
      asking = false;
      told.textContent = error.code === error.PERMISSION_DENIED ? form.dataset.nearRefused : form.dataset.nearUnknown;
    }

    button.addEventListener("click", () => {
      if (asking) return;
      asking = true;
      told.textContent = form.dataset.nearAsking;
      navigator.geolocation.getCurrentPosition(found, failed, { timeout: PATIENCE, maximumAge: STILL_GOOD });
    });

    // Back from the results, the page may still be as it was left.
    window.addEventListener("pageshow", () => {
      asking = false;
      told.textContent = "";
    });

    form.hidden = false;
  }

  if (window.isSecureContext && navigator.geolocation) {
    for (const form of document.querySelectorAll("form[data-near]")) offer(form);
  }
})();

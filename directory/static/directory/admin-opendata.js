/* Says in words when the page of an import does not grow any more because its server is gone. */
(() => {
  const EVERY = 5000;
  const ENOUGH = 3;
  const silent = document.querySelector("[data-opendata-silent]");
  if (!silent) {
    return;
  }
  let failed = 0;
  let isAsking = false;
  const hasEnded = () => document.querySelector("[data-opendata-ended]") !== null;
  const timer = setInterval(async () => {
    if (hasEnded()) {
      clearInterval(timer);
      return;
    }
    if (isAsking) {
      return;
    }
    isAsking = true;
    try {
      const answer = await fetch(silent.dataset.opendataSilent, { method: "HEAD", cache: "no-store" });
      // The page is whole, and does not say how it ended: it was cut off.
      const isCut = document.readyState === "complete";
      failed = answer.ok && !isCut ? 0 : failed + 1;
    } catch {
      failed += 1;
    }
    isAsking = false;
    if (failed >= ENOUGH && !hasEnded()) {
      silent.hidden = false;
      clearInterval(timer);
    }
  }, EVERY);
})();

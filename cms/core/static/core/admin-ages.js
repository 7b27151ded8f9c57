// An age is either a stage or a number of years and months: choosing one clears the other. Without this the form says so.
(function () {
  const BY_MONTH = "months";

  function changed(select, details) {
    const numbers = details.querySelectorAll("input");
    if (select.value === BY_MONTH) {
      details.open = true;
      numbers[0].focus();
    } else {
      for (const number of numbers) number.value = "";
    }
  }

  document.addEventListener("change", function (event) {
    const end = event.target.closest("[data-age-end]");
    if (end && event.target.matches("select")) changed(event.target, end.querySelector("details"));
  });

  document.addEventListener("input", function (event) {
    const end = event.target.closest("[data-age-end]");
    if (end && event.target.matches("input") && event.target.value) end.querySelector("select").value = BY_MONTH;
  });
})();

// The registration form with JavaScript: what htmx saves field by field is told truthfully beside each field.
(function () {
  "use strict";

  const fieldOf = (element) => element.closest && element.closest(".kpi");
  const countOf = (field) => field.querySelector("[data-count]");
  const notApplicableOf = (field) => field.querySelector("[type='checkbox']");

  function tell(field, state, text) {
    const box = field.querySelector(".kpi-state");
    const said = box.querySelector(".save-state");
    box.dataset.state = said.dataset.state = state;
    said.textContent = text;
  }

  // A count and "does not apply" exclude each other: choosing one empties the other, before htmx reads the field.
  document.addEventListener("change", (event) => {
    const field = fieldOf(event.target);
    if (field && event.target === notApplicableOf(field) && event.target.checked) countOf(field).value = "";
  }, true);

  document.addEventListener("input", (event) => {
    const field = fieldOf(event.target);
    if (!field || event.target !== countOf(field)) return;
    if (event.target.value.trim() !== "") notApplicableOf(field).checked = false;
    tell(field, "empty", field.closest("form").dataset.unsaved);
  });

  // Enter saves this field, instead of sending the whole page and losing the place.
  document.addEventListener("keydown", (event) => {
    const field = fieldOf(event.target);
    if (event.key !== "Enter" || !field || event.target !== countOf(field)) return;
    event.preventDefault();
    event.target.dispatchEvent(new Event("change", { bubbles: true }));
  });

  document.addEventListener("htmx:afterSettle", (event) => {
    const field = fieldOf(event.detail.elt);
    if (!field) return;
    if (field.querySelector(".kpi-state").dataset.state === "failed") countOf(field).setAttribute("aria-invalid", "true");
    else countOf(field).removeAttribute("aria-invalid");
  });

  // Trying again helps after a fault of ours or of the line; what is refused stays refused until the page is loaded anew.
  function notSaved(event) {
    const field = fieldOf(event.detail.elt);
    if (!field) return;
    const { failed, refused } = field.closest("form").dataset;
    tell(field, "failed", [403, 404].includes(event.detail.xhr.status) ? refused : failed);
  }

  document.addEventListener("htmx:sendError", notSaved);
  document.addEventListener("htmx:responseError", notSaved);
})();

// How a count is split, with JavaScript: one field is saved at a time, and the parts are held against the whole while one types.
(function () {
  "use strict";

  const FIELD = "input[inputmode]";
  const formOf = (element) => element.closest && element.closest("[data-breakdown]");
  const written = (number) => number.toString().replace(/\B(?=(\d{3})+$)/g, ".");

  // What people type: 1134, 1.134 or 1 134. Nothing else is a number yet.
  function numberIn(input) {
    const text = input.value.replace(/[.\s\u00a0\u202f]/g, "");
    return /^\d+$/.test(text) ? Number(text) : null;
  }

  // The total of a split; null while nothing is filled in.
  function totalOf(form, split) {
    const numbers = [...form.querySelectorAll(`[data-split="${split}"] ${FIELD}`)].map(numberIn).filter((one) => one !== null);
    return numbers.length ? numbers.reduce((sum, one) => sum + one, 0) : null;
  }

  function wholeOf(form, table) {
    const above = table.dataset.of ? totalOf(form, table.dataset.of) : null;
    if (above !== null) return above;
    return form.dataset.count === "" ? null : Number(form.dataset.count);
  }

  function tellTotals(form) {
    for (const table of form.querySelectorAll("[data-split]")) {
      const said = form.querySelector(`[data-total="${table.dataset.split}"]`);
      const box = said.parentElement;
      const total = totalOf(form, table.dataset.split);
      const whole = wholeOf(form, table);
      if (total === null) continue;
      const tooMuch = whole !== null && total > whole;
      const text = tooMuch ? box.dataset.tooMuch : whole === null ? box.dataset.together : box.dataset.togetherOf;
      said.textContent = text.replace("{total}", written(total)).replace("{whole}", whole === null ? "" : written(whole));
      box.dataset.state = tooMuch ? "failed" : "fine";
    }
  }

  function tell(form, state, text) {
    const said = form.querySelector(".breakdown-said");
    said.dataset.state = state;
    said.textContent = text;
  }

  document.addEventListener("input", (event) => {
    const form = formOf(event.target);
    if (!form) return;
    tellTotals(form);
    // Typed back to what is saved, it is saved: no change follows then.
    const saved = event.target.dataset.saved ?? event.target.defaultValue;
    if (event.target.value === saved) tell(form, "saved", form.dataset.nothingNew);
    else tell(form, "empty", form.dataset.unsaved);
  });

  // Enter saves this field, instead of leaving the page.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !formOf(event.target) || !event.target.matches(FIELD)) return;
    event.preventDefault();
    event.target.dispatchEvent(new Event("change", { bubbles: true }));
  });

  // Only what changed is posted: what stands beside it may be older than what a colleague saved.
  document.addEventListener("htmx:configRequest", (event) => {
    const form = formOf(event.detail.elt);
    if (!form || event.detail.verb !== "post") return;
    const field = event.detail.triggeringEvent && event.detail.triggeringEvent.target;
    const changed = field && field.name;
    if (field && field.matches(FIELD)) field.dataset.sent = field.value;
    for (const name of Object.keys(event.detail.parameters)) {
      if (name.startsWith("deel-") && name !== changed && name !== `${changed}-versie`) delete event.detail.parameters[name];
    }
  });

  document.addEventListener("htmx:afterSettle", (event) => {
    const form = formOf(event.detail.elt);
    if (!form) return;
    for (const input of form.querySelectorAll(`[data-split] ${FIELD}`)) {
      const state = document.getElementById(`${input.id}-stand`);
      const isWrong = state.querySelector(".kpi-error") !== null;
      if (input.dataset.sent !== undefined && !isWrong) input.dataset.saved = input.dataset.sent;
      delete input.dataset.sent;
      if (isWrong) {
        input.setAttribute("aria-invalid", "true");
        input.setAttribute("aria-describedby", state.id);
      } else {
        input.removeAttribute("aria-invalid");
        input.removeAttribute("aria-describedby");
      }
    }
  });

  function notSaved(event) {
    const form = formOf(event.detail.elt);
    if (form) tell(form, "failed", form.dataset.failed);
  }

  document.addEventListener("htmx:sendError", notSaved);
  document.addEventListener("htmx:responseError", notSaved);
})();

// The application with JavaScript: what it brings is computed while typing (the server computes it again), and actions
// change places by dragging or with a button; a priority can be typed as well.
(function () {
  "use strict";

  const euros = new Intl.NumberFormat("nl-BE", { style: "currency", currency: "EUR" });
  const form = () => document.querySelector("form.application");

  // The number in a field, written as a clerk does: 1.134 or 1 134. Nothing where it is no whole number.
  function read(text) {
    const plain = text.trim().replace(/[\s\u00a0.]/g, "").replace(/,0*$/, "");
    return /^\d{1,10}$/.test(plain) ? Number(plain) : 0;
  }

  // --- contributions while typing, in cents: no sum of fractions --------------------------------------------------------
  function addUp() {
    let total = 0;
    form().querySelectorAll("[data-kpi]").forEach((kpi) => {
      const cents = Math.round(Number(kpi.dataset.price) * 100);
      let units = 0;
      kpi.querySelectorAll("input[name^='planned ']").forEach((input) => (units += read(input.value)));
      total += units * cents;
      kpi.querySelector("[data-contribution]").textContent = euros.format((units * cents) / 100);
    });
    document.querySelectorAll("[data-total]").forEach((place) => (place.textContent = euros.format(total / 100)));
  }

  document.addEventListener("input", (event) => {
    if (event.target.matches && event.target.matches("form.application input[name^='planned ']")) addUp();
  });

  // --- the order of the actions ------------------------------------------------------------------------------------------
  const lines = () => [...document.querySelectorAll("[data-lines] > [data-line]")];
  const rankOf = (line) => line.querySelector("input[name^='priority ']");

  function renumber() {
    lines().forEach((line, at) => (rankOf(line).value = at + 1));
    rankOf(lines()[0]).dispatchEvent(new Event("change", { bubbles: true }));
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("[data-move]");
    if (!button) return;
    const line = button.closest("[data-line]");
    const all = lines();
    const other = all[all.indexOf(line) + Number(button.dataset.move)];
    if (!other) return;
    if (button.dataset.move === "-1") other.before(line);
    else other.after(line);
    renumber();
    button.focus();
  });

  let dragged = null;
  document.addEventListener("dragstart", (event) => {
    dragged = event.target.closest && event.target.closest("[data-line]");
    if (dragged) dragged.dataset.dragging = "";
  });
  document.addEventListener("dragover", (event) => {
    const over = dragged && event.target.closest && event.target.closest("[data-line]");
    if (!over || over === dragged) return;
    event.preventDefault();
    const { top, height } = over.getBoundingClientRect();
    if (event.clientY < top + height / 2) over.before(dragged);
    else over.after(dragged);
  });
  document.addEventListener("dragend", () => {
    if (!dragged) return;
    delete dragged.dataset.dragging;
    dragged = null;
    renumber();
  });

  // Only its title is taken hold of: in a line that can be dragged whole no text can be chosen.
  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-movers]").forEach((movers) => (movers.hidden = false));
    lines().forEach((line) => line.querySelector("h3").setAttribute("draggable", "true"));
  });

  // --- what is not saved says so ------------------------------------------------------------------------------------------
  function notSaved(event) {
    if (!event.detail.elt.matches || !event.detail.elt.matches("form.application")) return;
    const said = document.querySelector("#application-said");
    said.textContent = form().dataset.failed;
  }
  document.addEventListener("htmx:sendError", notSaved);
  document.addEventListener("htmx:responseError", notSaved);
})();

// The registration form with JavaScript: what htmx saves field by field is told truthfully beside each field.
(function () {
  "use strict";

  const fieldOf = (element) => element.closest && element.closest(".kpi");
  const countOf = (field) => field.querySelector("[data-count]");
  const notApplicableOf = (field) => field.querySelector("[type='checkbox']");
  const numbers = new Intl.NumberFormat("nl-BE");

  function tell(box, state, text) {
    const said = box.querySelector(".save-state");
    box.dataset.state = said.dataset.state = state;
    said.textContent = text;
  }

  // The number in a field, written as a clerk does: 1.134 or 1 134. Nothing where it is no whole number.
  function read(text) {
    const plain = text.trim().replace(/[\s\u00a0.]/g, "").replace(/,0*$/, "");
    return /^\d{1,10}$/.test(plain) ? Number(plain) : null;
  }

  // --- sums while typing: what the members of a partnership reach together, and whether a motivation is asked ----------
  function valueOf(row) {
    if (row.dataset.value !== undefined) return { count: row.dataset.value === "" ? null : Number(row.dataset.value), blank: row.dataset.value === "" };
    const count = read(countOf(row).value);
    return { count, blank: count === null && !notApplicableOf(row).checked };
  }

  function addUp(section) {
    let misses = false, blank = false;
    section.querySelectorAll("tbody[data-group]").forEach((group) => {
      let reached = null, difference = 0;
      group.querySelectorAll("tr[data-target]").forEach((row) => {
        const value = valueOf(row);
        if (value.count !== null) reached = (reached || 0) + value.count;
        // What can be typed is sent, once its member released it; of the rest the page says what counts. Nobody motivates more.
        const typed = row.dataset.counted === undefined;
        if (typed ? row.dataset.awaits !== undefined : row.dataset.counted === "") return;
        blank = blank || (typed && value.blank);
        // What does not apply reaches nothing of its target, which stays promised.
        const count = typed ? value.count || 0 : Number(row.dataset.counted);
        if (row.dataset.target !== "") difference += count - Number(row.dataset.target);
      });
      const total = group.querySelector("[data-total]");
      if (total) total.textContent = reached === null ? "–" : numbers.format(reached);
      misses = misses || difference < 0;
    });
    const motivation = section.querySelector("[data-motivation='final']");
    if (motivation) motivation.hidden = blank || !misses;
  }

  // A count and "does not apply" exclude each other: choosing one empties the other, before htmx reads the field.
  document.addEventListener("change", (event) => {
    const field = fieldOf(event.target);
    if (field && event.target === notApplicableOf(field) && event.target.checked) countOf(field).value = "";
    if (field) addUp(field.closest(".registration-action"));
  }, true);

  document.addEventListener("input", (event) => {
    const field = fieldOf(event.target) || (event.target.closest && event.target.closest("[data-motivation]"));
    if (!field || event.target.type === "checkbox") return;
    if (event.target.matches("[data-count]")) {
      if (event.target.value.trim() !== "") notApplicableOf(field).checked = false;
      addUp(field.closest(".registration-action"));
    }
    tell(field.querySelector(".kpi-state"), "empty", field.closest("form").dataset.unsaved);
  });

  // --- the keyboard of a spreadsheet: Enter saves and stays, the arrows go up and down the column ------------------------
  const column = () => [...document.querySelectorAll("[data-count]")];
  const save = (count) => count.dispatchEvent(new Event("change", { bubbles: true }));

  document.addEventListener("keydown", (event) => {
    if (!event.target.matches || !event.target.matches("[data-count]")) return;
    if (event.key === "Enter") {
      event.preventDefault();
      save(event.target);
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const counts = column();
      const next = counts[counts.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1)];
      if (!next) return;
      event.preventDefault();
      next.focus();
      next.select();
    }
  });

  // --- a column from Excel: one value a line, filled in from this field downwards and saved field by field ---------------
  document.addEventListener("paste", (event) => {
    if (!event.target.matches || !event.target.matches("[data-count]")) return;
    const text = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n$/, "");
    if (!/[\n\t]/.test(text)) return;
    event.preventDefault();
    const cells = text.split("\n").map((line) => line.split("\t")[0].trim());
    const counts = column();
    const from = counts.indexOf(event.target);
    const filled = counts.slice(from, from + cells.length);
    filled.forEach((count, at) => {
      if (cells[at] === "") return;
      count.value = cells[at];
      count.dispatchEvent(new Event("input", { bubbles: true }));
      save(count);
    });
    const { pasted, toomany } = event.target.closest("form").dataset;
    const sentence = pasted.replace("%s", filled.length) + (cells.length > filled.length ? ` ${toomany.replace("%s", cells.length - filled.length)}` : "");
    document.querySelector("#registration-pasted").textContent = sentence;
    filled[filled.length - 1].focus();
  });

  // --- the answer of a colleague, taken over with one click ---------------------------------------------------------------
  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("[data-take]");
    const field = button && fieldOf(button);
    if (!field) return;
    countOf(field).value = button.dataset.take;
    notApplicableOf(field).checked = false;
    countOf(field).focus();
    save(countOf(field));
  });

  document.addEventListener("htmx:afterSettle", (event) => {
    const field = fieldOf(event.detail.elt);
    if (!field) return;
    if (field.querySelector(".kpi-state").dataset.state === "failed") countOf(field).setAttribute("aria-invalid", "true");
    else countOf(field).removeAttribute("aria-invalid");
  });

  // --- what is not saved says so; unsaved.js tries it again ---------------------------------------------------------------
  function notSaved(event) {
    const field = fieldOf(event.detail.elt) || (event.detail.elt.closest && event.detail.elt.closest("[data-motivation]"));
    if (!field) return;
    const { failed, refused } = field.closest("form").dataset;
    tell(field.querySelector(".kpi-state"), "failed", [403, 404].includes(event.detail.xhr.status) ? refused : failed);
  }

  document.addEventListener("htmx:sendError", notSaved);
  document.addEventListener("htmx:responseError", notSaved);

  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll(".registration-action").forEach(addUp));
})();

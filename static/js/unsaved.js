// What is saved field by field and was not saved is tried again by itself: after a fault of ours or of the line, and once
// one signed in again in another tab. What was refused is not: nothing would come of it.
(function () {
  "use strict";

  const SAVED_BY_FIELD = ".kpi, [data-motivation], [data-breakdown]";
  const EVERY = 15000;
  const waiting = new Map(); // the input that was being saved, and what stood in it

  const said = (input) => (input.type === "checkbox" ? input.checked : input.value);

  function isSignIn(xhr) {
    const signIn = document.body.dataset.signIn;
    return Boolean(signIn && xhr.responseURL) && new URL(xhr.responseURL).pathname === signIn;
  }

  document.addEventListener("htmx:afterRequest", (event) => {
    const { elt, xhr, requestConfig } = event.detail;
    const trigger = requestConfig && requestConfig.triggeringEvent;
    const input = trigger && trigger.target;
    if (!input || !elt.matches || !elt.matches(SAVED_BY_FIELD)) return;
    const isUnheard = xhr.status === 0 || xhr.status >= 500 || isSignIn(xhr);
    if (isUnheard) waiting.set(input, said(input));
    else if (elt.matches("[data-breakdown]")) waiting.delete(input);
    else for (const one of waiting.keys()) if (elt.contains(one)) waiting.delete(one);
  });

  function again() {
    for (const [input, tried] of [...waiting]) {
      if (!input.isConnected) waiting.delete(input);
      // Who is typing saves it by leaving the field.
      else if (document.activeElement !== input || said(input) === tried) input.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }

  window.setInterval(again, EVERY);
  window.addEventListener("online", again);
  window.addEventListener("beforeunload", (event) => {
    if (waiting.size) event.preventDefault();
  });
})();

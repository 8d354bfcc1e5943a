// What the pages do better with JavaScript; without it every page still works. Hooks are data- attributes:
//   data-focus       gets the focus when it appears (error summary)
//   data-announce    in a swapped fragment: the sentence a screen reader hears
//   data-confirm     on a button or form: asks first; data-confirm-action is the word on the button
(function () {
  "use strict";

  const find = (selector, within) => (within || document).querySelector(selector);

  function announce(text) {
    const live = find("#announcer");
    if (!live || !text) return;
    live.textContent = "";
    window.setTimeout(() => { live.textContent = text; }, 100);
  }

  // --- errors: the summary gets the focus, and its links go to the field itself, also inside a group of choices --------
  function focusSummary(within) {
    const summary = find("[data-focus]", within);
    if (summary) summary.focus();
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest(".error-summary a[href^='#']");
    if (!link) return;
    const goal = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    const field = goal && (goal.matches("input, select, textarea, button") ? goal : find("input, select, textarea", goal));
    if (!field) return;
    event.preventDefault();
    field.focus();
    (field.closest(".field") || field).scrollIntoView({ block: "nearest" });
  });

  // --- "are you sure?" ------------------------------------------------------------------------------------------------
  function element(tag, properties, children) {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...(children || []));
    return made;
  }

  function ask(question, action) {
    return new Promise((answer) => {
      const no = element("button", { type: "button", className: "button", textContent: "Annuleren" });
      const yes = element("button", { type: "button", className: "button", textContent: action });
      no.dataset.variant = "secondary";
      const dialog = element("dialog", { className: "confirm" }, [
        element("p", { id: "confirm-question", className: "lead", textContent: question }),
        element("div", { className: "actions" }, [yes, no]),
      ]);
      dialog.setAttribute("aria-labelledby", "confirm-question");
      yes.addEventListener("click", () => dialog.close("yes"));
      no.addEventListener("click", () => dialog.close("no"));
      dialog.addEventListener("close", () => {
        dialog.remove();
        answer(dialog.returnValue === "yes");
      });
      document.body.append(dialog);
      dialog.showModal();
      no.focus();
    });
  }

  const wordFor = (asking) => asking.dataset.confirmAction || "Ja, doorgaan";

  document.addEventListener("submit", (event) => {
    const form = event.target;
    const button = event.submitter;
    const asking = button && button.dataset.confirm ? button : form;
    if (!asking.dataset.confirm || form.dataset.confirmed === "yes") {
      delete form.dataset.confirmed;
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    ask(asking.dataset.confirm, wordFor(asking)).then((sure) => {
      if (!sure) {
        if (button) button.focus();
        return;
      }
      form.dataset.confirmed = "yes";
      form.requestSubmit(button);
    });
  }, true);

  document.addEventListener("htmx:confirm", (event) => {
    if (!event.detail.question) return;
    event.preventDefault();
    ask(event.detail.question, wordFor(event.detail.elt)).then((sure) => {
      if (sure) event.detail.issueRequest(true);
    });
  });

  // --- a filter that is not used stays out of the address -------------------------------------------------------------
  function withoutEmpty(data) {
    for (const name of new Set(data.keys())) {
      const given = data.getAll(name).filter((value) => value !== "");
      data.delete(name);
      given.forEach((value) => data.append(name, value));
    }
  }

  // Who signs in again in another window gets a new token; the cookie holds it, a page that was open holds the old one.
  function token() {
    const cookie = document.cookie.split("; ").find((one) => one.startsWith("csrftoken="));
    const field = find("input[name='csrfmiddlewaretoken']");
    return cookie ? cookie.slice("csrftoken=".length) : field && field.value;
  }

  document.addEventListener("formdata", (event) => {
    if (event.target.method === "get") withoutEmpty(event.formData);
    else if (event.formData.has("csrfmiddlewaretoken")) event.formData.set("csrfmiddlewaretoken", token());
  });

  // --- htmx -----------------------------------------------------------------------------------------------------------
  document.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.verb !== "get" && token()) event.detail.headers["X-CSRFToken"] = token();
    if (event.detail.verb === "get") withoutEmpty(event.detail.formData);
  });

  // A session that ended answers with the sign-in page: say so and keep what was typed, instead of swapping that page in.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, target } = event.detail;
    const signIn = document.body.dataset.signIn;
    if (!signIn || !xhr.responseURL || new URL(xhr.responseURL).pathname !== signIn) return;
    if (window.location.pathname === signIn || !target) return;
    event.detail.shouldSwap = false;
    complain("U bent afgemeld. Meld u aan in een nieuw tabblad; wat u hier invulde, staat er nog.", signIn);
  });

  function complain(text, href) {
    const place = find("#messages");
    const sentence = element("p", { textContent: text });
    if (href) {
      sentence.append(" ", element("a", { href, target: "_blank", rel: "noopener", textContent: "Aanmelden in een nieuw tabblad" }));
    }
    const alert = element("div", { className: "alert" }, [sentence]);
    alert.dataset.tone = "danger";
    place.replaceChildren(alert);
    place.scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("htmx:sendError", () => {
    complain("Er is geen verbinding. Uw laatste wijziging is niet bewaard. Probeer het zo meteen opnieuw.");
  });

  document.addEventListener("htmx:responseError", (event) => {
    const { status, responseText } = event.detail.xhr;
    const type = event.detail.xhr.getResponseHeader("Content-Type") || "";
    if (status === 503 && type.startsWith("text/plain")) {
      complain(`Uw laatste wijziging is niet bewaard. ${responseText}`);
      return;
    }
    const gone = status === 403 || status === 404;
    complain(gone
      ? "Dit kan niet meer. Laad de pagina opnieuw. Uw laatste wijziging is niet bewaard."
      : "Er ging iets mis. Uw laatste wijziging is niet bewaard. Probeer het zo meteen opnieuw.");
  });

  document.addEventListener("htmx:afterSettle", (event) => {
    const fresh = event.detail.elt;
    focusSummary(fresh);
    const said = fresh.matches("[data-announce]") ? fresh : find("[data-announce]", fresh);
    if (said) announce(said.dataset.announce);
  });

  document.addEventListener("DOMContentLoaded", () => focusSummary());
})();

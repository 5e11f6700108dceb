// Sections of a report: each opens with the keyboard too, and a new one is open to be written.
// Without this script they open with a press of the mouse on their title.
(() => {
  const GRUPPO = "[data-ordering-field] .form-group";

  const prepara = (gruppo) => {
    const titolo = gruppo.querySelector("h3 strong");
    const corpo = gruppo.querySelector("[x-show='openRow']");
    if (!titolo || !corpo || titolo.tabIndex === 0) return;
    const dice = () => titolo.setAttribute("aria-expanded", String(corpo.style.display !== "none"));
    titolo.tabIndex = 0;
    titolo.setAttribute("role", "button");
    titolo.addEventListener("keydown", (evento) => {
      if (evento.key !== "Enter" && evento.key !== " ") return;
      evento.preventDefault();
      titolo.click();
    });
    new MutationObserver(dice).observe(corpo, { attributeFilter: ["style"] });
    dice();
  };

  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll(GRUPPO).forEach(prepara));
  document.addEventListener("formset:added", ({ target }) => {
    // The row is alive only when Alpine has seen it.
    window.setTimeout(() => {
      prepara(target);
      const corpo = target.querySelector("[x-show='openRow']");
      if (corpo && corpo.style.display === "none") target.querySelector("h3 strong").click();
      target.querySelector("select, input:not([type=hidden])")?.focus();
    }, 50);
  });
})();

// Sections of a report: each opens and goes with the keyboard too, and a new one is open to be
// written. Without this script they open, and are removed, with a press of the mouse.
(() => {
  const SEZIONI = "[data-ordering-field]";
  const visti = new WeakSet();

  const comeBottone = (elemento) => {
    elemento.tabIndex = 0;
    elemento.setAttribute("role", "button");
  };

  // The theme draws a picture in a label whose box cannot be reached: the picture can.
  const cestino = (gruppo, titolo) => {
    const figura = gruppo.querySelector("h3 :is(.delete-template, label:has(.delete)) > span");
    if (!figura) return;
    comeBottone(figura);
    const { options } = JSON.parse(gruppo.closest("[data-inline-formset]").dataset.inlineFormset);
    figura.setAttribute("aria-label", `${options.deleteText}: ${titolo.textContent.trim()}`);
    const casella = figura.parentElement.querySelector(".delete");
    if (!casella) return;
    const dice = () => figura.setAttribute("aria-pressed", String(casella.checked));
    casella.addEventListener("change", dice);
    dice();
  };

  const prepara = (gruppo) => {
    const titolo = gruppo.querySelector("h3 strong");
    const corpo = gruppo.querySelector("[x-show='openRow']");
    if (!titolo || !corpo || visti.has(corpo)) return;
    visti.add(corpo);
    const dice = () => titolo.setAttribute("aria-expanded", String(corpo.style.display !== "none"));
    comeBottone(titolo);
    new MutationObserver(dice).observe(corpo, { attributeFilter: ["style"] });
    dice();
    cestino(gruppo, titolo);
  };
  // Not the row that new ones are copied from.
  const tutte = () =>
    document.querySelectorAll(`${SEZIONI} .form-group:not(.empty-form)`).forEach(prepara);

  // Where a new row goes, the theme writes those after it again, from their HTML: what was typed
  // must be in it.
  const fissa = (campo) => {
    if (campo.tagName === "TEXTAREA") campo.textContent = campo.value;
    else if (campo.tagName === "SELECT")
      for (const scelta of campo.options) scelta.toggleAttribute("selected", scelta.selected);
    else campo.setAttribute("value", campo.value);
  };

  // What Alpine has not shown yet takes no focus.
  const fuoco = (campo, volte = 30) => {
    if (!campo || !volte) return;
    if (campo.offsetParent) campo.focus();
    else window.requestAnimationFrame(() => fuoco(campo, volte - 1));
  };

  document.addEventListener("DOMContentLoaded", tutte);
  document.addEventListener("keydown", (evento) => {
    if (!["Enter", " "].includes(evento.key)) return;
    if (!evento.target.matches(`${SEZIONI} h3 [role=button]`)) return;
    evento.preventDefault();
    evento.target.click();
  });
  document.addEventListener(
    "click",
    ({ target }) => {
      if (!target.closest(`${SEZIONI} .delete-template`)) return;
      target.closest(".formset").querySelectorAll("input, select, textarea").forEach(fissa);
    },
    true,
  );
  document.addEventListener("formset:added", ({ target }) => {
    // The row is alive only when Alpine has seen it.
    window.setTimeout(() => {
      prepara(target);
      const corpo = target.querySelector("[x-show='openRow']");
      if (corpo && corpo.style.display === "none") target.querySelector("h3 strong").click();
      fuoco(target.querySelector("select, input:not([type=hidden])"));
    }, 50);
  });
  document.addEventListener("formset:removed", () => {
    tutte();
    // What had the focus is gone: back to where one comes from.
    document.querySelector(`${SEZIONI} .add-row`)?.focus();
  });
})();

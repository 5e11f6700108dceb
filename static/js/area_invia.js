// One click is enough: the button says so. Without this file a second click changes nothing either.
(() => {
  const form = document.querySelector("[data-invia]");
  form?.addEventListener("submit", (evento) => {
    if (form.dataset.inviato) {
      evento.preventDefault();
      return;
    }
    form.dataset.inviato = "1";
    const bottone = form.querySelector("button[type=submit]");
    bottone.setAttribute("aria-disabled", "true");
    bottone.textContent = "Invio in corso…";
  });
  window.addEventListener("pageshow", () => { if (form) delete form.dataset.inviato; });
})();

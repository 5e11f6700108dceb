// The menu of the area is one line on narrow screens: the entry one is in comes into view.
(() => {
  const voce = document.querySelector(".fis-area-menu a[aria-current]");
  const riga = voce?.closest("ul");
  if (riga) riga.scrollLeft += voce.getBoundingClientRect().left - riga.getBoundingClientRect().left - 16;
})();
// Opens and closes the navigation on narrow screens. Without this file the menu stays open (fis.css).
(() => {
  const bottone = document.querySelector(".fis-menu-apri");
  const nav = document.getElementById("navigazione");
  if (!bottone || !nav) return;
  const imposta = (aperto) => {
    bottone.setAttribute("aria-expanded", String(aperto));
    nav.classList.toggle("aperta", aperto);
  };
  bottone.addEventListener("click", () => imposta(!nav.classList.contains("aperta")));
  document.querySelector('.skiplinks a[href="#navigazione"]')?.addEventListener("click", () => imposta(true));
  document.addEventListener("keydown", (evento) => {
    if (evento.key !== "Escape" || !nav.classList.contains("aperta")) return;
    imposta(false);
    bottone.focus();
  });
})();

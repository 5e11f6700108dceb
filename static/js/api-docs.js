// Adds a "copy" button to each example of the API guide. Without this file the examples are plain text.
(() => {
  if (!navigator.clipboard) return;
  for (const riquadro of document.querySelectorAll(".fis-api-codice")) {
    const bottone = document.createElement("button");
    bottone.type = "button";
    bottone.className = "fis-api-copia";
    bottone.textContent = "Copia";
    const cosa = document.createElement("span");
    cosa.className = "visually-hidden";
    cosa.textContent = ` ${riquadro.querySelector("pre").getAttribute("aria-label")}`;
    bottone.append(cosa);
    const esito = document.createElement("span");
    esito.className = "fis-api-copiato";
    esito.setAttribute("role", "status");
    bottone.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(riquadro.querySelector("code").textContent);
        esito.textContent = "Copiato";
      } catch {
        esito.textContent = "Non è stato possibile copiare: seleziona il testo.";
      }
    });
    riquadro.prepend(bottone, esito);
  }
})();

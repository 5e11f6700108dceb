// Progress of a report while it is built: asks every two seconds, reloads the page at the end.
// Without this script the page says the same and has a link to reload it.
(() => {
  const riquadro = document.querySelector("[data-avanzamento]");
  if (!riquadro) return;
  const barra = riquadro.querySelector("progress");
  const titolo = riquadro.querySelector("h2");
  const testo = riquadro.querySelector("[data-avanzamento-testo]");
  const OGNI = 2000;
  const DOPO_UN_ERRORE = 10000;

  const mostra = (dati) => {
    const scritto = dati.passo ? `${dati.avanzamento} %: ${dati.passo}` : `${dati.avanzamento} %`;
    barra.value = dati.avanzamento;
    titolo.textContent = dati.testo;
    if (testo.textContent !== scritto) testo.textContent = scritto;
  };

  const chiedi = async () => {
    try {
      const risposta = await fetch(riquadro.dataset.avanzamento, { credentials: "same-origin" });
      if (!risposta.ok) throw new Error(String(risposta.status));
      const dati = await risposta.json();
      if (dati.finito) {
        window.location.reload();
        return;
      }
      mostra(dati);
      window.setTimeout(chiedi, OGNI);
    } catch {
      window.setTimeout(chiedi, DOPO_UN_ERRORE);
    }
  };
  window.setTimeout(chiedi, OGNI);
})();

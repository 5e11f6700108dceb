// What was typed and is not saved yet, kept by this browser until the portal has it.
// One entry per report and person; older than a week it is forgotten.
(() => {
  const PREFISSO = "fis-bozza:";
  const SETTIMANA = 7 * 24 * 3600 * 1000;
  const leggi = (chiave) => {
    try {
      return JSON.parse(window.localStorage.getItem(chiave)) || {};
    } catch {
      return {};
    }
  };

  window.fisCoda = (rendicontazione, utente) => {
    const chiave = `${PREFISSO}${rendicontazione}:${utente}`;
    const scrivi = (righe) => {
      try {
        if (Object.keys(righe).length) window.localStorage.setItem(chiave, JSON.stringify(righe));
        else window.localStorage.removeItem(chiave);
      } catch {
        // Full or forbidden: what was typed is still in the page.
      }
    };
    return {
      metti(indirizzo, dati) {
        scrivi({ ...leggi(chiave), [indirizzo]: { ...dati, quando: Date.now() } });
      },
      togli(indirizzo) {
        const righe = leggi(chiave);
        delete righe[indirizzo];
        scrivi(righe);
      },
      tutte() {
        const righe = leggi(chiave);
        for (const [indirizzo, dati] of Object.entries(righe)) {
          if (Date.now() - dati.quando > SETTIMANA) delete righe[indirizzo];
        }
        scrivi(righe);
        return righe;
      },
    };
  };
})();

// The taps at the door that the portal does not have yet, and what it last said: kept by this browser.
// One entry per event and person; the list itself is in the service worker's copy of the page.
(() => {
  window.fisCodaIngresso = ({ evento, utente, finoAl }) => {
    const chiave = `${window.fisIngresso.PREFISSO}${evento}:${utente}`;
    let memoria = { mosse: [], ...window.fisIngresso.leggi(chiave), finoAl };
    const salva = () => {
      if (window.fisIngresso.chiuso) return;
      try {
        window.localStorage.setItem(chiave, JSON.stringify(memoria));
      } catch {
        // Full or forbidden: the taps are still in the page.
      }
    };
    // Another tab of the same phone may have added or sent some.
    window.addEventListener("storage", (e) => {
      if (e.key === chiave && e.newValue) memoria = { mosse: [], ...JSON.parse(e.newValue) };
    });
    return {
      mosse: () => memoria.mosse,
      metti(mossa) {
        const adesso = new Date(Date.now() + (memoria.scarto || 0)).toISOString();
        const id = Array.from(window.crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0"));
        memoria.mosse = [...memoria.mosse, { chiave: id.join(""), quando: adesso, ...mossa }];
        salva();
      },
      togli(arrivate) {
        memoria.mosse = memoria.mosse.filter((m) => !arrivate.has(m.chiave));
        salva();
      },
      // What the portal said last, and how wrong the clock of the phone is.
      presenti: () => memoria.presenti,
      visto: () => memoria.visto || "",
      imposta(presenti, adesso) {
        Object.assign(memoria, { presenti, visto: adesso, scarto: Date.parse(adesso) - Date.now() });
        salva();
      },
    };
  };
})();

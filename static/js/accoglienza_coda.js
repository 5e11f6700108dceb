// The taps at the door that the portal does not have yet, and what it last said: kept by this browser.
// One entry per event and person; the list itself is in the service worker's copy of the page.
(() => {
  window.fisCodaIngresso = ({ evento, utente, finoAl }, cambiata) => {
    const chiave = `${window.fisIngresso.PREFISSO}${evento}:${utente}`;
    let memoria;
    let soloQui = false;
    // What is written is the truth, as two tabs may write it: read again before every change, unless
    // the page could not write its own.
    const rileggi = () => {
      if (!soloQui) memoria = { mosse: [], ...window.fisIngresso.leggi(chiave), finoAl };
    };
    rileggi();
    const salva = () => {
      if (window.fisIngresso.chiuso) return;
      try {
        window.localStorage.setItem(chiave, JSON.stringify(memoria));
        soloQui = false;
      } catch {
        soloQui = true;
        // Full or forbidden: the taps are still in the page.
      }
    };
    // Another tab of the same phone may have added or sent some.
    window.addEventListener("storage", (e) => {
      if (e.key !== chiave) return;
      rileggi();
      cambiata();
    });
    return {
      mosse: () => memoria.mosse,
      metti(mossa) {
        const adesso = new Date(Date.now() + (memoria.scarto || 0)).toISOString();
        const id = Array.from(window.crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0"));
        rileggi();
        memoria.mosse = [...memoria.mosse, { chiave: id.join(""), quando: adesso, ...mossa }];
        salva();
      },
      togli(arrivate) {
        rileggi();
        memoria.mosse = memoria.mosse.filter((m) => !arrivate.has(m.chiave));
        salva();
      },
      // What the portal said last, and how wrong the clock of the phone is.
      presenti: () => memoria.presenti,
      visto: () => memoria.visto || "",
      imposta(presenti, adesso) {
        rileggi();
        Object.assign(memoria, { presenti, visto: adesso, scarto: Date.parse(adesso) - Date.now() });
        salva();
      },
    };
  };
})();

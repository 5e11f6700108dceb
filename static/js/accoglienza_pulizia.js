// What the door of an event leaves on a phone, and when it goes away: at the log-out, and when its day
// is over. Loaded by every page behind the log-in. Names end there; taps not sent yet that name nobody
// (only numbers) wait another week.
(() => {
  const PREFISSO = "fis-accoglienza:";
  const SETTIMANA = 7 * 24 * 3600 * 1000;
  const oggi = () => {
    const d = new Date();
    return [d.getFullYear(), d.getMonth() + 1, d.getDate()].map((n) => String(n).padStart(2, "0")).join("-");
  };
  const chiavi = () => {
    try {
      return Object.keys(window.localStorage).filter((chiave) => chiave.startsWith(PREFISSO));
    } catch {
      return [];
    }
  };
  const leggi = (chiave) => {
    try {
      return JSON.parse(window.localStorage.getItem(chiave)) || {};
    } catch {
      return {};
    }
  };
  const senzaNomi = (chiave) => {
    const resta = (leggi(chiave).mosse || []).filter((m) => !m.nuova && Date.now() - Date.parse(m.quando) < SETTIMANA);
    if (resta.length) window.localStorage.setItem(chiave, JSON.stringify({ finoAl: leggi(chiave).finoAl, mosse: resta }));
    else window.localStorage.removeItem(chiave);
  };
  const copie = async (quali) => {
    if (!window.caches) return;
    for (const nome of await window.caches.keys()) {
      if (nome.startsWith(PREFISSO) && quali(nome)) await window.caches.delete(nome);
    }
  };
  window.fisIngresso = {
    PREFISSO,
    oggi,
    leggi,
    async tutto() {
      for (const chiave of chiavi()) window.localStorage.removeItem(chiave);
      await copie(() => true);
      for (const r of (await navigator.serviceWorker?.getRegistrations()) || []) {
        if (r.scope.endsWith("/accoglienza/")) await r.unregister();
      }
    },
  };

  const uscita = document.querySelector(".fis-area-esci")?.form;
  for (const chiave of chiavi()) {
    if ((leggi(chiave).finoAl || "") < oggi()) senzaNomi(chiave);
  }
  // Nobody is signed in: of the lists no copy stays, what is still to be sent does.
  copie((nome) => !uscita || nome.slice(PREFISSO.length) < oggi());
  uscita?.addEventListener("submit", (evento) => {
    evento.preventDefault();
    const quante = chiavi().reduce((n, chiave) => n + (leggi(chiave).mosse || []).length, 0);
    if (quante && !window.confirm(`Presenze non ancora inviate: ${quante}. Se esci si perdono. Vuoi uscire?`)) return;
    window.fisIngresso.tutto().finally(() => uscita.submit());
  });
})();

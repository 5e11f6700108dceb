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
      // An answer still on its way must not write again (accoglienza_coda.js).
      window.fisIngresso.chiuso = true;
      for (const chiave of chiavi()) window.localStorage.removeItem(chiave);
      await copie(() => true);
      for (const r of (await navigator.serviceWorker?.getRegistrations()) || []) {
        if (r.scope.endsWith("/accoglienza/")) await r.unregister();
      }
    },
  };

  // Nothing here may keep somebody from leaving: neither a browser that answers late nor one that
  // shows no more questions (it says no at once, nobody does).
  const conferma = (quante) => {
    const prima = Date.now();
    return window.confirm(`Presenze non ancora inviate: ${quante}. Se esci si perdono. Vuoi uscire?`) || Date.now() - prima < 50;
  };
  const basta = () => new Promise((fatto) => { window.setTimeout(fatto, 2000); });
  const uscita = document.querySelector(".fis-area-esci")?.form;
  for (const chiave of chiavi()) {
    if ((leggi(chiave).finoAl || "") < oggi()) senzaNomi(chiave);
  }
  // Nobody is signed in: of the lists no copy stays, what is still to be sent does.
  copie((nome) => !uscita || nome.slice(PREFISSO.length) < oggi()).catch(() => {});
  // The page that asks whether to log out has a form of its own.
  const uscite = uscita ? document.querySelectorAll(`form[action="${uscita.getAttribute("action")}"]`) : [];
  for (const form of uscite) {
    form.addEventListener("submit", (evento) => {
      evento.preventDefault();
      const quante = chiavi().reduce((n, chiave) => n + (leggi(chiave).mosse || []).length, 0);
      if (quante && !conferma(quante)) return;
      Promise.race([window.fisIngresso.tutto(), basta()]).catch(() => {}).finally(() => form.submit());
    });
  }
})();

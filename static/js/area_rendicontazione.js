// Saves the report as it is typed, row by row. Without this file each section has its own button.
(() => {
  const modulo = document.querySelector("[data-rendicontazione]");
  if (!modulo) return;
  const { rendicontazione, utente, riga: urlRiga, stato: urlStato, accesso } = modulo.dataset;
  const coda = window.fisCoda(rendicontazione, utente);
  const esito = modulo.querySelector("[data-salvataggio]");
  const DOPO = 1200; // ms after the last key
  const RIPROVA = 10000;
  const PRESENZA = 60000;
  let token = modulo.querySelector("[name=csrfmiddlewaretoken]")?.value;
  const righe = new Map();

  const annuncia = (testo, come = "") => {
    esito.dataset.esito = come;
    esito.textContent = testo;
  };
  const campiDi = (riga) => [...riga.querySelectorAll("[name]")].filter((c) => c.name.startsWith(`${riga.dataset.indirizzo}/`));
  const valoriDi = (riga) => {
    const valori = {};
    for (const campo of campiDi(riga)) {
      const nome = campo.name.slice(riga.dataset.indirizzo.length + 1);
      if (campo.type !== "radio") valori[nome] = campo.value;
      else if (campo.checked || !(nome in valori)) valori[nome] = campo.checked ? campo.value : "";
    }
    return valori;
  };
  const imposta = (riga, valori) => {
    for (const campo of campiDi(riga)) {
      const valore = valori[campo.name.slice(riga.dataset.indirizzo.length + 1)];
      if (valore === undefined) continue;
      if (campo.type === "radio") campo.checked = campo.value === valore;
      else campo.value = valore;
    }
  };
  const cambiati = (voce) => Object.fromEntries(Object.entries(valoriDi(voce.riga)).filter(([n, v]) => v !== voce.base[n]));

  // --- What the portal answers -----------------------------------------------------------------
  const mostraErrori = (voce, errori) => {
    const sommario = document.querySelector("[data-errori]");
    for (const contenitore of voce.riga.querySelectorAll("[data-campo]")) {
      const errore = errori[contenitore.dataset.campo] || "";
      const posto = contenitore.querySelector(".fis-campo-errore");
      const campo = contenitore.querySelector("[name]");
      const id = posto.id.replace(/-errore$/, "");
      posto.textContent = errore;
      posto.hidden = !errore;
      contenitore.classList.toggle("fis-campo-errato", Boolean(errore));
      if (errore) campo.setAttribute("aria-invalid", "true");
      else campo.removeAttribute("aria-invalid");
      sommario.querySelector(`[data-di="${CSS.escape(id)}"]`)?.remove();
      if (!errore) continue;
      const voceErrore = document.createElement("li");
      voceErrore.dataset.di = id;
      const ancora = document.createElement("a");
      ancora.href = `#${id}`;
      ancora.textContent = `${voce.riga.querySelector("h3").textContent.trim()}: ${errore}`;
      voceErrore.append(ancora);
      sommario.append(voceErrore);
    }
    const riquadro = sommario.parentElement;
    // Shown while one types it would push the field away: it appears on the way to sending.
    if (!sommario.children.length) riquadro.hidden = true;
  };
  const mostraAvvisi = (riga, avvisi) => {
    const posto = riga.querySelector("[data-avvisi]");
    if (!posto) return;
    const conferma = posto.querySelector("textarea").value.trim();
    posto.hidden = !avvisi.length && !conferma;
    const elenco = document.createElement("ul");
    elenco.append(...avvisi.map((testo) => Object.assign(document.createElement("li"), { textContent: testo })));
    const titolo = Object.assign(document.createElement("p"), { className: "fis-avvisi-titolo", textContent: "Controlla: c’è qualcosa di insolito" });
    posto.querySelector("[data-avvisi-testi]").replaceChildren(...(avvisi.length ? [titolo, elenco] : []));
  };
  const mostraStato = ({ mancanze, presenti }) => {
    const bloccanti = mancanze.filter((m) => m.bloccante);
    modulo.querySelector("[data-bloccanti]").textContent =
      bloccanti.length === 0 ? "Non manca niente per inviare" : bloccanti.length === 1 ? "Manca una cosa per inviare" : `Mancano ${bloccanti.length} cose per inviare`;
    modulo.querySelector("[data-mancanze]").replaceChildren(...mancanze.map((m) => {
      const voce = document.createElement("li");
      voce.append(Object.assign(document.createElement("a"), { href: `#${m.ancora}`, textContent: m.testo }));
      if (!m.bloccante) voce.append(" (facoltativo)");
      return voce;
    }));
    for (const conto of modulo.querySelectorAll("[data-mancano]")) {
      const indirizzi = [...document.querySelectorAll(`[data-sezione="${conto.dataset.mancano}"] [data-indirizzo]`)].map((r) => `${r.dataset.indirizzo}/`);
      const quante = bloccanti.filter((m) => indirizzi.some((inizio) => m.indirizzo.startsWith(inizio))).length;
      conto.hidden = !quante;
      conto.querySelector("span").textContent = String(quante);
    }
    const altri = modulo.querySelector("[data-presenti]");
    altri.hidden = !presenti.length;
    altri.querySelector("[data-presenti-nomi]").textContent = presenti.join(", ");
  };

  // --- Saving ----------------------------------------------------------------------------------
  const manda = (voce, dati) => {
    const [sezione, ...chiave] = voce.riga.dataset.indirizzo.split("/");
    const corpo = new URLSearchParams({ csrfmiddlewaretoken: token, sezione, chiave: chiave.join("/"), versione: voce.versione });
    for (const [nome, valore] of Object.entries(dati)) corpo.append(`campo:${nome}`, valore);
    return fetch(urlRiga, { method: "POST", body: corpo, redirect: "manual", credentials: "same-origin", headers: { Accept: "application/json" } });
  };
  const nuovoToken = async () => {
    const risposta = await fetch(urlStato, { redirect: "manual", credentials: "same-origin", headers: { Accept: "application/json" } });
    if (!risposta.ok) return false;
    token = (await risposta.json()).csrf;
    for (const campo of document.querySelectorAll("[name=csrfmiddlewaretoken]")) campo.value = token;
    return true;
  };
  const daRientrare = () => {
    annuncia("La sessione è scaduta: quello che hai scritto resta in questa pagina. ", "errore");
    const collegamento = Object.assign(document.createElement("a"), { href: accesso, target: "_blank", rel: "noopener", textContent: "Entra di nuovo (altra scheda)" });
    esito.append(collegamento, ", poi torna qui: salviamo da soli.");
  };
  const salvata = (voce, dati, risposta) => {
    const { riga } = risposta;
    for (const [nome, inviato] of Object.entries(dati)) {
      const adesso = valoriDi(voce.riga)[nome];
      // Nobody touched it while it travelled: show it as it was understood (1234 -> 1.234).
      if (adesso === inviato && riga.valori[nome] !== undefined) imposta(voce.riga, { [nome]: riga.valori[nome] });
    }
    if (!("stato_valore" in dati) && valoriDi(voce.riga).stato_valore === "") imposta(voce.riga, { stato_valore: riga.valori.stato_valore });
    voce.base = { ...riga.valori };
    voce.versione = riga.versione;
    aggiorna(voce.riga, riga);
    mostraErrori(voce, riga.errori);
    mostraAvvisi(voce.riga, riga.avvisi);
    mostraStato(risposta);
    if (Object.keys(cambiati(voce)).length) return programma(voce);
    coda.togli(voce.riga.dataset.indirizzo);
    return annuncia(`Salvata alle ${riga.modificata_alle}`, "salvato");
  };
  const aggiorna = (elemento, { versione, impronta }) => {
    const { indirizzo } = elemento.dataset;
    elemento.querySelector(`[name="versione:${CSS.escape(indirizzo)}"]`).value = versione;
    elemento.querySelector(`[name="impronta:${CSS.escape(indirizzo)}"]`).value = impronta;
  };
  const inConflitto = (voce, dati, { attuale, message }) => {
    voce.ferma = true;
    annuncia(message, "errore");
    window.fisConflitto(voce.riga, dati, attuale, message, {
      tieni: () => {
        voce.ferma = false;
        voce.versione = attuale.versione;
        voce.base = { ...attuale.valori };
        window.fisConflittoChiuso(voce.riga);
        salva(voce);
      },
      lascia: () => {
        voce.ferma = false;
        imposta(voce.riga, attuale.valori);
        voce.base = { ...attuale.valori };
        voce.versione = attuale.versione;
        aggiorna(voce.riga, attuale);
        mostraErrori(voce, attuale.errori);
        window.fisConflittoChiuso(voce.riga);
        coda.togli(voce.riga.dataset.indirizzo);
        annuncia("Hai tenuto il testo salvato dall’altra persona.");
      },
    });
  };

  const salva = async (voce, ancora = true) => {
    window.clearTimeout(voce.timer);
    if (voce.ferma || voce.inCorso) return voce.inCorso;
    const dati = cambiati(voce);
    if (!Object.keys(dati).length) return undefined;
    coda.metti(voce.riga.dataset.indirizzo, { valori: dati, versione: voce.versione });
    annuncia("Salvataggio…");
    voce.inCorso = (async () => {
      try {
        const risposta = await manda(voce, dati);
        if (risposta.type === "opaqueredirect" || risposta.status === 401) return daRientrare();
        if (risposta.status === 403 && ancora) return (await nuovoToken()) ? "riprova" : daRientrare();
        const letta = (risposta.headers.get("Content-Type") || "").includes("json") ? await risposta.json() : {};
        if (risposta.status === 409 && letta.attuale) return inConflitto(voce, dati, letta);
        if (risposta.ok) return salvata(voce, dati, letta);
        annuncia(letta.message || "Il portale non risponde: il testo resta in questa pagina e riproviamo.", "errore");
      } catch {
        annuncia("Manca la connessione: il testo resta in questa pagina e riproviamo.", "errore");
      }
      voce.timer = window.setTimeout(() => salva(voce), RIPROVA);
      return undefined;
    })();
    const fine = await voce.inCorso;
    voce.inCorso = null;
    return fine === "riprova" ? salva(voce, false) : undefined;
  };
  const programma = (voce) => {
    window.clearTimeout(voce.timer);
    voce.timer = window.setTimeout(() => salva(voce), DOPO);
  };
  const tutte = () => Promise.all([...righe.values()].map((voce) => salva(voce)));
  window.fisSalvaTutto = tutte;

  for (const riga of modulo.querySelectorAll("[data-indirizzo]")) {
    const voce = { riga, versione: riga.dataset.versione, base: valoriDi(riga), timer: 0, inCorso: null, ferma: riga.classList.contains("fis-riga-conflitto") };
    righe.set(riga.dataset.indirizzo, voce);
    const tocca = (evento) => {
      if (!evento.target.name?.startsWith(`${riga.dataset.indirizzo}/`)) return;
      coda.metti(riga.dataset.indirizzo, { valori: cambiati(voce), versione: voce.versione });
      if (evento.type === "change") salva(voce);
      else programma(voce);
    };
    riga.addEventListener("input", tocca);
    riga.addEventListener("change", tocca);
    riga.addEventListener("focusout", () => salva(voce));
  }

  // --- What an earlier page could not save -------------------------------------------------------
  const rimaste = Object.entries(coda.tutte()).filter(([indirizzo, dati]) => {
    const voce = righe.get(indirizzo);
    const nuovi = voce && Object.entries(dati.valori).some(([nome, valore]) => valoriDi(voce.riga)[nome] !== valore);
    if (!nuovi) coda.togli(indirizzo);
    return nuovi;
  });
  if (rimaste.length) {
    const riquadro = Object.assign(document.createElement("div"), { className: "fis-avviso", tabIndex: -1 });
    riquadro.dataset.element = "recover";
    riquadro.setAttribute("role", "alert");
    const testo = Object.assign(document.createElement("p"), { textContent: "In questo browser ci sono cose che avevi scritto e che non erano state salvate. Vuoi riprenderle?" });
    const azioni = Object.assign(document.createElement("div"), { className: "fis-azioni" });
    const scelta = (parole, azione) => {
      const bottone = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-outline-primary btn-sm", textContent: parole });
      bottone.addEventListener("click", () => { azione(); riquadro.remove(); });
      azioni.append(bottone);
    };
    scelta("Riprendi", () => {
      for (const [indirizzo, dati] of rimaste) {
        const voce = righe.get(indirizzo);
        imposta(voce.riga, dati.valori);
        voce.versione = dati.versione; // changed meanwhile by somebody: both are shown
        salva(voce);
      }
    });
    scelta("Scarta", () => rimaste.forEach(([indirizzo]) => coda.togli(indirizzo)));
    riquadro.append(testo, azioni);
    modulo.before(riquadro);
  }

  // --- Back on the page, online again, leaving it ------------------------------------------------
  const sospese = () => [...righe.values()].some((voce) => Object.keys(cambiati(voce)).length);
  const ritorno = async () => {
    if (document.visibilityState === "hidden" || !sospese()) return;
    if (await nuovoToken().catch(() => false)) tutte();
  };
  document.addEventListener("visibilitychange", ritorno);
  window.addEventListener("focus", ritorno);
  window.addEventListener("online", ritorno);
  window.addEventListener("beforeunload", (evento) => { if (sospese()) evento.preventDefault(); });
  for (const form of modulo.querySelectorAll("[data-modulo]")) {
    form.addEventListener("submit", (evento) => { evento.preventDefault(); tutte(); });
  }
  for (const legame of modulo.querySelectorAll("a[href]:not([href^='#'])")) {
    legame.addEventListener("click", async (evento) => {
      if (!sospese() || evento.ctrlKey || evento.metaKey || legame.target) return;
      evento.preventDefault();
      await tutte();
      if (!sospese()) window.location.assign(legame.href);
    });
  }
  window.setInterval(async () => {
    if (document.visibilityState === "hidden") return;
    const risposta = await fetch(urlStato, { redirect: "manual", credentials: "same-origin" }).catch(() => null);
    if (risposta?.ok) mostraStato(await risposta.json());
  }, PRESENZA);
})();

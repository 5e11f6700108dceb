// The door of an event: one tap is kept at once, and sent when there is a network. Without this file the
// page is made of plain forms.
(() => {
  const radice = document.getElementById("accoglienza");
  if (!radice || !window.fisIngresso) return;
  const uno = (dove, da = radice) => da.querySelector(dove);
  const { dataset: dati } = radice;
  const coda = window.fisCodaIngresso(dati, () => disegna());
  const elenco = uno(".fis-porta");
  const righe = new Map([...elenco.children].map((riga) => [riga.dataset.persona, riga]));
  const [invio, detto, rifiuti, nessuna] = ["[data-invio]", "[data-detto]", "[data-rifiuti]", "[data-nessuna]"].map((d) => uno(d));
  const token = () => uno("[name=csrfmiddlewaretoken]").value;
  const chiaveDi = (testo) => testo.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const ora = (quando) => new Date(quando).toLocaleTimeString("it-IT", { hour: "2-digit", minute: "2-digit" });
  // A page that is newer than what was kept says more than it.
  const diPagina = Object.fromEntries([...righe].filter(([, r]) => r.classList.contains("fis-porta-c-e")).map(([pk, r]) => [pk, uno("[data-ora]", r).textContent]));
  if (!coda.presenti() || Date.parse(coda.visto()) < Date.parse(dati.adesso)) coda.imposta(diPagina, dati.adesso);

  // --- What is shown --------------------------------------------------------------------------
  window.fisDetto = (testo) => {
    detto.textContent = testo;
    detto.hidden = !testo;
    uno("[data-annuncio]").textContent = testo;
  };
  const effettivi = () => {
    const presenti = { ...coda.presenti() };
    for (const mossa of coda.mosse()) {
      if (!mossa.persona) continue;
      if (mossa.presente) presenti[mossa.persona] = presenti[mossa.persona] ?? ora(mossa.quando);
      else delete presenti[mossa.persona];
    }
    return presenti;
  };
  const provvisoria = (mossa) => {
    const riga = document.createElement("li");
    riga.className = "fis-porta-c-e fis-porta-attende";
    riga.dataset.provvisoria = mossa.chiave;
    const corpo = Object.assign(document.createElement("div"), { className: "fis-porta-presente" });
    const testi = document.createElement("span");
    const riquadro = (classe, testo) => testi.append(Object.assign(document.createElement("span"), { className: classe, textContent: testo }));
    riquadro("fis-porta-nome", mossa.nuova ? `${mossa.nuova.cognome} ${mossa.nuova.nome}` : `Codice ${mossa.codice}`);
    riquadro("fis-porta-avviso", "Da inviare");
    const togli = Object.assign(document.createElement("button"), { type: "button", className: "fis-porta-togli", textContent: "Togli" });
    togli.disabled = inViaggio.has(mossa.chiave);
    togli.addEventListener("click", () => { coda.togli(new Set([mossa.chiave])); disegna(); });
    corpo.append(testi, togli);
    riga.append(corpo);
    return riga;
  };
  const inViaggio = new Set();
  function disegna() {
    const presenti = effettivi();
    for (const [pk, riga] of righe) {
      const c = pk in presenti;
      riga.classList.toggle("fis-porta-c-e", c);
      const attende = coda.mosse().some((m) => String(m.persona) === pk);
      riga.classList.toggle("fis-porta-attende", attende);
      uno(".fis-porta-segna", riga).hidden = c;
      uno(".fis-porta-presente", riga).hidden = !c;
      uno("[data-ora]", riga).textContent = [presenti[pk], attende && "da inviare"].filter(Boolean).join(", ");
    }
    elenco.querySelectorAll("[data-provvisoria]").forEach((riga) => riga.remove());
    const nuove = coda.mosse().filter((m) => !m.persona);
    elenco.prepend(...nuove.map(provvisoria));
    const quante = Object.keys(presenti).length + nuove.length;
    uno("[data-presenti]").textContent = String(quante);
    uno("[data-totale]").textContent = String(Math.max(righe.size + nuove.length, quante));
    const attesa = coda.mosse().length;
    invio.hidden = !attesa && !fuori;
    if (!fuori) invio.textContent = attesa ? `${attesa} da inviare${navigator.onLine ? "" : ": manca la rete"}` : "";
  }
  const cerca = () => {
    const parole = chiaveDi(uno("#cerca").value).split(/\s+/).filter(Boolean);
    let viste = 0;
    for (const riga of righe.values()) {
      riga.hidden = !parole.every((p) => riga.dataset.parole.includes(p));
      viste += !riga.hidden;
    }
    nessuna.hidden = viste > 0;
  };

  // --- What is sent ---------------------------------------------------------------------------
  let fuori = false;
  let [attesa, lotto, timer, ultimoTocco] = [2000, 200, 0, Date.now()];
  const tra = (ms) => { window.clearTimeout(timer); timer = window.setTimeout(invia, ms); };
  const rifiuta = (chi, motivo) => {
    uno("ul", rifiuti).append(Object.assign(document.createElement("li"), { textContent: [chi, motivo].filter(Boolean).join(": ") }));
    rifiuti.hidden = false;
  };
  const nomeDi = (mossa) => (mossa.nuova ? `${mossa.nuova.nome} ${mossa.nuova.cognome}` : mossa.codice || uno(".fis-porta-nome", righe.get(String(mossa.persona)) || elenco)?.textContent || "");
  const entraDiNuovo = () => {
    fuori = true;
    invio.replaceChildren(`${coda.mosse().length} da inviare. `, Object.assign(document.createElement("a"), { href: `${dati.entra}?next=${encodeURIComponent(location.pathname)}`, textContent: "Entra di nuovo" }));
    invio.hidden = false;
  };
  const arrivato = (risposta, mandate) => {
    const perChiave = new Map(mandate.map((m) => [m.chiave, m]));
    let ignote = false;
    for (const esito of risposta.esiti) {
      const mossa = perChiave.get(esito.chiave);
      if (esito.esito === "rifiutata") rifiuta(mossa ? nomeDi(mossa) : "", esito.motivo);
      else if (mossa && !mossa.persona) window.fisDetto([`${esito.nome}: ${esito.presente ? "presente" : "presenza tolta"}.`, esito.avviso].filter(Boolean).join(" "));
      ignote ||= Boolean(esito.persona) && !righe.has(String(esito.persona));
    }
    coda.togli(new Set(mandate.map((m) => m.chiave)));
    coda.imposta(risposta.presenti, risposta.adesso);
    ignote ||= Object.keys(risposta.presenti).some((pk) => !righe.has(pk));
    if (ignote) aggiorna();
  };
  // One at a time, even with nothing to send: an answer that left before a tap must not come after its own.
  let inCorso = null;
  function invia() {
    inCorso ||= manda().finally(() => { inCorso = null; });
    return inCorso;
  }
  async function manda() {
    if (fuori) return;
    let detta = false;
    const mandate = coda.mosse().slice(0, lotto);
    mandate.forEach((m) => inViaggio.add(m.chiave));
    const segnale = new AbortController();
    const limite = window.setTimeout(() => segnale.abort(), 15000);
    try {
      const risposta = await fetch(dati.sincronizza, {
        method: "POST",
        redirect: "manual",
        signal: segnale.signal,
        headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
        body: JSON.stringify({ mosse: mandate }),
      });
      if (risposta.ok) {
        arrivato(await risposta.json(), mandate);
        [attesa, lotto, detta] = [2000, 200, true];
      } else if (risposta.type === "opaqueredirect" || [401, 403, 404].includes(risposta.status)) entraDiNuovo();
      else if ([400, 413].includes(risposta.status) && mandate.length === 1) {
        rifiuta(nomeDi(mandate[0]), (await risposta.json()).message);
        coda.togli(new Set([mandate[0].chiave]));
      } else {
        // One that cannot be read must not hold up the others.
        lotto = risposta.status < 500 ? 1 : lotto;
        attesa = Math.min(attesa * 2, 60000);
      }
    } catch {
      attesa = Math.min(attesa * 2, 60000);
    } finally {
      window.clearTimeout(limite);
      inViaggio.clear();
      disegna();
      // With nothing to send it asks what other phones did, while somebody is using this one.
      const inUso = Date.now() - ultimoTocco < 600000 && !document.hidden;
      if (coda.mosse().length) tra(detta ? 300 : attesa);
      else if (inUso) tra(30000);
    }
  }
  const muovi = (mossa) => {
    ultimoTocco = Date.now();
    coda.metti(mossa);
    disegna();
    tra(300);
  };

  // --- The copy for when there is no network --------------------------------------------------
  // New people may be in the list: the page is read again and takes its place.
  async function aggiorna() {
    if (!navigator.onLine) return;
    try {
      const risposta = await fetch(location.pathname, { redirect: "manual", cache: "reload" });
      if (!risposta.ok) return;
      const pagina = new DOMParser().parseFromString(await risposta.clone().text(), "text/html");
      for (const riga of pagina.querySelectorAll(".fis-porta > li")) {
        if (righe.has(riga.dataset.persona)) continue;
        elenco.append(document.adoptNode(riga));
        righe.set(riga.dataset.persona, riga);
      }
      disegna();
      cerca();
      await conserva(risposta);
    } catch {
      // Next time.
    }
  }
  async function conserva(risposta) {
    if (!window.caches) return;
    const copia = await window.caches.open(window.fisIngresso.PREFISSO + dati.finoAl);
    await copia.put(location.pathname, risposta);
  }
  async function prepara() {
    if (!("serviceWorker" in navigator) || !window.caches || !navigator.onLine) return;
    await navigator.serviceWorker.register(dati.lavoratore, { scope: location.pathname });
    const copia = await window.caches.open(window.fisIngresso.PREFISSO + dati.finoAl);
    const parti = performance.getEntriesByType("resource").map((r) => r.name.split("#")[0]).filter((u) => u.startsWith(`${location.origin}/static/`));
    await Promise.all([...new Set(parti), location.pathname].map((u) => copia.add(new Request(u, { cache: "reload" }))));
    radice.dataset.pronta = "si";
  }
  // Without a copy the page still works, as long as it is not reloaded without network.
  const preparaSePuo = () => prepara().catch(() => {});

  // --- What people do -------------------------------------------------------------------------
  uno("[data-elenco]").addEventListener("submit", (evento) => {
    evento.preventDefault();
    const { name, value } = evento.submitter;
    const riga = righe.get(value);
    muovi({ persona: Number(value), presente: name === "segna", canale: "elenco" });
    const nome = uno(".fis-porta-nome", riga).textContent;
    uno("[data-annuncio]").textContent = `${nome}: ${name === "segna" ? "presente" : "presenza tolta"}`;
    // The button pressed is gone: the focus goes to the one that undoes it.
    uno(name === "segna" ? ".fis-porta-togli" : ".fis-porta-segna", riga).focus();
  });
  uno("[data-cerca]").addEventListener("submit", (evento) => evento.preventDefault());
  uno("#cerca").addEventListener("input", cerca);
  window.fisCodiceLetto = async (letto) => {
    const codice = (letto.split("?")[0].split("/").filter((p) => p.trim()).pop() || "").replace(/[^A-Za-z0-9]/g, "").toUpperCase();
    if (!codice) return;
    let riga = null;
    if (window.crypto.subtle) {
      const byte = await window.crypto.subtle.digest("SHA-256", new TextEncoder().encode(codice));
      const impronta = Array.from(new Uint8Array(byte), (b) => b.toString(16).padStart(2, "0")).join("").slice(0, 24);
      riga = [...righe.values()].find((r) => r.dataset.impronta === impronta);
    }
    if (!riga) {
      window.fisDetto("Codice da controllare: si registra appena c’è rete.");
      muovi({ codice, presente: true, canale: "codice" });
      return;
    }
    const avviso = uno(".fis-porta-avviso", riga)?.textContent || "";
    const era = riga.classList.contains("fis-porta-c-e");
    window.fisDetto([`${uno(".fis-porta-nome", riga).textContent}: ${era ? "era già presente" : "presente"}.`, avviso].filter(Boolean).join(" "));
    if (!era) muovi({ persona: Number(riga.dataset.persona), presente: true, canale: "codice" });
  };
  uno("[data-codice]").addEventListener("submit", (evento) => {
    evento.preventDefault();
    window.fisCodiceLetto(uno("#codice").value);
    uno("#codice").value = "";
  });
  uno("[data-nuova]").addEventListener("submit", (evento) => {
    evento.preventDefault();
    const campi = Object.fromEntries([...new FormData(evento.target)].filter(([nome]) => !["csrfmiddlewaretoken", "chiave"].includes(nome)));
    muovi({ nuova: campi, presente: true, canale: "elenco" });
    evento.target.reset();
    window.fisDetto(`${campi.nome} ${campi.cognome}: presente.`);
  });
  uno("[data-chiudi]").hidden = false;
  uno("[data-chiudi] button").addEventListener("click", async () => {
    // What is on its way may have left before the last tap.
    await inCorso;
    if (coda.mosse().length) await invia();
    const resta = coda.mosse().length;
    if (resta && !window.confirm(`Presenze non ancora inviate: ${resta}. Se chiudi adesso si perdono. Vuoi chiudere?`)) return;
    await window.fisIngresso.tutto();
    location.assign(uno(".fis-porta-fine a").href);
  });
  window.addEventListener("online", () => { attesa = 2000; disegna(); tra(0); if (!radice.dataset.pronta) preparaSePuo(); });
  window.addEventListener("offline", disegna);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) tra(0); });
  disegna();
  cerca();
  tra(coda.mosse().length ? 0 : 30000);
  if (document.readyState === "complete") preparaSePuo();
  else window.addEventListener("load", preparaSePuo);
})();

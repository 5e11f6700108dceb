// Sends a file without leaving the page, with its progress. Without this file the button is a form's.
(() => {
  const form = document.getElementById("modulo-evidenze");
  if (!form) return;

  const voce = (dati) => {
    const riga = document.createElement("li");
    riga.dataset.element = "evidence";
    const legame = Object.assign(document.createElement("a"), { href: dati.url, textContent: dati.nome });
    const togli = Object.assign(document.createElement("button"), { type: "submit", className: "fis-togli", textContent: "Togli" });
    togli.setAttribute("form", "modulo-azioni");
    togli.setAttribute("formaction", dati.togli);
    togli.append(Object.assign(document.createElement("span"), { className: "visually-hidden", textContent: ` ${dati.nome}` }));
    riga.append(legame, dati.descrizione ? `: ${dati.descrizione} ` : " ", dati.stato ? `(${dati.stato}) ` : "", togli);
    return riga;
  };

  const manda = (riquadro, bottone) => {
    const [file, descrizione] = ["file", "text"].map((tipo) => riquadro.querySelector(`input[type="${tipo}"]`));
    const esito = riquadro.querySelector("[data-esito]");
    const barra = riquadro.querySelector("progress");
    if (!file.files.length) {
      esito.textContent = "Scegli il file da allegare.";
      file.focus();
      return;
    }
    const dati = new FormData();
    dati.append("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
    dati.append("riga", bottone.value);
    dati.append(file.name, file.files[0]);
    dati.append(descrizione.name, descrizione.value);
    const richiesta = new XMLHttpRequest();
    const fine = (testo) => {
      barra.hidden = true;
      bottone.disabled = false;
      esito.textContent = testo;
    };
    richiesta.open("POST", form.action);
    richiesta.setRequestHeader("Accept", "application/json");
    richiesta.responseType = "json";
    richiesta.upload.addEventListener("progress", (p) => { if (p.lengthComputable) barra.value = (p.loaded / p.total) * 100; });
    richiesta.addEventListener("error", () => fine("La connessione si è interrotta: il file non è stato caricato, riprova."));
    richiesta.addEventListener("load", () => {
      if (richiesta.status !== 201) {
        fine(richiesta.response?.message || "Il file non è stato caricato: la sessione potrebbe essere scaduta. Entra di nuovo in un’altra scheda e riprova.");
        return;
      }
      riquadro.querySelector("[data-elenco]").append(voce(richiesta.response));
      riquadro.querySelector("[data-quante]").textContent = String(riquadro.querySelectorAll("[data-elenco] li").length);
      file.value = "";
      descrizione.value = "";
      fine(`«${richiesta.response.nome}» è allegato.`);
    });
    bottone.disabled = true;
    barra.value = 0;
    barra.hidden = false;
    esito.textContent = "Caricamento…";
    richiesta.send(dati);
  };

  for (const bottone of document.querySelectorAll("[data-allega]")) {
    bottone.addEventListener("click", (evento) => {
      evento.preventDefault();
      manda(bottone.closest("[data-evidenze]"), bottone);
    });
  }
  // Taking a file away, or answering a remark, reloads the page: what is being typed goes first.
  document.getElementById("modulo-azioni")?.addEventListener("submit", (evento) => {
    if (!window.fisSalvaTutto || evento.target.dataset.pronto) return;
    evento.preventDefault();
    const { submitter, target } = evento;
    window.fisSalvaTutto().then(() => {
      target.dataset.pronto = "1";
      target.requestSubmit(submitter);
    });
  });
})();

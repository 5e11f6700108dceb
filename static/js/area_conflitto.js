// A row that somebody else saved meanwhile: both texts side by side, and the choice.
(() => {
  const testoDi = (riga, nome, valore) => {
    const opzione = riga.querySelector(`[name$="/${CSS.escape(nome)}"][value="${CSS.escape(valore)}"]`);
    const scelta = opzione?.closest("label")?.textContent.trim();
    const select = riga.querySelector(`select[name$="/${CSS.escape(nome)}"]`);
    const voce = select && [...select.options].find((o) => o.value === valore);
    return scelta || voce?.textContent || valore || "(vuoto)";
  };
  const elemento = (tag, classe, testo) => {
    const nuovo = document.createElement(tag);
    if (classe) nuovo.className = classe;
    if (testo) nuovo.textContent = testo;
    return nuovo;
  };
  const bottone = (testo, azione) => {
    const nuovo = elemento("button", "btn btn-outline-primary btn-sm", testo);
    nuovo.type = "button";
    nuovo.addEventListener("click", azione);
    return nuovo;
  };

  // `miei`: what this person has in the fields; `tieni` and `lascia` are called with the choice.
  window.fisConflitto = (riga, miei, attuale, messaggio, { tieni, lascia }) => {
    riga.querySelector(".fis-conflitto")?.remove();
    const riquadro = elemento("div", "fis-conflitto");
    riquadro.tabIndex = -1;
    riquadro.setAttribute("role", "alert");
    riquadro.append(elemento("p", "", messaggio));
    const elenco = elemento("dl");
    for (const [nome, mio] of Object.entries(miei)) {
      const suo = attuale.valori[nome] ?? "";
      if (mio.trim() === suo.trim()) continue;
      const etichetta = riga.querySelector(`[data-campo="${CSS.escape(nome)}"] :is(label, legend)`);
      const titolo = etichetta ? etichetta.firstChild.textContent.trim() : nome;
      elenco.append(elemento("dt", "", `${titolo}: il tuo testo`), elemento("dd", "", testoDi(riga, nome, mio)));
      elenco.append(elemento("dt", "", `${titolo}: salvato da ${attuale.modificata_da || "un’altra persona"}, ore ${attuale.modificata_alle}`));
      elenco.append(elemento("dd", "", testoDi(riga, nome, suo)));
    }
    const azioni = elemento("div", "fis-azioni");
    azioni.append(bottone("Tieni il mio", tieni), bottone("Usa quello salvato", lascia));
    riquadro.append(elenco, elemento("p", "", "Per unirli, correggi il testo nel campo e poi scegli «Tieni il mio»."), azioni);
    riga.querySelector("h3").after(riquadro);
    riga.classList.add("fis-riga-conflitto");
    riquadro.focus();
  };
  window.fisConflittoChiuso = (riga) => {
    riga.querySelector(".fis-conflitto")?.remove();
    riga.classList.remove("fis-riga-conflitto");
  };
})();

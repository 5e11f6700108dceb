// Passkeys: asks the browser for one and sends what it answers with the page's form.
// Pages: a form #passkey-modulo (data-passkey: entra, verifica, aggiungi), its hidden field
// #passkey-credenziale, #passkey-bottone, #passkey-errore, and but for "entra" #passkey-dati.
(() => {
  const modulo = document.getElementById("passkey-modulo");
  if (!modulo) return;
  const errore = document.getElementById("passkey-errore");
  const credenziale = document.getElementById("passkey-credenziale");
  const funziona = window.PublicKeyCredential && window.webauthnJSON;
  if (modulo.dataset.passkey === "entra" && !funziona) return;
  modulo.hidden = false;

  const dati = () => JSON.parse(document.getElementById("passkey-dati").textContent);

  const chiedi = {
    async entra() {
      const risposta = await fetch(modulo.action, { headers: { Accept: "application/json" } });
      if (!risposta.ok) throw new Error(`${risposta.status}`);
      return window.webauthnJSON.get((await risposta.json()).request_options);
    },
    async verifica() {
      return window.webauthnJSON.get(dati().request_options);
    },
    async aggiungi() {
      const opzioni = dati().creation_options;
      const sola = modulo.elements.passwordless && modulo.elements.passwordless.checked;
      const scelta = opzioni.publicKey.authenticatorSelection;
      scelta.residentKey = sola ? "required" : "discouraged";
      scelta.requireResidentKey = Boolean(sola);
      if (sola) scelta.userVerification = "required";
      return window.webauthnJSON.create(opzioni);
    },
  };

  modulo.addEventListener("submit", async (evento) => {
    if (credenziale.value) return;
    evento.preventDefault();
    errore.hidden = true;
    try {
      credenziale.value = JSON.stringify(await chiedi[modulo.dataset.passkey]());
    } catch {
      errore.hidden = false;
      return;
    }
    modulo.submit();
  });
})();

// Reads QR codes with the camera, where the browser knows how. Elsewhere the code is typed.
(() => {
  const bottone = document.querySelector("[data-qr]");
  const riquadro = document.querySelector("[data-video]");
  if (!bottone || !riquadro || !("BarcodeDetector" in window) || !navigator.mediaDevices) return;
  const video = riquadro.querySelector("video");
  const ferma = riquadro.querySelector("[data-qr-ferma]");
  let flusso = null;
  let ultimo = "";
  const smetti = () => {
    flusso?.getTracks().forEach((traccia) => traccia.stop());
    flusso = null;
    riquadro.hidden = true;
    bottone.hidden = false;
  };
  const guarda = async (lettore) => {
    if (!flusso) return;
    try {
      const [trovato] = await lettore.detect(video);
      // The same code stays before the camera for a while: it counts once.
      if (trovato && trovato.rawValue !== ultimo) {
        ultimo = trovato.rawValue;
        window.fisCodiceLetto(ultimo);
      }
    } catch {
      // A frame that is not ready yet.
    }
    window.setTimeout(() => guarda(lettore), 300);
  };
  bottone.addEventListener("click", async () => {
    try {
      const lettore = new window.BarcodeDetector({ formats: ["qr_code"] });
      flusso = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      video.srcObject = flusso;
      riquadro.hidden = false;
      bottone.hidden = true;
      await video.play();
      ferma.focus();
      guarda(lettore);
    } catch {
      smetti();
      window.fisDetto("La fotocamera non è disponibile: scrivi il codice a mano.");
    }
  });
  ferma.addEventListener("click", () => {
    smetti();
    ultimo = "";
    bottone.focus();
  });
  document.addEventListener("visibilitychange", () => { if (document.hidden && flusso) smetti(); });
  window.BarcodeDetector.getSupportedFormats().then((f) => { bottone.hidden = !f.includes("qr_code"); });
})();

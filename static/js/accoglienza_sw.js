// Keeps the page at the door of an event in use when it is reloaded without network. It serves the copies
// that the page made (accoglienza.js); whose day is over are not served and go away.
const PREFISSO = "fis-accoglienza:";
const ATTESA = 6000;
const oggi = () => {
  const d = new Date();
  return [d.getFullYear(), d.getMonth() + 1, d.getDate()].map((n) => String(n).padStart(2, "0")).join("-");
};
const valida = async () => {
  const nomi = (await caches.keys()).filter((nome) => nome.startsWith(PREFISSO));
  await Promise.all(nomi.filter((nome) => nome.slice(PREFISSO.length) < oggi()).map((nome) => caches.delete(nome)));
  return nomi.filter((nome) => nome.slice(PREFISSO.length) >= oggi());
};
const copia = async (richiesta) => {
  for (const nome of await valida()) {
    const trovata = await (await caches.open(nome)).match(richiesta, { ignoreSearch: true, ignoreVary: true });
    if (trovata) return trovata;
  }
  return undefined;
};
const scaduto = () => new Promise((_fatto, no) => { setTimeout(() => no(new Error("slow")), ATTESA); });
const pagina = async (richiesta) => {
  const rete = fetch(richiesta);
  try {
    return await Promise.race([rete, scaduto()]);
  } catch {
    return (await copia(richiesta)) || rete;
  }
};
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (evento) => evento.waitUntil(Promise.all([valida(), self.clients.claim()])));
self.addEventListener("fetch", (evento) => {
  const { request } = evento;
  if (request.method !== "GET" || new URL(request.url).origin !== self.location.origin) return;
  if (request.mode === "navigate") evento.respondWith(pagina(request));
  else if (request.cache !== "reload") evento.respondWith(copia(request).then((trovata) => trovata || fetch(request)));
});

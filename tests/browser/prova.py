"""A person at a browser: what she does, and every barrier and complaint met on the way."""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT

from tests.accounts.fattori import PASSWORD

AXE = """async () => (await axe.run(document, {
  resultTypes: ["violations"], rules: {"target-size": {enabled: true}},
})).violations.flatMap(v => v.nodes.map(n => `${v.id}: ${n.target} ${n.failureSummary}`))"""


class Prova:
    """A page, and what its console says."""

    def __init__(self, pagina: Any, sito: str) -> None:
        self.pagina, self.sito = pagina, sito
        self.problemi: list[str] = []
        pagina.on("console", self._dice)
        pagina.on("pageerror", lambda errore: self.problemi.append(str(errore)))

    def _dice(self, messaggio: Any) -> None:
        # The browser itself says so of an answer of 400 and above.
        del_browser = "Failed to load resource" in messaggio.text
        if messaggio.type in ("error", "warning") and not del_browser:
            self.problemi.append(f"{self.pagina.url}: {messaggio.text}")

    def apri(self, percorso: str) -> None:
        self.pagina.goto(self.sito + percorso)

    def guarda(self) -> None:
        """No barrier, and nothing wider than a narrow phone."""
        self.pagina.evaluate(AXE_SCRIPT)
        self.problemi += [f"{self.pagina.url}: {b}" for b in self.pagina.evaluate(AXE)]
        self.pagina.set_viewport_size({"width": 320, "height": 800})
        if self.pagina.evaluate("document.documentElement.scrollWidth") > 320:
            self.problemi.append(f"{self.pagina.url}: wider than 320 px")
        self.pagina.set_viewport_size({"width": 1280, "height": 900})

    def scrivi(self, **campi: str) -> None:
        for nome, valore in campi.items():
            self.pagina.locator(f"input[name={nome}]:visible").fill(valore)

    def premi(self, nome: str) -> None:
        self.pagina.get_by_role("button", name=nome, exact=True).click()

    def entra(self, email: str) -> None:
        self.apri("/accesso/entra/")
        self.scrivi(login=email, password=PASSWORD)
        self.premi("Entra")

    def esce(self) -> None:
        """Out, and the next page is there: to open one while this goes would end in neither."""
        self.premi("Esci")
        self.pagina.wait_for_url("**/accesso/entra/")

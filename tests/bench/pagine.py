"""What is asked of the portal, and what a larger portal may cost more."""

from dataclasses import dataclass

CONTEGGI, ELENCHI = 1.1, 1.5


@dataclass(frozen=True, slots=True)
class Pagina:
    """`percorso` may name a place found in the data: {cursore}. `crescita`: the most it may cost
    at the largest size over the smallest; `sulla_nuda`: the least share of the bare view's
    requests/s."""

    nome: str
    percorso: str
    crescita: float | None = None
    sulla_nuda: float | None = None


FIGURE = "/api/v1/monitoraggio/figure"
PAGINE: tuple[Pagina, ...] = (
    Pagina("home", "/"),
    Pagina("pagina di progetto", "/progetti/homes4all/", ELENCHI, 0.07),
    Pagina("elenco, prima pagina", "/progetti/", ELENCHI),
    Pagina("elenco con filtro", "/progetti/?macroarea=inclusione-sociale", ELENCHI, 0.03),
    Pagina("elenco, pagina profonda", "/progetti/?dopo={cursore}", ELENCHI),
    Pagina("ricerca, parola rara", "/progetti/?q=zafferano", ELENCHI),
    Pagina("ricerca, parola comune", "/progetti/?q=quartiere", ELENCHI),
    Pagina("API, elenco di 50", "/api/v1/progetti/?page_size=50", ELENCHI, 0.05),
    Pagina("API, pagina profonda", "/api/v1/progetti/?page_size=50&dopo={cursore}", ELENCHI),
    Pagina("API, ricerca rara", "/api/v1/progetti/?q=zafferano", ELENCHI),
    Pagina("API, ricerca comune", "/api/v1/progetti/?q=quartiere", ELENCHI),
    Pagina("API, figura macroaree", f"{FIGURE}/macroaree/", CONTEGGI, 0.40),
    Pagina("API, figura progetti", f"{FIGURE}/progetti/", CONTEGGI, 0.40),
    Pagina("API, figura temi", f"{FIGURE}/temi/", CONTEGGI, 0.40),
    Pagina("API, figura regioni", f"{FIGURE}/regioni/", CONTEGGI, 0.40),
    Pagina("API, figura importi", f"{FIGURE}/importi/", CONTEGGI, 0.40),
    Pagina("API, figura imbuto", f"{FIGURE}/imbuto/", CONTEGGI, 0.40),
    Pagina("API, macroaree a una data", f"{FIGURE}/macroaree/?alla=2022-05-17", CONTEGGI, 0.40),
)


def indirizzo(pagina: Pagina, cursore: str) -> str:
    return pagina.percorso.replace("{cursore}", cursore)

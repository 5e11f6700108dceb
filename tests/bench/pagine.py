"""What is asked of the portal, and what a larger portal may cost more."""

from dataclasses import dataclass

CONTEGGI, ELENCHI = 1.1, 1.5


@dataclass(frozen=True, slots=True)
class Pagina:
    """`percorso` may name a place found in the data: {cursore}. `crescita`: the most it may cost
    at the largest size over the smallest; `sulla_nuda`: the least share of the bare view's
    requests/s; `nuova`: asked with no-cache, computed each time."""

    nome: str
    percorso: str
    crescita: float | None = None
    sulla_nuda: float | None = None
    nuova: bool = False


CONTATE = (
    "macroaree", "progetti", "temi", "regioni", "importi", "imbuto", "uscite", "partenariati",
    "organizzazioni", "puntualita", "indicatori", "traguardi", "traguardi-validati", "qualita",
    "completezza", "contraddizioni", "persone",
)  # fmt: skip
FIGURE = "/api/v1/monitoraggio/figure"
PAGINE: tuple[Pagina, ...] = (
    Pagina("home", "/"),
    Pagina("pagina di progetto", "/progetti/homes4all/", ELENCHI, 0.07),
    Pagina("elenco, prima pagina", "/progetti/", ELENCHI),
    Pagina("elenco con filtro", "/progetti/?macroarea=inclusione-sociale", ELENCHI, 0.03),
    Pagina("elenco, pagina profonda", "/progetti/?dopo={cursore}", ELENCHI),
    # A word found as often at every size; "zafferano" is found in the projects of Zafferana Etnea
    # too, which grow with the others: what grows there is the answer.
    Pagina("ricerca, parola rara", "/progetti/?q=homes4all", ELENCHI),
    Pagina("ricerca, sempre più trovati", "/progetti/?q=zafferano"),
    Pagina("ricerca, errore di battitura", "/progetti/?q=homs4al"),
    Pagina("ricerca, parola comune", "/progetti/?q=quartiere", ELENCHI),
    Pagina("API, elenco di 50", "/api/v1/progetti/?page_size=50", ELENCHI, 0.05),
    Pagina("API, pagina profonda", "/api/v1/progetti/?page_size=50&dopo={cursore}", ELENCHI),
    Pagina("API, ricerca rara", "/api/v1/progetti/?q=homes4all", ELENCHI),
    Pagina("API, ricerca rara in ordine", "/api/v1/progetti/?q=homes4all&ordine=titolo", ELENCHI),
    Pagina("API, sempre più trovati", "/api/v1/progetti/?q=zafferano"),
    Pagina("API, ricerca comune", "/api/v1/progetti/?q=quartiere", ELENCHI),
    *(Pagina(f"API, figura {codice}", f"{FIGURE}/{codice}/", CONTEGGI, 0.40) for codice in CONTATE),
    *(
        Pagina(f"calcolata: {codice}", f"{FIGURE}/{codice}/", CONTEGGI, nuova=True)
        for codice in CONTATE
    ),
    Pagina("calcolata: a una data", f"{FIGURE}/macroaree/?alla=2022-05-17", CONTEGGI, nuova=True),
)


def indirizzo(pagina: Pagina, cursore: str) -> str:
    return pagina.percorso.replace("{cursore}", cursore)

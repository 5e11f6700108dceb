"""The panels of the dashboard: a figure each, with its chart, its table and where they lead."""

from dataclasses import dataclass
from functools import partial

from django.urls import reverse
from django.utils.translation import gettext as _

from fis_portal.core.errors import DomainError
from monitoraggio.collect import FiguraReport
from monitoraggio.cruscotto.richiesta import Richiesta
from monitoraggio.registro import DIMENSIONI, IGNOTO, REGISTRO, DefinizioneFigura, figura
from monitoraggio.registro.progetti import REGIONI
from monitoraggio.render.grafici import MASSIMO_BARRE, MASSIMO_COLONNE
from monitoraggio.render.incrocio import Coppie
from monitoraggio.render.pagina import FiguraPagina, figura_pagina

# The figures that matter, in the order of the questions people ask; the others have their pages.
IN_VISTA = (
    "progetti",
    "imbuto",
    "uscite",
    "regioni",
    "macroaree",
    "temi",
    "importi",
    "organizzazioni",
    "puntualita",
    "indicatori",
    "lezioni",
    "incontri",
    "persone",
)
FORMATI = ("svg", "png", "csv")


@dataclass(frozen=True, slots=True)
class Pannello:
    """A figure as the dashboard shows it: `non_divisa` says by what it was asked and cannot be."""

    pagina: FiguraPagina
    richiesta: Richiesta
    non_divisa: str
    in_breve: str

    @property
    def codice(self) -> str:
        codice: str = self.pagina.dati["codice"]
        return codice

    @property
    def url(self) -> str:
        indirizzo = reverse("monitoraggio:figura_detail", args=[self.codice])
        return f"{indirizzo}?{self.richiesta.query_senza_tagli}"

    @property
    def file(self) -> list[tuple[str, str]]:
        """(format, address) of the chart and of its table as files."""
        return [
            (formato, grafico_url(self.codice, formato, self.richiesta))
            for formato in FORMATI
            if formato == "csv" or self.pagina.grafico
        ]


@dataclass(frozen=True, slots=True)
class Esclusa:
    """A figure that cannot take all the filters, and why."""

    titolo: str
    url: str
    perche: str


@dataclass(frozen=True, slots=True)
class Cruscotto:
    pannelli: tuple[Pannello, ...]
    escluse: tuple[Esclusa, ...]


def cruscotto(richiesta: Richiesta) -> Cruscotto:
    """The figures in view: one query each, and one for each filter."""
    pannelli: list[Pannello] = []
    escluse: list[Esclusa] = []
    for codice in IN_VISTA:
        if codice not in REGISTRO:
            continue
        definizione = REGISTRO[codice]
        try:
            pannelli.append(pannello(definizione, richiesta))
        except DomainError as errore:
            escluse.append(_esclusa(definizione, richiesta, errore))
    return Cruscotto(tuple(pannelli), tuple(escluse))


def pannello(
    definizione: DefinizioneFigura, richiesta: Richiesta, *, alla_lettera: bool = False
) -> Pannello:
    """One figure, cut by what it can be cut by: `alla_lettera` refuses the rest.

    Raises DomainError for what it cannot take.
    """
    sua = richiesta if alla_lettera else richiesta.adattata(definizione)
    calcolata = figura(definizione.codice, sua.ambito)
    pagina = figura_pagina(
        FiguraReport(calcolata, (), ()).as_dict(),
        asse=definizione.asse,
        collega=partial(_approfondisci, richiesta),
    )
    return Pannello(pagina, sua, _non_divisa(definizione, richiesta), _in_breve(pagina))


def grafico_url(codice: str, formato: str, richiesta: Richiesta) -> str:
    return f"{reverse('monitoraggio:grafico', args=[codice, formato])}?{richiesta.query}"


def _approfondisci(richiesta: Richiesta, scelta: Coppie) -> str:
    """The dashboard on one value more. What is not indicated is not asked for twice."""
    gia = {(taglio.dimensione, taglio.codice) for taglio in richiesta.filtri}
    if set(scelta) <= gia or any(codice == IGNOTO for _dimensione, codice in scelta):
        return ""
    return f"{reverse('monitoraggio:cruscotto')}?{richiesta.con(*scelta)}"


def _esclusa(definizione: DefinizioneFigura, richiesta: Richiesta, perche: DomainError) -> Esclusa:
    nomi = ", ".join(
        str(DIMENSIONI[t.dimensione].nome) for t in richiesta.non_filtrabili(definizione)
    )
    return Esclusa(
        titolo=str(definizione.titolo),
        url=f"{reverse('monitoraggio:figura_detail', args=[definizione.codice])}"
        f"?{richiesta.query_della_figura}",
        perche=_("non si può filtrare per %(nomi)s") % {"nomi": nomi} if nomi else str(perche),
    )


def _non_divisa(definizione: DefinizioneFigura, richiesta: Richiesta) -> str:
    fuori = [c for c in richiesta.per if c not in definizione.dimensioni]
    if not fuori:
        return ""
    if fuori == [definizione.asse]:
        return _("È già divisa per %(nome)s.") % {"nome": DIMENSIONI[definizione.asse].nome}
    nomi = ", ".join(str(DIMENSIONI[codice].nome) for codice in fuori)
    return _("Questa figura non si divide per %(nomi)s.") % {"nomi": nomi}


def _in_breve(pagina: FiguraPagina) -> str:
    """What the chart leaves to the table, if anything."""
    if pagina.grafico is None:
        return ""
    if pagina.tagliata is None:
        righe = len(pagina.dati["voci"]) if pagina.dati["codice"] != REGIONI.codice else 0
        colonne = 0
    else:
        righe, colonne = len(pagina.tagliata.righe), len(pagina.tagliata.colonne)
    if righe <= MASSIMO_BARRE and colonne <= MASSIMO_COLONNE:
        return ""
    return _("Il grafico mostra la prima parte: la tabella ha tutto.")

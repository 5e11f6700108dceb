"""Short names to declare columns with, and those that many tables share."""

from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from fis_portal.core.enums import PrecisioneData
from monitoraggio.aperti.tipi import Colonna, Dentro, Testo, Tipo, UnoDi, nomi_di

intero = partial(Colonna, tipo=Tipo.INTERO)
decimale = partial(Colonna, tipo=Tipo.DECIMALE)
data = partial(Colonna, tipo=Tipo.DATA)
ora = partial(Colonna, tipo=Tipo.ORA)
si_no = partial(Colonna, tipo=Tipo.SI_NO)
importo = partial(Colonna, tipo=Tipo.DECIMALE, decimali=2, unita="euro")
testo = Colonna

UN_PROGETTO = "co-mix-co-generare-mixite-inclusive-nella-citta"


def scelta(
    nome: str, valori: list[str], descrizione: Testo, esempio: str, **altro: object
) -> Colonna:
    """A text that is one of these; what may be missing is missing, not empty."""
    ammessi = tuple(str(valore) for valore in valori if valore)
    return Colonna(
        nome=nome,
        valori=ammessi,
        descrizione=descrizione,
        esempio=esempio,
        **altro,  # type: ignore[arg-type]
    )


def progetto(da: str = "progetto", **altro: object) -> Colonna:
    return Colonna(
        nome="progetto",
        da=da,
        riferimento="progetti.slug",
        descrizione=_("Slug del progetto."),
        esempio=UN_PROGETTO,
        **altro,  # type: ignore[arg-type]
    )


def comune(da: str = "comune", nome: str = "comune", **altro: object) -> Colonna:
    return Colonna(
        nome=nome,
        da=da,
        riferimento="comuni.codice_istat",
        descrizione=_("Codice ISTAT del Comune: sei cifre, zeri compresi. È un testo."),
        esempio="046017",
        **altro,  # type: ignore[arg-type]
    )


def intervento(da: Any = "intervento", **altro: object) -> Colonna:
    return Colonna(
        nome="intervento",
        da=da,
        riferimento="interventi.codice",
        descrizione=_("Intervento del programma."),
        esempio="II",
        **altro,  # type: ignore[arg-type]
    )


def numero() -> Colonna:
    return Colonna(
        nome="numero",
        tipo=Tipo.INTERO,
        descrizione=_("Numero d'ordine della riga in ciò di cui fa parte."),
        esempio="1",
        obbligatoria=True,
    )


def numerate(lista: str, **genitore: str) -> Dentro:
    """The rows of a list inside a row, with their number in it."""
    return Dentro(lista, tuple(genitore.items()), numerate=True)


def precisione() -> Colonna:
    return scelta(
        "precisione",
        PrecisioneData.values,
        _("Quanto la fonte è precisa sulla data: il resto della data è convenzionale."),
        "mese",
        obbligatoria=True,
    )


def aggiornato() -> Colonna:
    return Colonna(
        nome="aggiornato_at",
        tipo=Tipo.ISTANTE,
        descrizione=_("Ultima modifica della riga, in tempo universale (UTC)."),
        esempio="2026-11-22T09:30:00Z",
    )


def pagina() -> Colonna:
    return Colonna(
        nome="url",
        descrizione=_("Pagina pubblica della riga."),
        esempio="https://esempio.it/progetti/educommunity/",
    )


def fonte(nome: str = "fonte", descrizione: Testo = "") -> Colonna:
    return Colonna(
        nome=nome,
        da=f"{nome}.codice",
        riferimento="fonti.codice",
        descrizione=descrizione or _("Codice della fonte da cui viene la riga."),
        esempio="formez-scheda-fis",
    )


def fonti() -> Colonna:
    return Colonna(
        nome="fonti",
        da=nomi_di("fonti", "codice"),
        descrizione=_("Codici delle fonti (tabella «fonti»), separati da punto e virgola."),
        esempio="formez-scheda-fis; dpcm-2018",
    )


def una_fonte() -> Colonna:
    """The source of a row that names at most one, in the list every row of the API has."""
    return Colonna(
        nome="fonte",
        da=UnoDi("fonti", "codice"),
        riferimento="fonti.codice",
        descrizione=_("Codice della fonte da cui viene la riga."),
        esempio="formez-scheda-fis",
    )

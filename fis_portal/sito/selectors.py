"""What the pages that mix apps read: the home page and the page of open data."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Case, DateField, F, QuerySet, When
from django.urls import reverse
from django.utils.translation import gettext as _

from community.models import Evento
from fis_portal.sito.luoghi import Luoghi, luoghi_dati
from monitoraggio.collect import FiguraReport
from monitoraggio.models import ReportMonitoraggio
from monitoraggio.registro import Ambito, Figura, figura
from monitoraggio.registro.base import Testo
from monitoraggio.registro.comunita import PERSONE, SOMMA, TUTTE
from monitoraggio.registro.imbuto import IMBUTO
from monitoraggio.registro.incontri import INCONTRI
from monitoraggio.registro.progetti import MACROAREE, REGIONI
from monitoraggio.render.pagina import FiguraPagina, figura_pagina
from monitoraggio.selectors import Confronto, confronti_per_figura, report_del_programma

EVENTI_MOSTRATI = 3
SPERIMENTAZIONE = "sperimentazione"


@dataclass(frozen=True, slots=True)
class Cifra:
    """A key figure, with what `_parti/cifra.html` prints beside it."""

    etichetta: Testo
    valore: object
    frase: Testo
    url: str
    confronto: object = None
    confronto_fonte: str = ""


@dataclass(frozen=True, slots=True)
class Macroaree:
    """Shares per macroarea, and of how many projects the macroarea is known."""

    figura: FiguraPagina
    con_dato: int
    senza_dato: int
    progetti: int


@dataclass(frozen=True, slots=True)
class Home:
    """All that the home page shows, as of a day, on real data alone."""

    alla: date
    cifre: tuple[Cifra, ...]
    dove: Luoghi
    macroaree: Macroaree
    eventi: tuple[Evento, ...]
    report: ReportMonitoraggio | None

    @property
    def aggiornato_il(self) -> datetime | None:
        return self.dove.aggiornato_il


def home_dati(alla: date) -> Home:
    """The home page in ten queries, fourteen with many projects (sito.luoghi)."""
    ambito = Ambito(alla)
    codici = (IMBUTO.codice, PERSONE.codice, INCONTRI.codice, MACROAREE.codice)
    figure = {codice: figura(codice, ambito) for codice in codici}
    accanto = confronti_per_figura(figure.values())
    dove = luoghi_dati(alla)
    return Home(
        alla=alla,
        cifre=_cifre(figure, accanto, dove.totale),
        dove=dove,
        macroaree=_macroaree(figure[MACROAREE.codice], accanto[MACROAREE.codice], dove.totale),
        eventi=tuple(_eventi(alla)),
        report=report_del_programma().prefetch_related(None).first(),
    )


def _macroaree(calcolata: Figura, accanto: Sequence[Confronto], progetti: int) -> Macroaree:
    return Macroaree(
        figura=figura_pagina(FiguraReport(calcolata, (), tuple(accanto)).as_dict()),
        con_dato=progetti - calcolata.senza_dato,
        senza_dato=calcolata.senza_dato,
        progetti=progetti,
    )


def _eventi(alla: date) -> QuerySet[Evento]:
    """Next events first, then the latest; those whose date no source gives come last."""
    da_venire = Case(
        When(data_inizio__gte=alla, then=F("data_inizio")), output_field=DateField(null=True)
    )
    return (
        Evento.objects.public()
        .non_annullati()
        .reali()
        .order_by(da_venire.asc(nulls_last=True), F("data_inizio").desc(nulls_last=True), "pk")
    )[:EVENTI_MOSTRATI]


# --- Key figures ----------------------------------------------------------------------------------


def _cifre(
    figure: dict[str, Figura], accanto: dict[str, tuple[Confronto, ...]], progetti: int
) -> tuple[Cifra, ...]:
    def cifra(codice: str, voce: str, etichetta: str, frase: str) -> Cifra:
        pubblicato = _pubblicato(accanto[codice], voce)
        return Cifra(
            etichetta=etichetta,
            valore=figure[codice].valore(voce),
            frase=frase,
            url=_pagina(codice),
            confronto=pubblicato.pubblicato if pubblicato else None,
            confronto_fonte=_citazione(pubblicato, voce) if pubblicato else "",
        )

    return (
        cifra(
            IMBUTO.codice,
            SPERIMENTAZIONE,
            _("Comuni"),
            _("hanno avuto il finanziamento per sperimentare."),
        ),
        Cifra(
            etichetta=_("Progetti"),
            valore=progetti,
            frase=_("finanziati in almeno uno dei tre Interventi."),
            url=_pagina(REGIONI.codice),
        ),
        cifra(
            PERSONE.codice,
            SOMMA,
            _("Persone nella comunità"),
            _("sommando gli Interventi: chi ha partecipato a più di uno conta in ciascuno."),
        ),
        cifra(INCONTRI.codice, TUTTE, _("Incontri"), figure[INCONTRI.codice].nota_senza_dato),
    )


def _pubblicato(confronti: Sequence[Confronto], voce: str) -> Confronto | None:
    """What was published on this very line, or else on another one of the figure."""
    return next((c for c in confronti if c.voce == voce), next(iter(confronti), None))


def _citazione(pubblicato: Confronto, voce: str) -> str:
    if pubblicato.voce == voce:
        return str(pubblicato.fonte)
    return f"{pubblicato.etichetta}. {pubblicato.fonte}"


def _pagina(codice: str) -> str:
    return reverse("monitoraggio:figura_detail", args=[codice])

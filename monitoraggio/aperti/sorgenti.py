"""The streams of public rows: those of the API, by their own serializers, real data alone.

What the API does not tell has no way into the open data (ADR 0011, 0021). Rows come in the order of
their key, byte by byte whatever the language of the database, through server-side cursors.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.db.models.functions import Collate

from community.api.cambiamenti import CambiamentoSerializer
from community.api.lezioni import LezioneSerializer
from community.api.pratiche import PraticaSerializer
from community.api.serializers import EventoSerializer
from community.models import Evento, Lezione, Pratica
from community.selectors.riflessioni import cambiamenti_pubblici
from comuni.api.serializers import ComuneSerializer, RegioneSerializer
from comuni.models import Comune, Regione
from fis_portal.core.api.righe import RigaCompilata, RigaSerializer
from monitoraggio.aperti.tipi import Riga, Sorgente
from outcomes.api.serializers import (
    IndicatoreSerializer,
    PeriodoRigaSerializer,
    RilevazioneSerializer,
)
from outcomes.models import Indicatore, PeriodoMonitoraggio, Rilevazione
from outcomes.selectors.progresso import misure_pubbliche
from outcomes.selectors.pubbliche import rilevazioni_pubbliche
from progetti.api.serializers import (
    InterventoSerializer,
    MacroareaSerializer,
    ProgettoDettaglioSerializer,
    TemaSerializer,
)
from progetti.models import Intervento, Macroarea, Progetto, Tema

PER_VOLTA = 1000


class _Indirizzi:
    """Stands for the request: the addresses in the files are those of this portal."""

    def build_absolute_uri(self, percorso: str) -> str:
        return f"{settings.SITE_URL}{percorso}"


CONTESTO = {"request": _Indirizzi()}


@dataclass(frozen=True, slots=True)
class DelDatabase:
    """Rows built by PostgreSQL (core.api.righe), in the order of their key. `poi` adds to some of
    them what the API does not say."""

    queryset: Callable[[], QuerySet]
    come: type[RigaSerializer]
    chiave: str
    poi: Callable[[list[Riga]], list[Riga]] = list

    def __call__(self) -> Iterator[Riga]:
        ordine = self.chiave if self.is_numero else Collate(self.chiave, "C")
        riga = RigaCompilata(self.come, settings.SITE_URL)
        in_ordine = self.queryset().order_by(ordine)
        trovate = in_ordine.values_list(riga, flat=True).iterator(PER_VOLTA)
        while gruppo := list(islice(trovate, PER_VOLTA)):
            yield from self.poi(gruppo)

    def gruppo(self, righe: QuerySet) -> list[Riga]:
        """The rows of a query on the same table."""
        riga = RigaCompilata(self.come, settings.SITE_URL)
        return self.poi(list(righe.order_by(self.chiave).values_list(riga, flat=True)))

    @property
    def is_numero(self) -> bool:
        return self.chiave == "id"


@dataclass(frozen=True, slots=True)
class Misurate:
    """Rows that Python computes, each beside its whole series, a few at a time."""

    queryset: Callable[[], QuerySet]
    leggi: Callable[[Any], list[Any]]
    come: Any
    chiave: str = "id"
    is_numero: bool = True

    def __call__(self) -> Iterator[Riga]:
        for gruppo in _a_gruppi(self.queryset()):
            yield from self.gruppo(gruppo)

    def gruppo(self, righe: QuerySet) -> list[Riga]:
        dati = self.come(self.leggi(righe), many=True, context=CONTESTO).data
        return sorted(dati, key=lambda riga: riga["id"])


def _con_progetti(righe: list[Riga]) -> list[Riga]:
    """Each with what the filter `con_progetti` of the API says."""
    codici = [riga["codice_istat"] for riga in righe]
    comuni = Comune.objects.filter(codice_istat__in=codici).con_progetti()
    con = set(comuni.values_list("codice_istat", flat=True))
    return [{**riga, "con_progetti": riga["codice_istat"] in con} for riga in righe]


def _a_gruppi(righe: QuerySet) -> Iterator[QuerySet]:
    """The same query on a few rows at a time, the lowest keys first: in constant memory."""
    ultima = 0
    while chiavi := list(
        righe.filter(pk__gt=ultima).order_by("pk").values_list("pk", flat=True)[:200]
    ):
        ultima = chiavi[-1]
        yield righe.filter(pk__in=chiavi).order_by("pk")


REGIONI = Sorgente("regioni", DelDatabase(Regione.objects.all, RegioneSerializer, "codice_istat"))
COMUNI = Sorgente(
    "comuni",
    DelDatabase(Comune.objects.reali, ComuneSerializer, "codice_istat", _con_progetti),
)
INTERVENTI = Sorgente(
    "interventi", DelDatabase(Intervento.objects.all, InterventoSerializer, "codice")
)
MACROAREE = Sorgente("macroaree", DelDatabase(Macroarea.objects.all, MacroareaSerializer, "slug"))
TEMI = Sorgente("temi", DelDatabase(Tema.objects.all, TemaSerializer, "slug"))
PROGETTI = Sorgente(
    "progetti",
    DelDatabase(lambda: Progetto.objects.public().reali(), ProgettoDettaglioSerializer, "slug"),
)
EVENTI = Sorgente(
    "eventi", DelDatabase(lambda: Evento.objects.public().reali(), EventoSerializer, "slug")
)
LEZIONI = Sorgente(
    "lezioni", DelDatabase(lambda: Lezione.objects.public().reali(), LezioneSerializer, "slug")
)
PRATICHE = Sorgente(
    "pratiche", DelDatabase(lambda: Pratica.objects.public().reali(), PraticaSerializer, "slug")
)
CAMBIAMENTI = Sorgente(
    "cambiamenti", DelDatabase(lambda: cambiamenti_pubblici().reali(), CambiamentoSerializer, "id")
)
PERIODI = Sorgente(
    "periodi",
    DelDatabase(PeriodoMonitoraggio.objects.reali, PeriodoRigaSerializer, "codice"),
)
INDICATORI = Sorgente(
    "indicatori",
    Misurate(lambda: Indicatore.objects.public().reali(), misure_pubbliche, IndicatoreSerializer),
)
RILEVAZIONI = Sorgente(
    "rilevazioni",
    Misurate(
        lambda: Rilevazione.objects.public().reali(), rilevazioni_pubbliche, RilevazioneSerializer
    ),
)

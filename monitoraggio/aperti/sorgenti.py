"""The streams of public rows: those of the API, by their own serializers, real data alone.

What the API does not tell has no way into the open data (ADR 0011, 0021). Rows come in the order of
their key, byte by byte whatever the language of the database, through server-side cursors.
"""

from collections.abc import Callable, Iterator
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
Righe = Callable[[], Iterator[Riga]]


class _Indirizzi:
    """Stands for the request: the addresses in the files are those of this portal."""

    def build_absolute_uri(self, percorso: str) -> str:
        return f"{settings.SITE_URL}{percorso}"


CONTESTO = {"request": _Indirizzi()}


def _del_database(righe: Callable[[], QuerySet], come: type[RigaSerializer], chiave: str) -> Righe:
    """Rows built by PostgreSQL (core.api.righe), by a text key."""

    def leggi() -> Iterator[Riga]:
        in_ordine = righe().order_by(Collate(chiave, "C"))
        riga = RigaCompilata(come, settings.SITE_URL)
        trovate: Iterator[Riga] = in_ordine.values_list(riga, flat=True).iterator(PER_VOLTA)
        return trovate

    return leggi


def _per_numero(righe: Callable[[], QuerySet], come: type[RigaSerializer]) -> Righe:
    def leggi() -> Iterator[Riga]:
        riga = RigaCompilata(come, settings.SITE_URL)
        trovate: Iterator[Riga] = (
            righe().order_by("pk").values_list(riga, flat=True).iterator(PER_VOLTA)
        )
        return trovate

    return leggi


def _a_gruppi(righe: QuerySet) -> Iterator[QuerySet]:
    """The same query on a few rows at a time, the lowest keys first: in constant memory."""
    ultima = 0
    while chiavi := list(
        righe.filter(pk__gt=ultima).order_by("pk").values_list("pk", flat=True)[:200]
    ):
        ultima = chiavi[-1]
        yield righe.filter(pk__in=chiavi).order_by("pk")


def _misure(righe: QuerySet, leggi: Callable[[Any], list[Any]], come: Any) -> Iterator[Riga]:
    for gruppo in _a_gruppi(righe):
        dati = come(leggi(gruppo), many=True, context=CONTESTO).data
        yield from sorted(dati, key=lambda riga: riga["id"])


REGIONI = Sorgente("regioni", _del_database(Regione.objects.all, RegioneSerializer, "codice_istat"))
COMUNI = Sorgente("comuni", _del_database(Comune.objects.reali, ComuneSerializer, "codice_istat"))
INTERVENTI = Sorgente(
    "interventi", _del_database(Intervento.objects.all, InterventoSerializer, "codice")
)
MACROAREE = Sorgente("macroaree", _del_database(Macroarea.objects.all, MacroareaSerializer, "slug"))
TEMI = Sorgente("temi", _del_database(Tema.objects.all, TemaSerializer, "slug"))
PROGETTI = Sorgente(
    "progetti",
    _del_database(lambda: Progetto.objects.public().reali(), ProgettoDettaglioSerializer, "slug"),
)
EVENTI = Sorgente(
    "eventi", _del_database(lambda: Evento.objects.public().reali(), EventoSerializer, "slug")
)
LEZIONI = Sorgente(
    "lezioni", _del_database(lambda: Lezione.objects.public().reali(), LezioneSerializer, "slug")
)
PRATICHE = Sorgente(
    "pratiche", _del_database(lambda: Pratica.objects.public().reali(), PraticaSerializer, "slug")
)
CAMBIAMENTI = Sorgente(
    "cambiamenti", _per_numero(lambda: cambiamenti_pubblici().reali(), CambiamentoSerializer)
)
PERIODI = Sorgente(
    "periodi",
    _del_database(PeriodoMonitoraggio.objects.reali, PeriodoRigaSerializer, "codice"),
)
INDICATORI = Sorgente(
    "indicatori",
    lambda: _misure(Indicatore.objects.public().reali(), misure_pubbliche, IndicatoreSerializer),
)
RILEVAZIONI = Sorgente(
    "rilevazioni",
    lambda: _misure(
        Rilevazione.objects.public().reali(), rilevazioni_pubbliche, RilevazioneSerializer
    ),
)

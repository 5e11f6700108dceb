"""What pages, API and reports read about the community of practice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Prefetch,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast, ExtractYear

from community.enums import ModalitaEvento, TipoEvento
from community.models import ResocontoEvento, RiepilogoIncontri
from community.querysets import EventoQuerySet
from comuni.models import Comune
from fis_portal.core.filters import Vocabolari
from progetti.models import Intervento, Progetto, Tema


def evento_vocabolari(comuni: Sequence[str] = ()) -> Vocabolari:
    """The values the event filters accept, in one query; of the Comuni only the ones asked for."""

    def voci(queryset: QuerySet, nome: str, codice: str) -> QuerySet:
        return queryset.order_by().values_list(Value(nome, CharField()), F(codice), F("nome"))

    righe = voci(Intervento.objects.all(), "intervento", "codice").union(
        voci(Comune.objects.filter(codice_istat__in=comuni), "comune", "codice_istat"),
        voci(Tema.objects.all(), "tema", "slug"),
        all=True,
    )
    vocabolari: dict[str, dict[str, str]] = {
        "tipo": {str(valore): str(nome) for valore, nome in TipoEvento.choices},
        "modalita": {str(valore): str(nome) for valore, nome in ModalitaEvento.choices},
        "intervento": {},
        "comune": {},
        "tema": {},
    }
    for vocabolario, codice, nome in sorted(righe):
        vocabolari[vocabolario][codice] = nome
    return vocabolari


@dataclass(frozen=True, slots=True)
class ConteggiEventi:
    """How many events answer, and how many each value of a filter would leave."""

    totale: int
    voci: dict[str, list[tuple[str, str, int]]]


def evento_conteggi(senza: Mapping[str, QuerySet]) -> ConteggiEventi:
    """One query. `senza` gives the events without one filter, by its name; "" without none."""
    prima, *altri = (
        senza[nome]
        .order_by()
        .annotate(filtro=Value(nome, CharField()), codice=codice, testo=_TESTI.get(nome, _VUOTO))
        .values("filtro", "codice", "testo")
        # An event counts once for a topic, however many of its projects are about it.
        .annotate(n=Count("pk", distinct=True))
        .values_list("filtro", "codice", "testo", "n")
        for nome, codice in _CODICI.items()
    )
    righe = list(prima.union(*altri, all=True))
    voci: dict[str, list[tuple[str, str, int]]] = {nome: [] for nome in _CODICI if nome}
    for filtro, codice, testo, n in righe:
        if filtro and codice:
            voci[filtro].append((codice, testo or _etichetta(filtro, codice), n))
    for nome in ("tipo", "modalita", "tema"):
        voci[nome].sort(key=lambda voce: (-voce[2], voce[1]))
    voci["intervento"].sort()
    voci["anno"].sort(reverse=True)
    return ConteggiEventi(sum(n for filtro, _codice, _testo, n in righe if not filtro), voci)


_VUOTO = Value("", CharField())
_CODICI = {
    "": _VUOTO,
    "tipo": F("tipo"),
    "modalita": F("modalita"),
    "anno": Cast(ExtractYear("data_inizio"), CharField()),
    "intervento": F("intervento__codice"),
    "tema": Case(When(progetti__is_public=True, then=F("progetti__temi__slug"))),
}
_TESTI = {"tema": F("progetti__temi__nome")}


def _etichetta(filtro: str, codice: str) -> str:
    if filtro == "intervento":
        return f"Intervento {codice}"
    if filtro == "anno":
        return codice
    scelte = TipoEvento.choices if filtro == "tipo" else ModalitaEvento.choices
    return {str(valore): str(testo) for valore, testo in scelte}.get(codice, codice)


def evento_per_elenco(eventi: EventoQuerySet, oggi: date) -> EventoQuerySet:
    """Events with what their lines and pages show: two queries, whatever their number."""
    progetti = Progetto.objects.public().select_related("comune")
    resoconti = ResocontoEvento.objects.filter(evento=OuterRef("pk"), is_public=True)
    return (
        eventi.prossimi_prima(oggi)
        .con_presenze()
        # Too few people to be counted in public without telling who they were.
        .annotate(
            presenze_mostrate=Case(When(presenze__gte=settings.SOGLIA_CELLE, then="presenze")),
            ha_resoconto=Exists(resoconti),
        )
        .select_related("intervento", "riepilogo__fonte")
        .prefetch_related(
            Prefetch("progetti", progetti.order_by("comune__nome_chiave"), "progetti_pubblici")
        )
    )


def riepilogo_senza_evento(dimostrativi: bool) -> QuerySet[RiepilogoIncontri]:
    """Meetings known only as totals, which no event of the list stands for."""
    return (
        RiepilogoIncontri.objects.con_dimostrativi(dimostrativi)
        .filter(evento__isnull=True)
        .select_related("fonte", "intervento")
    )

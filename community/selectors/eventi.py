"""What pages, API and reports read about the community of practice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Case, CharField, Count, F, Prefetch, QuerySet, Value, When
from django.db.models.functions import Cast, ExtractYear

from community.enums import TipoEvento
from community.models import RiepilogoIncontri
from community.querysets import EventoQuerySet
from comuni.models import Comune
from fis_portal.core.filters import Vocabolari
from progetti.models import Intervento, Progetto


def evento_vocabolari(comuni: Sequence[str] = ()) -> Vocabolari:
    """The values the event filters accept, in one query; of the Comuni only the ones asked for."""

    def voci(queryset: QuerySet, nome: str, codice: str) -> QuerySet:
        return queryset.order_by().values_list(Value(nome, CharField()), F(codice), F("nome"))

    righe = voci(Intervento.objects.all(), "intervento", "codice").union(
        voci(Comune.objects.filter(codice_istat__in=comuni), "comune", "codice_istat"), all=True
    )
    vocabolari: dict[str, dict[str, str]] = {
        "tipo": {str(valore): str(nome) for valore, nome in TipoEvento.choices},
        "intervento": {},
        "comune": {},
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
    codici = {
        "": Value("", CharField()),
        "tipo": F("tipo"),
        "anno": Cast(ExtractYear("data_inizio"), CharField()),
        "intervento": F("intervento__codice"),
    }
    prima, *altri = (
        senza[nome]
        .order_by()
        .annotate(filtro=Value(nome, CharField()), codice=codice)
        .values("filtro", "codice")
        .annotate(n=Count("pk"))
        .values_list("filtro", "codice", "n")
        for nome, codice in codici.items()
    )
    righe = list(prima.union(*altri, all=True))
    nomi = {str(valore): str(testo) for valore, testo in TipoEvento.choices}
    voci: dict[str, list[tuple[str, str, int]]] = {nome: [] for nome in codici if nome}
    for filtro, codice, n in righe:
        if filtro and codice:
            nome = f"Intervento {codice}" if filtro == "intervento" else nomi.get(codice, codice)
            voci[filtro].append((codice, nome, n))
    voci["tipo"].sort(key=lambda voce: (-voce[2], voce[1]))
    voci["intervento"].sort()
    voci["anno"].sort(reverse=True)
    return ConteggiEventi(sum(n for filtro, _codice, n in righe if not filtro), voci)


def evento_per_elenco(eventi: EventoQuerySet, oggi: date) -> EventoQuerySet:
    """Events with what their lines and pages show: two queries, whatever their number."""
    progetti = Progetto.objects.public().select_related("comune")
    return (
        eventi.prossimi_prima(oggi)
        .con_presenze()
        # Too few people to be counted in public without telling who they were.
        .annotate(
            presenze_mostrate=Case(When(presenze__gte=settings.SOGLIA_CELLE, then="presenze"))
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

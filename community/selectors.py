"""What pages, API and reports read about the community of practice."""

from collections.abc import Sequence

from django.db.models import CharField, F, QuerySet, Value

from community.enums import TipoEvento
from comuni.models import Comune
from fis_portal.core.filters import Vocabolari
from progetti.models import Intervento


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

"""What pages, API and reports read about the territory."""

from django.db.models import CharField, F, QuerySet, Value

from comuni.models import Provincia, Regione
from fis_portal.core.filters import Vocabolari


def comune_vocabolari() -> Vocabolari:
    """The Regioni and Province the filters accept, in one query."""

    def voci(queryset: QuerySet, nome: str, codice: str) -> QuerySet:
        return queryset.order_by().values_list(Value(nome, CharField()), F(codice), F("nome"))

    righe = voci(Regione.objects.all(), "regione", "slug").union(
        voci(Provincia.objects.all(), "provincia", "sigla"), all=True
    )
    vocabolari: dict[str, dict[str, str]] = {"regione": {}, "provincia": {}}
    for vocabolario, codice, nome in sorted(righe, key=lambda riga: riga[2]):
        vocabolari[vocabolario][codice] = nome
    return vocabolari

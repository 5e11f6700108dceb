"""The values by which projects are filtered."""

from collections.abc import Sequence

from django.db.models import CharField, F, QuerySet, Value

from comuni.models import Comune, Regione
from fis_portal.core.filters import Vocabolari
from progetti.enums import StatoFase
from progetti.models import Intervento, Macroarea, Tema


def progetto_vocabolari(comuni: Sequence[str] = ()) -> Vocabolari:
    """The values the project filters accept, in one query; of the Comuni only those asked for."""

    def voci(queryset: QuerySet, nome: str, codice: str, ordine: str) -> QuerySet:
        return queryset.order_by().values_list(
            Value(nome, CharField()), F(codice), F("nome"), F(ordine)
        )

    righe = voci(Macroarea.objects.all(), "macroarea", "slug", "ordine").union(
        voci(Tema.objects.all(), "tema", "slug", "ordine"),
        voci(Intervento.objects.all(), "intervento", "codice", "ordine"),
        voci(Regione.objects.annotate(ordine=Value(0)), "regione", "slug", "ordine"),
        voci(
            Comune.objects.filter(codice_istat__in=comuni).annotate(ordine=Value(0)),
            "comune",
            "codice_istat",
            "ordine",
        ),
        all=True,
    )
    vocabolari: dict[str, dict[str, str]] = {
        "macroarea": {},
        "tema": {},
        "intervento": {},
        "regione": {},
        "comune": {},
        "stato": {str(valore): str(nome) for valore, nome in StatoFase.choices},
    }
    for vocabolario, codice, nome, _ordine in sorted(righe, key=lambda riga: (riga[3], riga[2])):
        vocabolari[vocabolario][codice] = nome
    return vocabolari

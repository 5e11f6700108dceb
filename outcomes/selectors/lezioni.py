"""What a report may become a lesson of."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Subquery

from outcomes.enums import CapitoloTesto
from outcomes.models import OrigineLezione, Rendicontazione, TestoRendicontazione

_CAPITOLI = (CapitoloTesto.NARRATIVA, CapitoloTesto.NON_FUNZIONATO)


@dataclass(frozen=True, slots=True)
class BozzaLezione:
    """Whether a lesson can be drafted from a report, or has been (`lezione`: its number)."""

    possibile: bool
    lezione: int | None


def testi_per_lezione(rendicontazione: Rendicontazione) -> dict[str, str]:
    """The texts of the report a lesson starts from, as they are saved."""
    righe = TestoRendicontazione.objects.filter(
        rendicontazione=rendicontazione, capitolo__in=_CAPITOLI
    )
    return {riga.capitolo: riga.testo.strip() for riga in righe if riga.testo.strip()}


def bozza_lezione(rendicontazione: Rendicontazione) -> BozzaLezione:
    """In one query."""
    origini = OrigineLezione.objects.filter(rendicontazione=OuterRef("pk")).values("lezione")
    scritti = TestoRendicontazione.objects.filter(
        rendicontazione=OuterRef("pk"), capitolo=CapitoloTesto.NON_FUNZIONATO, testo__regex=r"\S"
    )
    lezione, scritto = (
        Rendicontazione.objects.filter(pk=rendicontazione.pk)
        .values_list(Subquery(origini.order_by("pk")[:1]), Exists(scritti))
        .get()
    )
    return BozzaLezione(lezione is not None or scritto, lezione)

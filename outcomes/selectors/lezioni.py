"""What a report may become a lesson of."""

from dataclasses import dataclass

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
    origine = OrigineLezione.objects.filter(rendicontazione=rendicontazione).first()
    if origine is not None:
        return BozzaLezione(True, origine.lezione_id)
    testi = testi_per_lezione(rendicontazione)
    return BozzaLezione(CapitoloTesto.NON_FUNZIONATO in testi, None)

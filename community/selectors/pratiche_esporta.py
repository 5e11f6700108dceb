"""The list of the practices as a table to download."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from community.models import Pratica
from community.selectors.pratiche import pratica_per_elenco

COLONNE = (
    _("Titolo"),
    _("Comune che la offre"),
    _("Codice ISTAT"),
    _("In breve"),
    _("Il problema"),
    _("Come funziona"),
    _("Che cosa se ne sa"),
    _("Limiti e cautele"),
    _("Bisogni"),
    _("Destinatari"),
    _("Temi"),
    _("Mesi per avviarla"),
    _("Costo indicativo (€)"),
    _("Che cosa comprende il costo"),
    _("Persone che servono"),
    _("Partner che servono"),
    _("Da abitanti"),
    _("Fino a abitanti"),
    _("Adozioni"),
    _("Fonte"),
    _("Dato dimostrativo"),
    _("Aggiornata il"),
    _("Pagina"),
)


def pratica_righe(pratiche: QuerySet[Pratica], *, base: str) -> Iterator[list[Any]]:
    """A row per practice, in the order of COLONNE; what nobody told stays empty."""
    for pratica in pratica_per_elenco(pratiche).select_related("comune", "fonte"):
        yield [
            pratica.titolo,
            pratica.comune.nome if pratica.comune else "",
            pratica.comune.codice_istat if pratica.comune else "",
            pratica.sintesi,
            pratica.problema,
            pratica.come_funziona,
            pratica.risultati,
            pratica.limiti,
            _nomi(pratica.bisogni),
            _nomi(pratica.destinatari),
            _nomi(pratica.temi),
            pratica.tempo_mesi,
            _intero(pratica.costo_eur),
            pratica.costo_nota,
            pratica.persone,
            pratica.partner,
            pratica.popolazione_min,
            pratica.popolazione_max,
            pratica.quante_adozioni,  # type: ignore[attr-defined]
            pratica.fonte.titolo if pratica.fonte else "",
            pratica.is_demo,
            pratica.updated_at.date(),
            f"{base.rstrip('/')}{pratica.get_absolute_url()}",
        ]


def _nomi(relazione: Any) -> str:
    return "; ".join(voce.nome for voce in relazione.all())


def _intero(importo: Decimal | None) -> Decimal | int | None:
    if importo is None or importo != importo.to_integral_value():
        return importo
    return int(importo)

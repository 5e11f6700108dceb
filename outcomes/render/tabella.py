"""The values of some indicators as a table to download: one row per period and part."""

from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from outcomes.enums import StatoMisura, TipoIndicatore
from outcomes.render.parole import ND
from outcomes.selectors.tipi import Misura, Punto, Quantita

COLONNE = (
    gettext_lazy("Progetto"),
    gettext_lazy("Comune"),
    gettext_lazy("Indicatore"),
    gettext_lazy("Nome dell’indicatore"),
    gettext_lazy("Tipo"),
    gettext_lazy("Unità"),
    gettext_lazy("Valore di partenza"),
    gettext_lazy("Valore atteso"),
    gettext_lazy("Strada percorsa (%)"),
    gettext_lazy("Periodo"),
    gettext_lazy("Dal"),
    gettext_lazy("Al"),
    gettext_lazy("Disaggregazione"),
    gettext_lazy("Voce"),
    gettext_lazy("Stato"),
    gettext_lazy("Attendibilità"),
    gettext_lazy("Valore"),
    gettext_lazy("Numeratore"),
    gettext_lazy("Denominatore"),
    gettext_lazy("Perché manca"),
    gettext_lazy("Aggiornato il"),
    gettext_lazy("Dato dimostrativo"),
)


def righe_misure(misure: Iterable[Misura]) -> Iterator[list[Any]]:
    """In the order of COLONNE. An indicator without values has one row, that says so."""
    for misura in misure:
        if not misura.serie.punti:
            yield [*_di_chi(misura), *[""] * 5, str(StatoMisura.NON_ANCORA.label), *[""] * 6,
                   misura.serie.progetto.is_demo]  # fmt: skip
        for punto in misura.serie.punti:
            yield _riga(misura, punto, "", "", punto.quantita)
            for parte in punto.parti:
                yield _riga(misura, punto, parte.dimensione, parte.voce, parte.quantita)


def _di_chi(misura: Misura) -> list[Any]:
    indicatore, progetto = misura.indicatore, misura.serie.progetto
    base = misura.serie.base
    return [
        progetto.titolo,
        progetto.comune.nome,
        indicatore.codice,
        indicatore.nome,
        str(TipoIndicatore(indicatore.tipo).label),
        indicatore.unita,
        ND if base.soppressa else numero_semplice(base.valore),
        numero_semplice(indicatore.target_finale),
        misura.progresso.percento,
    ]


def _riga(misura: Misura, punto: Punto, dimensione: str, voce: str, q: Quantita) -> list[Any]:
    periodo = punto.periodo
    aggiornato = timezone.localdate(punto.aggiornato_at) if punto.aggiornato_at else None
    return [
        *_di_chi(misura),
        periodo.nome,
        periodo.dal,
        periodo.al,
        dimensione,
        voce,
        str(punto.stato.label) if punto.stato else "",
        str(punto.attendibilita.label),
        *(numero_semplice(n) for n in (q.valore, q.numeratore, q.denominatore)),
        _("riservatezza") if q.soppressa else punto.motivo,
        aggiornato,
        misura.serie.progetto.is_demo,
    ]


def numero_semplice(numero: Decimal | None) -> Decimal | int | None:
    """12.0000 is 12, and a third has four decimals: a spreadsheet shows what it is given."""
    if numero is None:
        return None
    if numero == numero.to_integral_value():
        return int(numero)
    return numero.quantize(Decimal("0.0001"), rounding=ROUND_HALF_UP).normalize()

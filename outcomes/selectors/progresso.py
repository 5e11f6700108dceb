"""The one arithmetic of indicators (DESIGN.md section 6): actual value and progress.

Pages, API, PDF and exports call `misure` (everything, for who may see it) or `misure_pubbliche`
(accepted values, small cells hidden before anything is computed from them).
"""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from fis_portal.core.quote import quota
from outcomes.enums import (
    Attendibilita,
    Cumulo,
    Direzione,
    StatoBase,
    StatoMisura,
    StatoValore,
    TipoIndicatore,
)
from outcomes.models import Indicatore
from outcomes.selectors.riservatezza import serie_pubblica
from outcomes.selectors.serie import serie_degli_indicatori, somma
from outcomes.selectors.tipi import Misura, Parte, Progresso, Punto, Serie, Valore

ACCETTATI = frozenset({Attendibilita.ACCETTATO, Attendibilita.VALIDATO})
VALIDATI = frozenset({Attendibilita.VALIDATO})
TUTTI = ACCETTATI | {Attendibilita.DICHIARATO}
# Without a baseline these two, where they should grow, start from nothing: see `base_di`.
DA_ZERO = (TipoIndicatore.CONTEGGIO, TipoIndicatore.EURO)


def misure(
    indicatori: QuerySet[Indicatore], *, alla: date | None = None, dichiarati: bool = False
) -> list[Misura]:
    """For who may see everything: one query. `dichiarati` counts what was only sent, too."""
    return [
        misura(serie, TUTTI if dichiarati else ACCETTATI)
        for serie in serie_degli_indicatori(indicatori, alla=alla)
    ]


def misure_pubbliche(indicatori: QuerySet[Indicatore], *, alla: date | None = None) -> list[Misura]:
    """For everybody: one query."""
    return pubbliche(serie_degli_indicatori(indicatori, alla=alla))


def pubbliche(serie: Iterable[Serie]) -> list[Misura]:
    """What is hidden is hidden first: nothing is computed from it."""
    return [misura(serie_pubblica(una)) for una in serie]


def misura(serie: Serie, che_valgono: frozenset[Attendibilita] = ACCETTATI) -> Misura:
    attuale = valore_di(serie, che_valgono)
    validato = valore_di(serie, VALIDATI)
    aggiornamenti = [p.aggiornato_at for p in serie.punti if p.aggiornato_at]
    return Misura(
        serie=serie,
        attuale=attuale,
        validato=validato,
        progresso=progresso_di(serie, attuale),
        progresso_validato=progresso_di(serie, validato),
        contestati=tuple(punto for punto in serie.punti if punto.is_contestato),
        aggiornato_at=max(aggiornamenti, default=None),
    )


# --- Actual value ---------------------------------------------------------------------------------
def valore_di(serie: Serie, che_valgono: frozenset[Attendibilita]) -> Valore:
    """Cumulative: the latest, whoever reported it. Per period: the sum. Contested: left out."""
    punti = [p for p in serie.punti if p.attendibilita in che_valgono]
    misurati = [p for p in punti if p.is_misurato]
    if not misurati:
        return _senza_misura(serie, punti, che_valgono)
    if serie.indicatore.cumulo == Cumulo.PER_PERIODO:
        return _sommato(serie, misurati)
    return _ultimo(misurati)


def _senza_misura(
    serie: Serie, punti: Sequence[Punto], che_valgono: frozenset[Attendibilita]
) -> Valore:
    detti = [p for p in punti if p.stato is not None]
    if detti and detti[-1].stato == StatoValore.NON_MISURABILE:
        ultimo = detti[-1]
        return Valore(
            stato=StatoMisura.NON_MISURABILE, motivo=ultimo.motivo, periodo=ultimo.periodo
        )
    if che_valgono != VALIDATI and any(p.is_contestato and p.is_misurato for p in serie.punti):
        return Valore(stato=StatoMisura.CONTESTATO)
    return Valore(stato=StatoMisura.NON_ANCORA)


def _ultimo(misurati: Sequence[Punto]) -> Valore:
    mostrati = [p for p in misurati if not p.quantita.soppressa]
    if not mostrati:
        return Valore(stato=StatoMisura.RISERVATO, periodo=misurati[-1].periodo, taciuti=True)
    ultimo = mostrati[-1]
    ultime: dict[tuple[str, str], Parte] = {
        parte.chiave: parte for punto in mostrati for parte in punto.parti
        if not parte.quantita.is_vuota or parte.quantita.soppressa
    }  # fmt: skip
    return Valore(
        stato=_stato(ultimo.quantita.valore),
        quantita=ultimo.quantita,
        motivo=_motivo(ultimo.quantita.valore),
        attendibilita=ultimo.attendibilita,
        periodo=ultimo.periodo,
        taciuti=ultimo is not misurati[-1],
        parti=tuple(ultime.values()),
    )


def _sommato(serie: Serie, misurati: Sequence[Punto]) -> Valore:
    """A sum of which one part may not be shown is not shown: the rest would tell it."""
    ultimo = misurati[-1]
    if any(p.quantita.soppressa for p in misurati):
        return Valore(stato=StatoMisura.RISERVATO, periodo=ultimo.periodo, taciuti=True)
    tipo = serie.indicatore.tipo
    totale = somma((p.quantita for p in misurati), tipo)
    per_chiave: dict[tuple[str, str], list[Parte]] = {}
    for parte in (parte for punto in misurati for parte in punto.parti):
        per_chiave.setdefault(parte.chiave, []).append(parte)
    validati = all(p.attendibilita == Attendibilita.VALIDATO for p in misurati)
    dichiarati = any(p.attendibilita == Attendibilita.DICHIARATO for p in misurati)
    return Valore(
        stato=_stato(totale.valore),
        quantita=totale,
        motivo=_motivo(totale.valore),
        attendibilita=(
            Attendibilita.VALIDATO if validati
            else Attendibilita.DICHIARATO if dichiarati else Attendibilita.ACCETTATO
        ),
        periodo=ultimo.periodo,
        sommati=len(misurati),
        parti=tuple(_parte_sommata(parti, tipo) for parti in per_chiave.values()),
    )  # fmt: skip


def _parte_sommata(parti: Sequence[Parte], tipo: str) -> Parte:
    soppressa = next((p.quantita for p in parti if p.quantita.soppressa), None)
    quantita = soppressa or somma((p.quantita for p in parti), tipo)
    return Parte(parti[0].dimensione, parti[0].voce, quantita)


def _stato(valore: Decimal | None) -> StatoMisura:
    return StatoMisura.NON_CALCOLABILE if valore is None else StatoMisura.MISURATO


def _motivo(valore: Decimal | None) -> str:
    return _("Il denominatore è zero o manca.") if valore is None else ""


# --- Progress -------------------------------------------------------------------------------------
def progresso_di(serie: Serie, attuale: Valore) -> Progresso:
    """(actual - baseline) / (target - baseline): one formula for both directions, uncapped."""
    base, motivo = base_di(serie)
    if base is None:
        return Progresso(None, motivo)
    target = serie.indicatore.target_finale
    if target is None:
        return Progresso(None, _("Non c'è un valore atteso alla fine."))
    if target == base:
        return Progresso(None, _("Il valore atteso è uguale a quello di partenza."))
    if attuale.numero is None:
        return Progresso(None, _("Il valore attuale è: %s.") % attuale.stato.label)
    fatta, intera = attuale.numero - base, target - base
    return Progresso(fatta / intera, percento=quota(fatta, intera))


def base_di(serie: Serie) -> tuple[Decimal | None, str]:
    """The baseline that progress is measured from, or why there is none.

    Where a baseline is "not applicable" because nothing was there before, a count or an amount
    that should grow starts from zero. For anything else (percentages, scales, things that should
    diminish) zero would be an invented starting point: progress is not computable.
    """
    indicatore = serie.indicatore
    if indicatore.base_stato == StatoBase.NON_ANCORA:
        return None, _("Il valore di partenza non è ancora misurato.")
    if indicatore.base_stato == StatoBase.MISURATA:
        if serie.base.soppressa:
            return None, _("Il valore di partenza non si mostra, per riservatezza.")
        return serie.base.valore, ""
    if indicatore.tipo in DA_ZERO and indicatore.direzione == Direzione.CRESCE:
        return Decimal(0), ""
    return None, _("Il valore di partenza non è applicabile.")

"""How values of indicators are written, in pages, charts and exports alike."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fis_portal.core.quote import NBSP, NON_CALCOLABILE, data_it, euro_it, numero_it, quota_it
from outcomes.enums import StatoBase, StatoMisura, TipoIndicatore
from outcomes.models import Indicatore
from outcomes.selectors.riservatezza import soglia_di
from outcomes.selectors.tipi import Misura, Progresso, Punto, Quantita, Valore

ND = "n.d."


def numero_scritto(numero: Decimal | None, indicatore: Indicatore, *, unita: bool = True) -> str:
    """12 -> "12 persone", 12.5 of a percentage -> "12,5 %", 1 of a yes/no -> "sì"."""
    if numero is None:
        return NON_CALCOLABILE
    if indicatore.tipo == TipoIndicatore.EURO:
        return euro_it(numero)
    if indicatore.tipo == TipoIndicatore.SI_NO:
        return _("sì") if numero else _("no")
    if indicatore.tipo == TipoIndicatore.PERCENTUALE:
        return f"{_corto(numero, 1)}{NBSP}%"
    corto = _corto(numero, 4)
    if not unita or not indicatore.unita:
        return corto
    return f"{corto}{NBSP}{indicatore.unita}"


def _corto(numero: Decimal, decimali: int) -> str:
    """At most so many decimals, and no zeros that say nothing."""
    scritto = numero_it(numero, decimali)
    return scritto.rstrip("0").rstrip(",") if "," in scritto else scritto


def quantita_scritta(quantita: Quantita, indicatore: Indicatore, *, unita: bool = True) -> str:
    """A value with, for percentages, its terms: "12,5 % (5 su 40)"; hidden ones are "n.d."."""
    if quantita.soppressa:
        return ND
    if quantita.is_vuota:
        return "–"
    scritto = numero_scritto(quantita.valore, indicatore, unita=unita)
    if quantita.denominatore is None or quantita.numeratore is None:
        return scritto
    termini = _("%(sopra)s su %(sotto)s") % {
        "sopra": _corto(quantita.numeratore, 4),
        "sotto": _corto(quantita.denominatore, 4),
    }
    return f"{scritto} ({termini})"


def punto_scritto(punto: Punto, indicatore: Indicatore) -> str:
    """The value of one report: what is not measured is said, and never a zero."""
    if punto.is_misurato:
        return quantita_scritta(punto.quantita, indicatore, unita=False)
    return str(punto.stato.label) if punto.stato else _("non detto")


def base_scritta(misura: Misura) -> str:
    indicatore = misura.indicatore
    if misura.serie.base.soppressa:
        return ND
    if indicatore.base_stato == StatoBase.MISURATA:
        return numero_scritto(misura.serie.base.valore, indicatore)
    return str(StatoBase(indicatore.base_stato).label)


def target_scritto(misura: Misura) -> str:
    target = misura.indicatore.target_finale
    return _("non stabilito") if target is None else numero_scritto(target, misura.indicatore)


def progresso_scritto(progresso: Progresso) -> str:
    return quota_it(progresso.percento)


def valore_scritto(valore: Valore, indicatore: Indicatore) -> str:
    if valore.stato == StatoMisura.MISURATO:
        return quantita_scritta(valore.quantita, indicatore)
    if valore.stato == StatoMisura.RISERVATO:
        return ND
    return str(valore.stato.label)


def frase(misura: Misura) -> str:
    """What the indicator says today, in one or two sentences."""
    valore, indicatore = misura.attuale, misura.indicatore
    match valore.stato:
        case StatoMisura.MISURATO:
            return f"{_frase_misurata(misura)} {_frase_progresso(misura)}".strip()
        case StatoMisura.NON_MISURABILE:
            return _("Non è misurabile: %s") % valore.motivo
        case StatoMisura.NON_CALCOLABILE:
            return _("Il valore non è calcolabile. %s") % valore.motivo
        case StatoMisura.CONTESTATO:
            return _("Il valutatore ha contestato il valore dichiarato: non è un risultato.")
        case StatoMisura.RISERVATO:
            return spiega_riservatezza(indicatore)
        case _:
            return _("Non è ancora misurato: nessun valore è stato accettato finora.")


def _frase_misurata(misura: Misura) -> str:
    valore = misura.attuale
    assert valore.periodo is not None  # noqa: S101
    assert valore.attendibilita is not None  # noqa: S101
    nomi = {
        "valore": quantita_scritta(valore.quantita, misura.indicatore),
        "giorno": data_it(valore.periodo.al),
        "chi": valore.attendibilita.label,
    }
    if valore.sommati:
        testo = ngettext(
            "Al %(giorno)s: %(valore)s (%(chi)s), in un periodo.",
            "Al %(giorno)s: %(valore)s (%(chi)s), sommando %(n)s periodi.",
            valore.sommati,
        )
        return testo % {**nomi, "n": valore.sommati}
    testo = _("Al %(giorno)s: %(valore)s (%(chi)s).") % nomi
    if valore.taciuti:
        testo += " " + _("Il valore più recente non si mostra per riservatezza.")
    return testo


def _frase_progresso(misura: Misura) -> str:
    progresso = misura.progresso
    if progresso.percento is None:
        return _("Quanto manca non è calcolabile. %s") % progresso.motivo
    if progresso.percento < 0:
        return _("È più lontano dal valore atteso di quanto lo era alla partenza.")
    return _("È il %(quota)s della strada dal valore di partenza a quello atteso.") % {
        "quota": quota_it(progresso.percento)
    }


def spiega_riservatezza(indicatore: Indicatore) -> str:
    return _(
        "n.d.: non disponibile per riservatezza. Meno di %(soglia)s persone, o un numero che "
        "permetterebbe di ricavarle per differenza."
    ) % {"soglia": soglia_di(indicatore)}

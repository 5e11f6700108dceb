"""The method sheet of an indicator, in words: what is measured, from where to where, how, by whom.

Every line is a `Campo`: the page prints them, the comparison of two versions compares them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from fis_portal.core.quote import NBSP, data_it, euro_it, numero_it
from outcomes.enums import Bes, Sdg, StatoBase, TipoIndicatore
from outcomes.models import Indicatore
from outcomes.selectors.riservatezza import base_nascosta


@dataclass(frozen=True, slots=True)
class Campo:
    """One line of a sheet. Without values nobody has said it yet."""

    codice: str
    etichetta: str
    valori: tuple[str, ...]

    @property
    def testo(self) -> str:
        return "; ".join(self.valori)


@dataclass(frozen=True, slots=True)
class GruppoCampi:
    """The lines that answer one question."""

    titolo: str
    campi: tuple[Campo, ...]


def valore_it(indicatore: Indicatore, valore: Decimal | None) -> str:
    """A value the way this indicator is read: «1.250 famiglie», «45 %», «30.000 €», «sì»."""
    if valore is None:
        return ""
    esatto = int(valore) if valore == valore.to_integral_value() else valore.normalize()
    match indicatore.tipo:
        case TipoIndicatore.EURO:
            return euro_it(esatto)
        case TipoIndicatore.SI_NO:
            return _("sì") if esatto else _("no")
        case TipoIndicatore.PERCENTUALE:
            return f"{numero_it(esatto)}{NBSP}%"
    return f"{numero_it(esatto)} {indicatore.unita}".strip()


def indicatore_gruppi(indicatore: Indicatore) -> tuple[GruppoCampi, ...]:
    """The whole sheet. `dimensioni` and `target__periodo` are better prefetched."""
    return tuple(
        GruppoCampi(titolo, tuple(campi(indicatore)))
        for titolo, campi in (
            (_("Che cosa misura"), _che_cosa),
            (_("Da dove si parte, dove si vuole arrivare"), _valori),
            (_("Come si misura"), _come),
            (_("A quali obiettivi si collega"), _obiettivi),
        )
    )


def _campo(codice: str, etichetta: str, *valori: str) -> Campo:
    return Campo(codice, etichetta, tuple(v for v in valori if v))


def _che_cosa(i: Indicatore) -> Iterator[Campo]:
    yield _campo("definizione", _("Definizione"), i.definizione)
    tipo = capfirst(i.get_tipo_display())
    if i.tipo == TipoIndicatore.PERCENTUALE:
        tipo = _("%(tipo)s, misurata con numeratore e denominatore") % {"tipo": tipo}
    elif i.unita:
        tipo = _("%(tipo)s, in %(unita)s") % {"tipo": tipo, "unita": i.unita}
    yield _campo("tipo", _("Tipo e unità"), tipo)
    yield _campo("direzione", _("Direzione"), capfirst(i.get_direzione_display()))
    yield _campo("cumulo", _("Più periodi"), capfirst(i.get_cumulo_display()))
    if i.minimo is not None or i.massimo is not None:
        yield _campo("limiti", _("Valori possibili"), _limiti(i))
    yield _campo(
        "disaggregazioni",
        _("Si distingue per"),
        *(f"{d.nome}: {', '.join(d.voci)}" for d in i.dimensioni.all()),
    )


def _limiti(i: Indicatore) -> str:
    if i.minimo is None:
        return _("fino a %(massimo)s") % {"massimo": valore_it(i, i.massimo)}
    if i.massimo is None:
        return _("da %(minimo)s in su") % {"minimo": valore_it(i, i.minimo)}
    limiti = {"minimo": valore_it(i, i.minimo), "massimo": valore_it(i, i.massimo)}
    return _("da %(minimo)s a %(massimo)s") % limiti


ND = "n.d."


def base_it(i: Indicatore) -> str:
    """The baseline in words: its value and day, why there is none, or that it is awaited."""
    motivo = f" ({i.base_motivo})" if i.base_motivo else ""
    if i.base_stato == StatoBase.NON_APPLICABILE:
        return _("Non applicabile") + motivo
    if i.base_stato == StatoBase.NON_ANCORA:
        return _("Non ancora misurato") + motivo
    valore = ND if base_nascosta(i) else valore_it(i, i.base_valore)
    if i.base_data is None:
        return valore
    return _("%(valore)s al %(giorno)s") % {"valore": valore, "giorno": data_it(i.base_data)}


def _valori(i: Indicatore) -> Iterator[Campo]:
    yield _campo("base", _("Valore di partenza"), base_it(i))
    yield _campo(
        "target",
        _("Attesi nei periodi"),
        *(f"{t.periodo.nome}: {valore_it(i, t.valore)}" for t in i.target.all()),
    )
    yield _campo("target_finale", _("Atteso alla fine"), valore_it(i, i.target_finale))
    yield _campo("target_motivo", _("Perché questo valore atteso"), i.target_motivo)


def _come(i: Indicatore) -> Iterator[Campo]:
    yield _campo("fonte_dati", _("Fonte dei dati"), i.fonte_dati)
    yield _campo("metodo", _("Metodo"), i.metodo)
    yield _campo("frequenza", _("Frequenza"), capfirst(i.get_frequenza_display()))
    yield _campo("chi_misura", _("Chi misura"), i.chi_misura)
    yield _campo("chi_verifica", _("Chi verifica"), i.chi_verifica)
    evidenza = _("Sì, almeno un documento per ogni valore") if i.evidenza_richiesta else _("No")
    yield _campo("evidenza", _("Evidenza obbligatoria"), evidenza)


def _obiettivi(i: Indicatore) -> Iterator[Campo]:
    yield _campo("sdg", _("Agenda 2030 (SDG)"), *_nomi(Sdg, i.sdg))
    yield _campo("bes", _("Domini del BES"), *_nomi(Bes, i.bes))


def _nomi(scelte: Callable[[str], Sdg | Bes], codici: list[str]) -> Iterator[str]:
    return (str(scelte(codice).label) for codice in codici)

"""Sanity warnings on a measured value: nothing here is an error, each may be confirmed with a note.

A confirmation holds for the value it was given for: `chiave` changes with the value.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from fis_portal.core.quote import numero_it
from outcomes.enums import Cumulo, StatoValore, TipoIndicatore
from outcomes.models import Indicatore, ParteRilevazione, Rilevazione

# A value this many times the last one (or this part of it) is worth a second look.
SALTO = Decimal(3)


@dataclass(frozen=True, slots=True)
class Avviso:
    """Something odd about a value. `chiave` names it together with the values it is about."""

    chiave: str
    testo: str


def valore_di(rilevazione: Rilevazione | ParteRilevazione, tipo: str) -> Decimal | None:
    """The value as one number, a percentage from its two parts; None if it cannot be computed."""
    if tipo != TipoIndicatore.PERCENTUALE:
        return rilevazione.valore
    if rilevazione.numeratore is None or not rilevazione.denominatore:
        return None
    return rilevazione.numeratore * 100 / rilevazione.denominatore


def avvisi_di(
    indicatore: Indicatore,
    rilevazione: Rilevazione,
    parti: Sequence[ParteRilevazione],
    precedente: Rilevazione | None,
) -> tuple[Avviso, ...]:
    """Every warning on a measured value, confirmed or not; none on what is not measured."""
    if rilevazione.stato_valore != StatoValore.MISURATO:
        return ()
    valore = valore_di(rilevazione, indicatore.tipo)
    trovati = [
        *_fuori_limiti(indicatore, valore),
        *_percentuale_strana(indicatore, rilevazione),
        *_salto(indicatore, valore, precedente),
        *_parti_che_non_tornano(indicatore, rilevazione, parti),
    ]
    return tuple(trovati)


def avvisi_aperti(rilevazione: Rilevazione | None, avvisi: Sequence[Avviso]) -> tuple[Avviso, ...]:
    """Those nobody has confirmed with a note."""
    if rilevazione is None or not rilevazione.conferma_avvisi.strip():
        return tuple(avvisi)
    return tuple(a for a in avvisi if a.chiave not in rilevazione.avvisi_confermati)


def _avviso(codice: str, testo: str, *valori: Decimal | None) -> Avviso:
    return Avviso(
        ":".join([codice, *(f"{v.normalize():f}" if v is not None else "" for v in valori)]), testo
    )


def _fuori_limiti(indicatore: Indicatore, valore: Decimal | None) -> list[Avviso]:
    if valore is None:
        return []
    minimo, massimo = indicatore.minimo, indicatore.massimo
    if (minimo is not None and valore < minimo) or (massimo is not None and valore > massimo):
        testo = _("Il valore %(v)s è fuori dai limiti previsti (da %(min)s a %(max)s).") % {
            "v": _numero(valore),
            "min": _numero(minimo),
            "max": _numero(massimo),
        }
        return [_avviso("fuori_limiti", testo, valore)]
    return []


def _percentuale_strana(indicatore: Indicatore, rilevazione: Rilevazione) -> list[Avviso]:
    if indicatore.tipo != TipoIndicatore.PERCENTUALE:
        return []
    sopra, sotto = rilevazione.numeratore, rilevazione.denominatore
    if sotto is not None and sotto == 0:
        testo = _("Il denominatore è zero: la percentuale non è calcolabile.")
        return [_avviso("denominatore_zero", testo, sopra, sotto)]
    if sopra is not None and sotto is not None and sopra > sotto:
        testo = _("Il numeratore è maggiore del denominatore: la percentuale supera il 100 %.")
        return [_avviso("oltre_cento", testo, sopra, sotto)]
    return []


def _salto(
    indicatore: Indicatore, valore: Decimal | None, precedente: Rilevazione | None
) -> list[Avviso]:
    prima = valore_di(precedente, indicatore.tipo) if precedente is not None else None
    if valore is None or prima is None or indicatore.tipo == TipoIndicatore.SI_NO:
        return []
    scende = indicatore.tipo == TipoIndicatore.CONTEGGIO and indicatore.cumulo == Cumulo.CUMULATIVO
    if scende and valore < prima:
        testo = _(
            "Il valore %(v)s è minore dell'ultimo (%(prima)s), ma l'indicatore è cumulativo: "
            "comprende anche i periodi precedenti."
        ) % {"v": _numero(valore), "prima": _numero(prima)}
        return [_avviso("cumulativo_scende", testo, valore, prima)]
    if prima == 0 or indicatore.tipo in (TipoIndicatore.PERCENTUALE, TipoIndicatore.SCALA):
        return []
    rapporto = valore / prima
    if rapporto >= SALTO or rapporto * SALTO <= 1:
        testo = _("Il valore %(v)s è molto diverso dall'ultimo (%(prima)s).") % {
            "v": _numero(valore),
            "prima": _numero(prima),
        }
        return [_avviso("salto", testo, valore, prima)]
    return []


def _parti_che_non_tornano(
    indicatore: Indicatore, rilevazione: Rilevazione, parti: Sequence[ParteRilevazione]
) -> list[Avviso]:
    """Each dimension's parts add up to the total, once somebody has begun to fill them."""
    if indicatore.tipo in (TipoIndicatore.SI_NO, TipoIndicatore.SCALA):
        return []
    campo = "numeratore" if indicatore.tipo == TipoIndicatore.PERCENTUALE else "valore"
    totale = getattr(rilevazione, campo)
    per_dimensione: dict[int, list[ParteRilevazione]] = {}
    for parte in parti:
        per_dimensione.setdefault(parte.dimensione_id, []).append(parte)
    avvisi = []
    for dette in per_dimensione.values():
        valori = [v for parte in dette if (v := getattr(parte, campo)) is not None]
        if not valori or totale is None:
            continue
        somma = sum(valori, Decimal(0))
        dimensione = dette[0].dimensione
        if len(valori) < len(dimensione.voci):
            testo = _("La disaggregazione per %(nome)s non è completa.") % {"nome": dimensione.nome}
        elif somma != totale:
            testo = _("Le parti per %(nome)s fanno %(somma)s, il totale è %(totale)s.") % {
                "nome": dimensione.nome,
                "somma": _numero(somma),
                "totale": _numero(totale),
            }
        else:
            continue
        avvisi.append(_avviso(f"parti_{dimensione.pk}", testo, somma, totale))
    return avvisi


def _numero(valore: Decimal | None) -> str:
    if valore is None:
        return "…"
    intero = valore == valore.to_integral_value()
    return numero_it(valore, 0 if intero else 2)

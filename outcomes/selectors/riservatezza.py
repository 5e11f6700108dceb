"""Small cells of indicators: what of a series everybody may see (ADR 0018).

Values are judged by `fis_portal.core.celle_in_ordine` in the order in which they became public.
Sums, progress and sentences are computed from what is left.
"""

from dataclasses import replace
from datetime import UTC, datetime

from fis_portal.core.celle_in_ordine import Celle, GiudizioInOrdine, Mostrato
from fis_portal.core.riservatezza import Cella, cella_piccola, soglia_celle
from outcomes.enums import Attendibilita, Cumulo, Riservatezza, TipoIndicatore
from outcomes.models import Indicatore
from outcomes.selectors.tipi import NIENTE, SOPPRESSA, Parte, Punto, Quantita, Serie

# The others do not count people: an amount, a mark or a yes say nothing of how few they are.
CONTANO = (TipoIndicatore.CONTEGGIO, TipoIndicatore.NUMERO, TipoIndicatore.PERCENTUALE)
MAI = datetime.max.replace(tzinfo=UTC)


def conta_persone(indicatore: Indicatore) -> bool:
    return indicatore.riservatezza != Riservatezza.NESSUNA and indicatore.tipo in CONTANO


def soglia_di(indicatore: Indicatore) -> int:
    return soglia_celle(sensibile=indicatore.riservatezza == Riservatezza.SENSIBILE)


def base_nascosta(indicatore: Indicatore) -> bool:
    """Is the baseline itself a count of too few people to be shown?"""
    base = indicatore.base_valore
    if base is None or not conta_persone(indicatore):
        return False
    # The baseline of a percentage is the percentage alone: it does not say of how many.
    is_percentuale = indicatore.tipo == TipoIndicatore.PERCENTUALE
    return not is_percentuale and cella_piccola((base,), soglia_di(indicatore))


def serie_pubblica(serie: Serie) -> Serie:
    """The series as everybody may see it: what is only declared is left out, small cells hidden."""
    punti = [
        p
        for p in serie.punti
        if p.pubblico_dal is not None and p.attendibilita != Attendibilita.DICHIARATO
    ]
    if not conta_persone(serie.indicatore):
        return replace(serie, punti=tuple(punti))
    filtro = _Filtro(serie)
    in_ordine = sorted(punti, key=lambda p: (p.pubblico_dal or MAI, p.periodo.al, p.id))
    giudicati = {punto.id: filtro.giudica(punto) for punto in in_ordine}
    return replace(serie, base=filtro.base, punti=tuple(giudicati[p.id] for p in punti))


class _Filtro:
    """Judges the values of one series one after the other."""

    def __init__(self, serie: Serie) -> None:
        indicatore = serie.indicatore
        self.is_percentuale = serie.is_percentuale
        self.giudizio = GiudizioInOrdine(
            soglia_di(indicatore), cumulativo=indicatore.cumulo == Cumulo.CUMULATIVO
        )
        self.base = self._giudica_base(indicatore, serie.base)

    def _giudica_base(self, indicatore: Indicatore, base: Quantita) -> Quantita:
        if base_nascosta(indicatore):
            return SOPPRESSA
        if not self.is_percentuale and base.valore is not None:
            self.giudizio.visti.append(Mostrato((base.valore,)))
        return base

    def giudica(self, punto: Punto) -> Punto:
        totale = self._cella(punto.quantita)
        # Without a total, half of a percentage: its parts alone would tell it.
        mostrato = None if totale is None else self.giudizio.giudica(totale, self._parti(punto))
        if mostrato is None:
            parti = tuple(replace(p, quantita=_tolta(p.quantita)) for p in punto.parti)
            intera = _tolta(punto.quantita) if totale is None else SOPPRESSA
            return replace(punto, quantita=intera, parti=parti)
        return replace(punto, parti=tuple(_parte(p, mostrato) for p in punto.parti))

    def _parti(self, punto: Punto) -> dict[str, Celle]:
        parti: dict[str, Celle] = {parte.dimensione: {} for parte in punto.parti}
        for parte in punto.parti:
            cella = self._cella(parte.quantita)
            if cella is not None:
                parti[parte.dimensione][parte.voce] = cella
        return parti

    def _cella(self, quantita: Quantita) -> Cella | None:
        if not self.is_percentuale:
            return None if quantita.valore is None else (quantita.valore,)
        if quantita.numeratore is None or quantita.denominatore is None:
            return None
        return (quantita.numeratore, quantita.denominatore - quantita.numeratore)


def _parte(parte: Parte, mostrato: Mostrato) -> Parte:
    if parte.voce in mostrato.mostrate.get(parte.dimensione, {}):
        return parte
    return replace(parte, quantita=_tolta(parte.quantita))


def _tolta(quantita: Quantita) -> Quantita:
    return NIENTE if quantita.is_vuota else SOPPRESSA

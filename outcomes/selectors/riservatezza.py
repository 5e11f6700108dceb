"""Small cells of indicators: what of a series everybody may see (ADR 0018).

Values are judged in the order in which they became public, each beside all those already shown:
what is shown once is never hidden because of what comes later, so two pages of two days taken from
each other tell nothing that one of them does not. For each value:

- a total (for percentages: those who did and those who did not) below the threshold is hidden with
  all its parts, so that no dimension gives back what another hides;
- of a cumulative indicator the difference from every value shown before is a count of people too:
  when it is small the later value is hidden;
- the parts of each dimension follow `celle_da_nascondere`, what they leave of the total included,
  and the differences between periods of what is hidden in both must not be small either.

Sums, progress and sentences are computed from what is left.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from fis_portal.core.riservatezza import (
    Cella,
    cella_piccola,
    celle_da_nascondere,
    soglia_celle,
)
from outcomes.enums import Attendibilita, Cumulo, Riservatezza, TipoIndicatore
from outcomes.models import Indicatore
from outcomes.selectors.tipi import NIENTE, SOPPRESSA, Parte, Punto, Quantita, Serie

# The others do not count people: an amount, a mark or a yes say nothing of how few they are.
CONTANO = (TipoIndicatore.CONTEGGIO, TipoIndicatore.NUMERO, TipoIndicatore.PERCENTUALE)
MAI = datetime.max.replace(tzinfo=UTC)
Celle = dict[str, Cella]


@dataclass(frozen=True, slots=True)
class _Mostrato:
    """What of a value is public: the total, and by dimension the parts shown and all of them."""

    totale: Cella
    mostrate: dict[str, Celle] = field(default_factory=dict)
    tutte: dict[str, Celle] = field(default_factory=dict)


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
    """Judges the values of one series one after the other, and remembers what is public."""

    def __init__(self, serie: Serie) -> None:
        self.soglia = soglia_di(serie.indicatore)
        self.is_percentuale = serie.is_percentuale
        self.is_cumulativo = serie.indicatore.cumulo == Cumulo.CUMULATIVO
        self.visti: list[_Mostrato] = []
        self.base = self._giudica_base(serie.indicatore, serie.base)

    def _giudica_base(self, indicatore: Indicatore, base: Quantita) -> Quantita:
        if base_nascosta(indicatore):
            return SOPPRESSA
        if self.is_cumulativo and not self.is_percentuale and base.valore is not None:
            self.visti.append(_Mostrato((base.valore,)))
        return base

    def giudica(self, punto: Punto) -> Punto:
        totale = self._cella(punto.quantita)
        if totale is None:
            # Nothing to show, or half of a percentage: its parts alone would tell the total.
            parti = tuple(replace(p, quantita=_tolta(p.quantita)) for p in punto.parti)
            return replace(punto, quantita=_tolta(punto.quantita), parti=parti)
        if self._si_nasconde(totale):
            parti = tuple(replace(p, quantita=_tolta(p.quantita)) for p in punto.parti)
            return replace(punto, quantita=SOPPRESSA, parti=parti)
        mostrato = _Mostrato(totale)
        for dimensione in dict.fromkeys(parte.dimensione for parte in punto.parti):
            self._giudica_dimensione(punto.parti, dimensione, mostrato)
        self.visti.append(mostrato)
        return replace(punto, parti=tuple(self._parte(p, mostrato) for p in punto.parti))

    def _si_nasconde(self, totale: Cella) -> bool:
        if cella_piccola(totale, self.soglia):
            return True
        return any(self._piccola_differenza(totale, visto.totale) for visto in self._prima())

    def _prima(self) -> list[_Mostrato]:
        """Values of which this one is a continuation. Those of separate periods are not."""
        return self.visti if self.is_cumulativo else []

    def _giudica_dimensione(
        self, parti: tuple[Parte, ...], dimensione: str, mostrato: _Mostrato
    ) -> None:
        celle: Celle = {}
        for parte in parti:
            cella = self._cella(parte.quantita) if parte.dimensione == dimensione else None
            if cella is not None:
                celle[parte.voce] = cella
        anche = {
            i
            for i, (voce, cella) in enumerate(celle.items())
            for visto in self._prima()
            if (prima := visto.mostrate.get(dimensione, {}).get(voce)) is not None
            and self._piccola_differenza(cella, prima)
        }
        elenco = list(celle.values())
        resto = _meno(mostrato.totale, _insieme(elenco, len(mostrato.totale)))
        # Parts that leave something of the total give it away as if it were one of them.
        mai = {len(elenco)} if any(conto > 0 for conto in resto) else set()
        if mai:
            elenco.append(tuple(max(conto, 0) for conto in resto))
        nascoste = celle_da_nascondere(elenco, self.soglia, anche=anche, mai=mai)
        mostrate = {v: c for i, (v, c) in enumerate(celle.items()) if i not in nascoste}
        if any(
            self._si_ricava(mostrato.totale, mostrate, celle, dimensione, v) for v in self._prima()
        ):
            mostrate = {}
        mostrato.mostrate[dimensione] = mostrate
        mostrato.tutte[dimensione] = celle

    def _si_ricava(
        self, totale: Cella, mostrate: Celle, tutte: Celle, dimensione: str, prima: _Mostrato
    ) -> bool:
        """Does a group of parts hidden now or before change by few people, and can one tell?"""
        if dimensione not in prima.tutte:
            return False
        allora = prima.mostrate[dimensione]
        comuni = mostrate.keys() & allora.keys()
        nascoste_allora = prima.tutte[dimensione].keys() - allora.keys()
        nascoste_ora = tutte.keys() - mostrate.keys()
        # What is not shown both times, as one group.
        differenze = [_meno(_resto(totale, mostrate, comuni), _resto(prima.totale, allora, comuni))]
        # The group hidden then, all of it shown now; and the other way round.
        if nascoste_allora and nascoste_allora <= mostrate.keys():
            ora = _insieme([mostrate[voce] for voce in nascoste_allora], len(totale))
            differenze.append(_meno(ora, _resto(prima.totale, allora, allora.keys())))
        if nascoste_ora and nascoste_ora <= allora.keys():
            ieri = _insieme([allora[voce] for voce in nascoste_ora], len(totale))
            differenze.append(_meno(_resto(totale, mostrate, mostrate.keys()), ieri))
        return any(cella_piccola(differenza, self.soglia) for differenza in differenze)

    def _piccola_differenza(self, una: Cella, altra: Cella) -> bool:
        return cella_piccola(_meno(una, altra), self.soglia)

    def _cella(self, quantita: Quantita) -> Cella | None:
        if not self.is_percentuale:
            return None if quantita.valore is None else (quantita.valore,)
        if quantita.numeratore is None or quantita.denominatore is None:
            return None
        return (quantita.numeratore, quantita.denominatore - quantita.numeratore)

    def _parte(self, parte: Parte, mostrato: _Mostrato) -> Parte:
        if parte.voce in mostrato.mostrate.get(parte.dimensione, {}):
            return parte
        return replace(parte, quantita=_tolta(parte.quantita))


def _tolta(quantita: Quantita) -> Quantita:
    return NIENTE if quantita.is_vuota else SOPPRESSA


def _meno(una: Cella, altra: Cella) -> Cella:
    return tuple(a - b for a, b in zip(una, altra, strict=True))


def _insieme(celle: list[Cella], componenti: int) -> Cella:
    return tuple(sum(cella[i] for cella in celle) for i in range(componenti))


def _resto(totale: Cella, mostrate: Mapping[str, Cella], voci: Set[str]) -> Cella:
    """What is left of a total without some of its shown parts."""
    tolte = [cella for voce, cella in mostrate.items() if voce in voci]
    return _meno(totale, _insieme(tolte, len(totale)))

"""What may be shown of the figures on people: judged quarter by quarter, in order (ADR 18).

Two days taken from each other count the people who came between them, and two lines with their
total a third one. So what divides people says what was judged at the end of a quarter, each beside
all those before it: the same total at the same quarter for all that divide it. A year of
attendances is the difference of two quarters' ends, and tells no more.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _

from fis_portal.core.celle_in_ordine import Celle, GiudizioInOrdine
from fis_portal.core.quote import numero_it
from fis_portal.core.riservatezza import soglia_celle
from monitoraggio.registro.base import Ambito, Figura
from monitoraggio.registro.definizione import DefinizioneFigura
from monitoraggio.registro.trimestri import Storia, Trimestre, fine_di, ultimo_chiuso

TUTTE = "tutte"
LINEE = "linee"
Calcola = Callable[[DefinizioneFigura, Ambito], Figura]


@dataclass(frozen=True, slots=True)
class Passo:
    """What is public since the end of a quarter. `linee` are those that count anybody, None where
    they may not be shown; `somma` is what all of them add up to, None where it tells too much."""

    totale: int
    somma: int | None
    linee: dict[str, int | None]

    @property
    def is_taciuto(self) -> bool:
        """Its lines tell nothing: the quarter before tells more."""
        return bool(self.linee) and all(n is None for n in self.linee.values())


NIENTE = Passo(0, 0, {})
Passi = dict[Trimestre, Passo]


@dataclass(frozen=True, slots=True)
class Mostrate:
    """A figure, or a year of it, at the last quarter that may be told; None where none may be."""

    al: Trimestre | None
    totale: int | None
    somma: int | None
    linee: dict[str, int | None]


NESSUNA = Mostrate(None, None, None, {})


# --- Judging ------------------------------------------------------------------------------------
def giudica(storia: Storia, *, anche: Mapping[Trimestre, Collection[str]] | None = None) -> Passi:
    """The quarters that may be told, in order. With `anche` no others than those it names, each
    with the lines that may not be shown."""
    return _Giudice(storia, anche).passi()


class _Giudice:
    def __init__(self, storia: Storia, anche: Mapping[Trimestre, Collection[str]] | None) -> None:
        self.storia, self.anche = storia, anche
        self.totali = GiudizioInOrdine(soglia_celle(), cumulativo=True)
        self.linee = GiudizioInOrdine(soglia_celle(), cumulativo=True, crescente=True)
        # When each line was last shown, and how much of it; the whole is the line None.
        self.ultime: dict[str | None, tuple[Trimestre, int]] = {}
        self.ora: dict[str, int] = {}

    def passi(self) -> Passi:
        passi: Passi = {}
        totale = 0
        for trimestre in self.storia.passi:
            totale += self.storia.insieme[trimestre]
            for linea, aggiunte in self.storia.linee.items():
                if trimestre in aggiunte:
                    self.ora[linea] = self.ora.get(linea, 0) + aggiunte[trimestre]
            if self.anche is None or trimestre in self.anche:
                passo = self._passo(trimestre, totale)
                if passo is not None:
                    passi[trimestre] = passo
        return passi

    def _passo(self, trimestre: Trimestre, totale: int) -> Passo | None:
        if self._pochi(None, trimestre, totale) or self.totali.giudica((totale,), {}) is None:
            return None
        self.ultime[None] = trimestre, totale
        celle: Celle = {linea: (n,) for linea, n in self.ora.items() if n}
        nascoste = {linea for linea in celle if self._pochi(linea, trimestre, self.ora[linea])}
        nascoste |= set(self.anche[trimestre] if self.anche else ())
        somma = sum(self.ora.values())
        mostrato = self.linee.giudica((somma,), {LINEE: celle}, {LINEE: nascoste})
        mostrate = mostrato.mostrate[LINEE] if mostrato else {}
        for linea in mostrate:
            self.ultime[linea] = trimestre, self.ora[linea]
        return Passo(
            totale,
            somma if mostrato else None,
            {linea: self.ora[linea] if linea in mostrate else None for linea in celle},
        )

    def _pochi(self, linea: str | None, trimestre: Trimestre, ora: int) -> bool:
        """Few people who come often are few people all the same.

        How many were the same people nobody counts: never fewer than came in one quarter, nor than
        those who came for the first time.
        """
        da, prima = self.ultime.get(linea, (-1, 0))
        if not self.storia.dietro or ora - prima < soglia_celle():  # nobody, or few in any case
            return False
        nel = [n for t, n in self.storia.dietro.get(linea, {}).items() if da < t <= trimestre]
        mai = [n for t, n in self.storia.nuove.get(linea, {}).items() if da < t <= trimestre]
        return max(*nel, sum(mai)) < soglia_celle()


# --- Reading what was judged ----------------------------------------------------------------------
def ultime(passi: Passi) -> Mostrate:
    """The last quarter whose lines tell anything; while none does, the last total."""
    al = next((t for t in reversed(passi) if not passi[t].is_taciuto), None)
    if al is None:
        al = next(reversed(passi), None)
    return NESSUNA if al is None else _mostrate(al, passi[al])


def anni_per_differenza(storia: Storia, passi: Passi, al: Trimestre) -> dict[int, Mostrate]:
    """Each year of a count that adds up: what its end says more than the end of the year before."""
    anni: dict[int, Mostrate] = {}
    for anno, (prima, dopo) in _estremi(storia, al).items():
        da = passi.get(prima) if prima is not None else NIENTE
        a = passi.get(dopo)
        if da is None or a is None:
            anni[anno] = _taciuto(storia, prima, dopo)
            continue
        linee = {linea: _differenza(da, a, linea) for linea in a.linee}
        anni[anno] = Mostrate(
            dopo, a.totale - da.totale, None, {linea: n for linea, n in linee.items() if n != 0}
        )
    return anni


def anni_di_persone(
    storie: Mapping[int, Storia], storia: Storia, passi: Passi, al: Trimestre
) -> dict[int, Mostrate]:
    """Each year of a count of people, who count again in every year: judged within it, and no line
    is told that may not be told up to its end, or to the end of the year before."""
    anni: dict[int, Mostrate] = {}
    for anno, (prima, dopo) in _estremi(storia, al).items():
        annuale = storie.get(anno, Storia())
        inizio = passi.get(prima) if prima is not None else NIENTE
        anche = {
            t: {linea for linea in annuale.linee if _differenza(inizio, passi[t], linea) is None}
            for t in annuale.passi
            if inizio is not None and t in passi and t <= dopo
        }
        fine = giudica(annuale, anche=anche).get(dopo)
        anni[anno] = _mostrate(dopo, fine) if fine else _taciuto(storia, prima, dopo)
    return anni


def _estremi(storia: Storia, al: Trimestre) -> dict[int, tuple[Trimestre | None, Trimestre]]:
    """The last quarter with anybody before each year, and the last one in it."""
    estremi: dict[int, tuple[Trimestre | None, Trimestre]] = {}
    prima: Trimestre | None = None
    for trimestre in storia.passi:
        if trimestre > al:
            break
        anno = trimestre // 4
        inizio = estremi[anno][0] if anno in estremi else prima
        estremi[anno] = (inizio, trimestre)
        prima = trimestre
    return estremi


def _mostrate(al: Trimestre, passo: Passo) -> Mostrate:
    return Mostrate(al, passo.totale, passo.somma, passo.linee)


def _taciuto(storia: Storia, prima: Trimestre | None, dopo: Trimestre) -> Mostrate:
    """A year of which nothing may be told: the lines of which there is anything."""
    attive = [
        linea
        for linea, aggiunte in storia.linee.items()
        if any((prima or 0) < quando <= dopo for quando in aggiunte)
    ]
    return Mostrate(dopo, None, None, dict.fromkeys(attive))


def _differenza(da: Passo | None, a: Passo, linea: str) -> int | None:
    if da is None:
        return None
    prima, dopo = da.linee.get(linea, 0), a.linee.get(linea, 0)
    return None if prima is None or dopo is None else dopo - prima


# --- What a figure says of itself -----------------------------------------------------------------
def contata_fino(storia: Storia, al: Trimestre | None, alla: date) -> date | None:
    """The last day counted, where it is not the day asked for."""
    if al is None:
        return None
    fino = fine_di(ultimo_chiuso(alla) if al == storia.passi[-1] else al)
    return fino if fino < alla else None


def nota_trimestre(fino: date | None) -> tuple[str, ...]:
    if fino is None:
        return ()
    return (
        _(
            "Si conta a trimestre chiuso, e solo quando tra un trimestre e l'altro nessuno si "
            "riconosce: qui fino al %(giorno)s."
        )
        % {"giorno": f"{fino:%d/%m/%Y}"},
    )


def a_oggi(calcola: Calcola) -> Calcola:
    """The past as it was known is not told of people: see ADR 18."""

    def calcolata(definizione: DefinizioneFigura, ambito: Ambito) -> Figura:
        if ambito.conosciuto_al is None:
            return calcola(definizione, ambito)
        frase = _(
            "Quante persone risultavano in un altro momento non si dice: due risposte direbbero "
            "per differenza chi è stato aggiunto o tolto."
        )
        return definizione.figura(ambito, frase=frase, voci=())

    return calcolata


def scelte_dal_taglio(calcola: Calcola) -> Calcola:
    """A part of a figure on people is a cell of its cut: asked alone it tells no more."""

    def calcolata(definizione: DefinizioneFigura, ambito: Ambito) -> Figura:
        if not ambito.filtri:
            return calcola(definizione, ambito)
        ((codice, valore),) = ambito.filtri
        tagliata = calcola(definizione, replace(ambito, per=(codice,), filtri=()))
        cella = tagliata.cella(valore)
        voci = cella.voci if cella else ()
        noti = [voce.valore for voce in voci if voce.codice == TUTTE and voce.valore is not None]
        frase = (
            _("Per quanto è stato scelto si contano %(n)s %(unita)s.")
            % {"n": numero_it(noti[0]), "unita": definizione.unita}
            if noti
            else _("Per quanto è stato scelto non c'è un totale che si possa mostrare.")
        )
        return replace(tagliata, frase=frase, voci=voci, per=(), celle=())

    return calcolata

"""Cuts of the figures on people: tables from which nobody can be told by subtraction.

A table has the lines of a figure and the values of one dimension. Its margins are public too: the
lines of the whole figure, and what each value counts in all (the same for whatever is cut by that
dimension). They are decided first, each for itself; then cells are hidden until neither row nor
column tells one of them.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from django.utils.translation import gettext as _

from fis_portal.core.quote import numero_it
from fis_portal.core.riservatezza import celle_da_nascondere, piccolo, soglia_celle
from monitoraggio.registro.base import Ambito, Cella, Figura, Taglio, Voce
from monitoraggio.registro.cubo import Riga
from monitoraggio.registro.definizione import DefinizioneFigura
from monitoraggio.registro.ponti import ponti
from monitoraggio.registro.riservatezza import sopprimi, taciuta

TUTTE = "tutte"
Posto = tuple[str, Taglio]
Chiave = TypeVar("Chiave", bound=Hashable)
Calcola = Callable[[DefinizioneFigura, Ambito], Figura]


@dataclass(frozen=True, slots=True)
class Conto:
    """A count, and the people known by name behind it (0: only totals of the sources)."""

    n: int
    persone: int

    @property
    def is_piccolo(self) -> bool:
        """Few people who come often are few people all the same."""
        soglia = soglia_celle()
        return piccolo(self.n, soglia) or piccolo(self.persone, soglia)


def somma_conti(
    nominali: Iterable[Riga], totali: Iterable[Riga], che: str, chiave: Callable[[Riga], Chiave]
) -> tuple[dict[Chiave, Conto], bool]:
    """Those known by name and those of the sources, by key; and whether sources said anything."""
    conti: dict[Chiave, Conto] = {}
    for riga in nominali:
        conti[chiave(riga)] = Conto(riga.misure[che], riga.misure["persone"])
    storici = False
    for riga in totali:
        prima = conti.get(chiave(riga), Conto(0, 0))
        conti[chiave(riga)] = Conto(prima.n + riga.n, prima.persone)
        storici = True
    return {chiave: conto for chiave, conto in conti.items() if conto.n}, storici


def celle_di_persone(
    tabella: Mapping[Posto, Conto],
    colonne: Mapping[Taglio, Conto],
    linee: Sequence[Voce],
    in_tutto: int | None,
    *,
    con_totali: bool = True,
) -> tuple[Cella, ...]:
    """The cells of a cut; none where no way of hiding would do. A line in which a cell counts
    nobody is not in it.

    `linee` are those of the whole figure, `colonne` what each value counts in all: known to who
    reads, by other figures, also where `con_totali` does not show it.
    """
    mostrate = _colonne_mostrate(colonne, in_tutto)
    nascoste = _nascoste(
        tabella,
        {voce.codice for voce in linee if voce.soppressa},
        {taglio for taglio in _tagli(tabella) if mostrate.get(taglio) is None},
    )
    if nascoste is None:
        return ()
    return tuple(
        Cella(
            (taglio,),
            (
                *_voci(tabella, taglio, linee, nascoste),
                *(_in_tutto(taglio, mostrate) if con_totali else ()),
            ),
        )
        for taglio in _tagli(tabella)
    )


def _tagli(tabella: Mapping[Posto, Conto]) -> list[Taglio]:
    return list(dict.fromkeys(taglio for _linea, taglio in tabella))


def _voci(
    tabella: Mapping[Posto, Conto], taglio: Taglio, linee: Sequence[Voce], nascoste: set[Posto]
) -> Iterable[Voce]:
    for linea in linee:
        posto = (linea.codice, taglio)
        if posto in nascoste:
            yield taciuta(Voce(linea.codice, linea.etichetta, None))
        elif posto in tabella:
            yield Voce(linea.codice, linea.etichetta, tabella[posto].n)


def _in_tutto(taglio: Taglio, mostrate: Mapping[Taglio, int | None]) -> Iterable[Voce]:
    if taglio in mostrate:
        valore = mostrate[taglio]
        voce = Voce(TUTTE, _("In tutto"), valore)
        yield taciuta(voce) if valore is None else voce


def _colonne_mostrate(
    colonne: Mapping[Taglio, Conto], in_tutto: int | None
) -> dict[Taglio, int | None]:
    """What each value counts in all, judged beside the others as the parts of one total."""
    voci = sopprimi(
        [Voce(taglio.codice, "", conto.n) for taglio, conto in colonne.items()],
        None if in_tutto is None else sum(conto.n for conto in colonne.values()),
        anche=[i for i, conto in enumerate(colonne.values()) if conto.is_piccolo],
    )
    return {
        taglio: None if voce.valore is None else int(voce.valore)
        for taglio, voce in zip(colonne, voci, strict=True)
    }


# --- What to hide -----------------------------------------------------------------------------
def _nascoste(
    tabella: Mapping[Posto, Conto], righe_taciute: set[str], colonne_taciute: set[Taglio]
) -> set[Posto] | None:
    """Hide until every equation that shares a hidden cell has another unknown, and no cell is the
    only way between two groups of unknowns. None where the margins tell a cell all the same."""
    righe, colonne = _equazioni(tabella)
    nascoste = {posto for posto, conto in tabella.items() if conto.is_piccolo}
    while True:
        prima = len(nascoste)
        for linea, posti in righe.items():
            nascoste |= _da_completare(tabella, posti, nascoste, linea in righe_taciute)
        for taglio, posti in colonne.items():
            nascoste |= _da_completare(tabella, posti, nascoste, taglio in colonne_taciute)
        if len(nascoste) > prima:
            continue
        sole = _sole(nascoste, righe_taciute, colonne_taciute)
        if not sole:
            return nascoste
        altre = {_altra(tabella, righe[s[0]], colonne[s[1]], nascoste) for s in sole} - {None}
        if not altre:
            return None
        nascoste |= {posto for posto in altre if posto}


def _altra(
    tabella: Mapping[Posto, Conto],
    riga: Sequence[Posto],
    colonna: Sequence[Posto],
    nascoste: set[Posto],
) -> Posto | None:
    """The least of the cells shown beside one: of those that count nobody only if no other is."""
    mostrate = [posto for posto in (*riga, *colonna) if posto not in nascoste]
    return min(mostrate, key=lambda posto: _peso(tabella, posto), default=None)


def _peso(tabella: Mapping[Posto, Conto], posto: Posto) -> tuple[bool, int, str, str]:
    n = tabella[posto].n if posto in tabella else 0
    return not n, n, posto[0], posto[1].codice


def _equazioni(
    tabella: Mapping[Posto, Conto],
) -> tuple[dict[str, list[Posto]], dict[Taglio, list[Posto]]]:
    """The cells of each line and of each column, those that count nobody included."""
    linee = list(dict.fromkeys(linea for linea, _taglio in tabella))
    tagli = _tagli(tabella)
    return (
        {linea: [(linea, taglio) for taglio in tagli] for linea in linee},
        {taglio: [(linea, taglio) for linea in linee] for taglio in tagli},
    )


def _da_completare(
    tabella: Mapping[Posto, Conto], posti: Sequence[Posto], nascoste: set[Posto], taciuta: bool
) -> set[Posto]:
    gia = [i for i, posto in enumerate(posti) if posto in nascoste]
    if taciuta:  # the total is one unknown: with every part shown, their sum would tell it
        return set() if gia else {min(posti, key=lambda posto: _peso(tabella, posto))}
    celle = [(tabella[posto].n if posto in tabella else 0,) for posto in posti]
    return {posti[i] for i in celle_da_nascondere(celle, soglia_celle(), anche=gia)}


def _sole(
    nascoste: set[Posto], righe_taciute: set[str], colonne_taciute: set[Taglio]
) -> list[Posto]:
    """Hidden cells that the equations tell: each is the only link between two groups of unknowns.

    The unknowns are the edges of a graph whose vertices are the equations: one is known exactly
    where no other way leads from one of its ends to the other.
    """
    archi: list[tuple[Hashable, Hashable]] = [(linea, taglio) for linea, taglio in nascoste]
    archi += [(linea, None) for linea in righe_taciute]
    archi += [(TUTTE, taglio) for taglio in colonne_taciute]
    noti = ponti(archi)
    return [posto for posto in nascoste if posto in noti]


# --- A part alone -----------------------------------------------------------------------------
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

"""What is missing in the records of the projects."""

from collections.abc import Sequence

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy, ngettext

from fis_portal.core.quote import numero_it, quota
from monitoraggio.registro.base import Ambito, Figura, Voce
from monitoraggio.registro.cubo import Espressione, Riga
from monitoraggio.registro.definizione import NON_PERSONE, QUOTE, DefinizioneFigura
from monitoraggio.registro.esclusi import PROGETTI as PROGETTI_ESCLUSI
from monitoraggio.registro.fatti import DI_UN_PROGETTO, vero
from monitoraggio.registro.qualita import record_per_colonna, schede
from monitoraggio.registro.tagli import Parte, celle, parti
from monitoraggio.registro.tenute import tenuta_in_parte
from progetti.selectors import MANCANZE


def _manca(codice: str) -> Espressione:
    return lambda ambito: vero(MANCANZE[codice][1])


_SCHEDE = schede("schede", {codice: _manca(codice) for codice in MANCANZE})


def _mancanze(righe: Sequence[Riga]) -> Parte:
    (riga,) = righe
    voci = tuple(
        Voce(codice, capfirst(str(nome)), riga.misure[codice], quota(riga.misure[codice], riga.n))
        for codice, (nome, _q) in MANCANZE.items()
    )
    return Parte(voci, riga.n)


def _calcola(definizione: DefinizioneFigura, ambito: Ambito) -> Figura:
    intero, tagliate = parti(ambito, _SCHEDE)
    tutto = _mancanze(intero)
    return definizione.figura(
        ambito,
        frase=ngettext(
            "Quanto manca, campo per campo, nella scheda di %(n)s progetto.",
            "Quanto manca, campo per campo, nelle schede di %(n)s progetti.",
            tutto.denominatore or 0,
        )
        % {"n": numero_it(tutto.denominatore)},
        voci=tutto.voci,
        denominatore=tutto.denominatore,
        celle=celle(definizione, ambito, tagliate, _mancanze),
    )


COMPLETEZZA = DefinizioneFigura(
    codice="completezza",
    conta_record=True,
    titolo=gettext_lazy("Che cosa manca nei dati"),
    definizione=gettext_lazy(
        "Progetti finanziati entro la data ai quali manca un dato, campo per campo. Manca perché "
        "nessuna fonte pubblica lo riporta, o perché non è ancora stato caricato."
    ),
    unita=gettext_lazy("progetti"),
    base=gettext_lazy("progetti finanziati, in un Intervento qualsiasi, entro la data"),
    calcola=tenuta_in_parte(_calcola),
    arrotondamento=QUOTE,
    riservatezza=NON_PERSONE,
    fonti=(gettext_lazy("Schede dei progetti, campo per campo"),),
    dimensioni=DI_UN_PROGETTO,
    esclusi=PROGETTI_ESCLUSI,
    record=lambda ambito: record_per_colonna(ambito, {c: _manca(c) for c in MANCANZE}),
    somma=frozenset({"regione", "comune", "periodo"}),
)

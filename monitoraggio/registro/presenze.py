"""Attendances and people by what people come for: the kind of body, the Comune.

Only what is known by name can be told apart so: the totals of the sources are left out, and the
figure says how the two differ. Lines are never in the order of their numbers: it would tell which
of the hidden ones is greater.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import F, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fis_portal.core.quote import numero_it
from monitoraggio.registro.base import Ambito, Cella, Figura, Voce
from monitoraggio.registro.comunita import FONTI
from monitoraggio.registro.definizione import CONTA_PERSONE, INTERI, DefinizioneFigura
from monitoraggio.registro.dimensioni import ANNO, IGNOTO
from monitoraggio.registro.esclusi import dei_presenti
from monitoraggio.registro.persone import (
    TUTTE,
    Calcola,
    Mostrate,
    a_oggi,
    anni_di_persone,
    anni_per_differenza,
    contata_fino,
    giudica,
    nota_trimestre,
    scelte_dal_taglio,
    ultime,
)
from monitoraggio.registro.riservatezza import taciuta
from monitoraggio.registro.tenute import tenuta
from monitoraggio.registro.trimestri import PerLinea, per_fase, per_linea
from progetti.enums import TipoOrganizzazione

TIPI = {str(valore): nome for valore, nome in TipoOrganizzazione.choices}


@dataclass(frozen=True, slots=True)
class Linee:
    """What the attendances are divided by, and how to say it."""

    codice: Any
    nome: Any
    ignoto: str | Promise
    frase: dict[str, str | Promise]


_TIPO = Coalesce(*(NullIf(F(c), Value("")) for c in ("organizzazione__tipo", "tipo_ente")))
ENTI = Linee(
    codice=_TIPO,
    nome=_TIPO,
    ignoto=gettext_lazy("Tipo di ente non indicato"),
    frase={
        "presenze": gettext_lazy("Di %(n)s presenze si sa chi c'era, e per quale tipo di ente."),
        "persone": gettext_lazy("Di %(n)s persone si sa per quale tipo di ente hanno partecipato."),
    },
)
COMUNI = Linee(
    codice=F("comune__codice_istat"),
    nome=F("comune__nome"),
    ignoto=gettext_lazy("Comune non indicato"),
    frase={
        "presenze": gettext_lazy("Di %(n)s presenze si sa chi c'era, e per quale Comune."),
        "persone": gettext_lazy("Di %(n)s persone si sa per quale Comune hanno partecipato."),
    },
)


def _calcola(definizione: DefinizioneFigura, ambito: Ambito, *, linee: Linee, che: str) -> Figura:
    rilasci = per_fase(ambito, che).rilasci
    righe = per_linea(ambito, che, linee.codice, linee.nome, rilasci)
    storia = righe.presenze if che == "presenze" else righe.persone
    passi = giudica(storia)
    mostrate = ultime(passi)
    vuota = _("Nessuna presenza è registrata persona per persona, o sono troppo poche per dirlo.")
    anni: Mapping[int, Mostrate] = {}
    if ambito.per and mostrate.al is not None:
        anni = (
            anni_per_differenza(storia, passi, mostrate.al)
            if che == "presenze"
            else anni_di_persone(righe.anni, storia, passi, mostrate.al)
        )
    dimensione = definizione.dimensione(ANNO.codice)
    fino = contata_fino(storia, mostrate.al, ambito.alla)
    return definizione.figura(
        ambito,
        frase=linee.frase[che] % {"n": numero_it(mostrate.totale)} if mostrate.totale else vuota,
        voci=(*_voci(linee, righe, mostrate), Voce(TUTTE, _("In tutto"), mostrate.totale)),
        note=(*_note(che), *nota_trimestre(fino)),
        contata_fino=fino,
        celle=tuple(
            Cella(
                (dimensione.taglio(str(anno), str(anno)),),
                (*_voci(linee, righe, anni[anno]), _tutte(anni[anno])),
            )
            for anno in sorted(anni)
        ),
    )


def _voci(linee: Linee, righe: PerLinea, mostrate: Mostrate) -> tuple[Voce, ...]:
    return tuple(
        taciuta(voce) if voce.valore is None else voce
        for voce in (
            Voce(codice or IGNOTO, _etichetta(linee, codice, righe.nomi), mostrate.linee[codice])
            for codice in sorted(mostrate.linee, key=lambda codice: _posto(codice, righe.nomi))
        )
    )


def _tutte(mostrate: Mostrate) -> Voce:
    voce = Voce(TUTTE, _("In tutto"), mostrate.totale)
    return taciuta(voce) if voce.valore is None else voce


def _posto(codice: str, nomi: Mapping[str, str]) -> tuple[bool, int, str]:
    posto = list(TIPI).index(codice) if codice in TIPI else 0
    return not codice, posto, nomi.get(codice, "")


def _etichetta(linee: Linee, codice: str, nomi: Mapping[str, str]) -> str:
    if not codice:
        return str(linee.ignoto)
    nome = str(TIPI.get(codice, nomi.get(codice, "")))
    return nome[:1].upper() + nome[1:]


def _note(che: str) -> tuple[str, ...]:
    note = [_("Sono esclusi i totali che una fonte riporta senza dire chi c'era.")]
    if che == "persone":
        note.append(
            _("Chi ha partecipato per più enti o Comuni conta in ciascuno, e una volta in tutto.")
        )
    return tuple(note)


def _una(linee: Linee, che: str) -> Calcola:
    return a_oggi(tenuta(scelte_dal_taglio(partial(_calcola, linee=linee, che=che))))


PRESENZE_ENTI = DefinizioneFigura(
    codice="presenze-enti",
    titolo=gettext_lazy("Presenze per tipo di ente"),
    definizione=gettext_lazy(
        "Presenze registrate persona per persona agli incontri entro la data, per tipo di ente per "
        "conto del quale si partecipa. Chi torna conta ogni volta."
    ),
    unita=gettext_lazy("presenze"),
    calcola=_una(ENTI, "presenze"),
    esclusi=dei_presenti("presenze", con_totali=False),
    dimensioni=("periodo",),
    somma=frozenset({"periodo"}),
    tagli_massimi=1,
    arrotondamento=INTERI,
    riservatezza=CONTA_PERSONE,
    fonti=FONTI[:1],
    domande=3,
)
PERSONE_ENTI = DefinizioneFigura(
    codice="persone-enti",
    titolo=gettext_lazy("Persone per tipo di ente"),
    definizione=gettext_lazy(
        "Persone registrate agli incontri entro la data, per tipo di ente per conto del quale "
        "partecipano. Ognuna conta una volta in ciascun tipo."
    ),
    unita=gettext_lazy("persone"),
    calcola=_una(ENTI, "persone"),
    esclusi=dei_presenti("persone", con_totali=False),
    dimensioni=("periodo",),
    tagli_massimi=1,
    arrotondamento=INTERI,
    riservatezza=CONTA_PERSONE,
    fonti=FONTI[:1],
    domande=3,
)
PRESENZE_COMUNI = DefinizioneFigura(
    codice="presenze-comuni",
    titolo=gettext_lazy("Presenze per Comune"),
    definizione=gettext_lazy(
        "Presenze registrate persona per persona agli incontri entro la data, per Comune per cui, "
        "o con cui, si partecipa. Chi torna conta ogni volta."
    ),
    unita=gettext_lazy("presenze"),
    calcola=_una(COMUNI, "presenze"),
    esclusi=dei_presenti("presenze", con_totali=False),
    dimensioni=("periodo",),
    somma=frozenset({"periodo"}),
    tagli_massimi=1,
    arrotondamento=INTERI,
    riservatezza=CONTA_PERSONE,
    fonti=FONTI[:1],
    domande=3,
)
PERSONE_COMUNI = DefinizioneFigura(
    codice="persone-comuni",
    titolo=gettext_lazy("Persone per Comune"),
    definizione=gettext_lazy(
        "Persone registrate agli incontri entro la data, per Comune per cui, o con cui, "
        "partecipano. Ognuna conta una volta in ciascun Comune."
    ),
    unita=gettext_lazy("persone"),
    calcola=_una(COMUNI, "persone"),
    esclusi=dei_presenti("persone", con_totali=False),
    dimensioni=("periodo",),
    tagli_massimi=1,
    arrotondamento=INTERI,
    riservatezza=CONTA_PERSONE,
    fonti=FONTI[:1],
    domande=3,
)

"""Attendances and people by what people come for: the kind of body, the Comune.

Only what is known by name can be told apart so: the totals of the sources are left out, and the
figure says how the two differ. Lines are never in the order of their numbers: it would tell which
of the hidden ones is greater.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fis_portal.core.quote import numero_it
from monitoraggio.registro.base import Ambito, Cella, Figura, Taglio, Voce
from monitoraggio.registro.comunita import FONTI, fatti_nominali
from monitoraggio.registro.cubo import Domanda, Riga, Valore, conta
from monitoraggio.registro.definizione import CONTA_PERSONE, INTERI, DefinizioneFigura
from monitoraggio.registro.dimensioni import IGNOTO
from monitoraggio.registro.esclusi import dei_presenti
from monitoraggio.registro.persone import (
    TUTTE,
    Calcola,
    Posto,
    celle_di_persone,
    scelte_dal_taglio,
    somma_conti,
)
from monitoraggio.registro.riservatezza import sopprimi, totale_mostrabile
from progetti.enums import TipoOrganizzazione

TIPI = {str(valore): nome for valore, nome in TipoOrganizzazione.choices}


@dataclass(frozen=True, slots=True)
class Linee:
    """What the attendances are divided by, and how to say it."""

    asse: str
    ignoto: str | Promise
    frase: dict[str, str | Promise]


ENTI = Linee(
    asse="organizzazione",
    ignoto=gettext_lazy("Tipo di ente non indicato"),
    frase={
        "presenze": gettext_lazy("Di %(n)s presenze si sa chi c'era, e per quale tipo di ente."),
        "persone": gettext_lazy("Di %(n)s persone si sa per quale tipo di ente hanno partecipato."),
    },
)
COMUNI = Linee(
    asse="comune",
    ignoto=gettext_lazy("Comune non indicato"),
    frase={
        "presenze": gettext_lazy("Di %(n)s presenze si sa chi c'era, e per quale Comune."),
        "persone": gettext_lazy("Di %(n)s persone si sa per quale Comune hanno partecipato."),
    },
)
_FATTI = {che: fatti_nominali(che) for che in ("presenze", "persone")}


def _calcola(definizione: DefinizioneFigura, ambito: Ambito, *, linee: Linee, che: str) -> Figura:
    fatti, per = _FATTI[che], ambito.per
    gruppi = [(linee.asse,), (), *([(*per, linee.asse), per] if per else [])]
    righe, (insieme,), *tagliate = conta(ambito, [Domanda(fatti, gruppo) for gruppo in gruppi])
    righe.sort(key=lambda riga: _posto(riga.valori[0]))
    etichette = {_codice(riga.valori[0]): _etichetta(linee, riga.valori[0]) for riga in righe}
    conti, _storici = somma_conti(righe, (), che, lambda riga: _codice(riga.valori[0]))
    voci = sopprimi(
        [Voce(codice, etichette[codice], conto.n) for codice, conto in conti.items()],
        sum(conto.n for conto in conti.values()),
        anche=[i for i, conto in enumerate(conti.values()) if conto.is_piccolo],
    )
    quante, chi = insieme.misure[che], insieme.misure["persone"]
    in_tutto = totale_mostrabile(voci, quante if totale_mostrabile((), chi or None) else None)
    vuota = _("Nessuna presenza è registrata persona per persona, o sono troppo poche per dirlo.")
    return definizione.figura(
        ambito,
        frase=vuota if in_tutto is None else linee.frase[che] % {"n": numero_it(in_tutto)},
        voci=(*voci, Voce(TUTTE, _("In tutto"), in_tutto)),
        note=_note(che),
        celle=_celle(definizione, ambito, che, tagliate, voci, in_tutto),
    )


def _celle(
    definizione: DefinizioneFigura,
    ambito: Ambito,
    che: str,
    tagliate: Sequence[Sequence[Riga]],
    voci: Sequence[Voce],
    in_tutto: int | None,
) -> tuple[Cella, ...]:
    if not tagliate:
        return ()
    dimensione = definizione.dimensione(ambito.per[0])

    def taglio(riga: Riga) -> Taglio:
        return dimensione.taglio(riga.valori[0].codice, riga.valori[0].nome)

    def posto(riga: Riga) -> Posto:
        return _codice(riga.valori[1]), taglio(riga)

    tabella, _storici = somma_conti(tagliate[0], (), che, posto)
    colonne, _storici = somma_conti(tagliate[1], (), che, taglio)
    return celle_di_persone(tabella, colonne, voci, in_tutto)


def _codice(valore: Valore) -> str:
    return valore.codice or IGNOTO


def _posto(valore: Valore) -> tuple[bool, int, str]:
    posto = list(TIPI).index(valore.codice) if valore.codice in TIPI else 0
    return valore.codice is None, posto, valore.nome or ""


def _etichetta(linee: Linee, valore: Valore) -> str:
    if valore.codice is None:
        return str(linee.ignoto)
    nome = str(TIPI.get(valore.codice, valore.nome))
    return nome[:1].upper() + nome[1:]


def _note(che: str) -> tuple[str, ...]:
    note = [_("Sono esclusi i totali che una fonte riporta senza dire chi c'era.")]
    if che == "persone":
        note.append(
            _("Chi ha partecipato per più enti o Comuni conta in ciascuno, e una volta in tutto.")
        )
    return tuple(note)


def _una(linee: Linee, che: str) -> Calcola:
    return scelte_dal_taglio(partial(_calcola, linee=linee, che=che))


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
    dimensioni=("intervento", "periodo"),
    somma=frozenset({"intervento", "periodo"}),
    tagli_massimi=1,
    arrotondamento=INTERI,
    riservatezza=CONTA_PERSONE,
    fonti=FONTI[:1],
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
    dimensioni=("intervento", "periodo"),
    tagli_massimi=1,
    arrotondamento=INTERI,
    riservatezza=CONTA_PERSONE,
    fonti=FONTI[:1],
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
    dimensioni=("intervento", "periodo"),
    somma=frozenset({"intervento", "periodo"}),
    tagli_massimi=1,
    arrotondamento=INTERI,
    riservatezza=CONTA_PERSONE,
    fonti=FONTI[:1],
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
    dimensioni=("intervento", "periodo"),
    tagli_massimi=1,
    arrotondamento=INTERI,
    riservatezza=CONTA_PERSONE,
    fonti=FONTI[:1],
)

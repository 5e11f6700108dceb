"""Attendances and people by what people come for: the kind of body, the Comune.

Only what is known by name can be told apart so: the totals of the sources are left out, and the
figure says how the two differ. Lines are never in the order of their numbers: it would tell which
of the hidden ones is greater.
"""

from dataclasses import dataclass

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.models import Partecipazione
from fis_portal.core.quote import numero_it
from fis_portal.core.riservatezza import piccolo, soglia_celle
from monitoraggio.registro.base import Ambito, Figura, Voce
from monitoraggio.registro.comunita import FONTI, TUTTE, conta_persone, conta_presenze, nominali
from monitoraggio.registro.definizione import CONTA_PERSONE, INTERI, DefinizioneFigura
from monitoraggio.registro.riservatezza import sopprimi, totale_mostrabile
from progetti.enums import TipoOrganizzazione

IGNOTO = "non-indicato"
Riga = tuple[str, str, int, int]


@dataclass(frozen=True, slots=True)
class Asse:
    """What the attendances are divided by: code and name of each part, and how to say it."""

    codice: Coalesce
    nome: Coalesce
    ignoto: str | Promise
    frase: dict[str, str | Promise]

    def righe(self, partecipazioni: QuerySet[Partecipazione]) -> list[Riga]:
        """(code, name, attendances, people) of each part and of them all: one query."""
        conti = {"presenze": conta_presenze(), "persone": conta_persone()}
        campi = ("codice", "nome", "presenze", "persone")
        parti = partecipazioni.values(codice=self.codice, nome=self.nome).annotate(**conti)
        vuoto = Value("", output_field=CharField())
        tutte = Value(TUTTE, output_field=CharField())
        insieme = partecipazioni.values(codice=tutte, nome=vuoto).annotate(**conti)
        return list(parti.values_list(*campi).union(insieme.values_list(*campi), all=True))


def _testo(*campi: str) -> Coalesce:
    scelte = [NullIf(F(campo), Value("")) for campo in campi]
    return Coalesce(*scelte, Value(IGNOTO), output_field=CharField())


TIPI = {str(valore): nome for valore, nome in TipoOrganizzazione.choices}
ENTI = Asse(
    codice=_testo("organizzazione__tipo", "tipo_ente"),
    nome=_testo("organizzazione__tipo", "tipo_ente"),
    ignoto=gettext_lazy("Tipo di ente non indicato"),
    frase={
        "presenze": gettext_lazy("Di %(n)s presenze si sa chi c'era, e per quale tipo di ente."),
        "persone": gettext_lazy("Di %(n)s persone si sa per quale tipo di ente hanno partecipato."),
    },
)
COMUNI = Asse(
    codice=_testo("comune__codice_istat"),
    nome=_testo("comune__nome"),
    ignoto=gettext_lazy("Comune non indicato"),
    frase={
        "presenze": gettext_lazy("Di %(n)s presenze si sa chi c'era, e per quale Comune."),
        "persone": gettext_lazy("Di %(n)s persone si sa per quale Comune hanno partecipato."),
    },
)


def _figura(definizione: DefinizioneFigura, ambito: Ambito, asse: Asse, che: str) -> Figura:
    righe = sorted(asse.righe(nominali(ambito, che)), key=_ordine)
    insieme = next((riga for riga in righe if riga[0] == TUTTE), None)
    parti = [riga for riga in righe if riga[0] != TUTTE and riga[3]]
    voci = sopprimi(
        [Voce(riga[0], _etichetta(asse, riga), _conto(riga, che)) for riga in parti],
        sum(_conto(riga, che) for riga in parti),
        # Few people who come often are few people all the same.
        anche=[i for i, riga in enumerate(parti) if piccolo(riga[3], soglia_celle())],
    )
    in_tutto = _conto(insieme, che) if insieme and insieme[3] else None
    if insieme and piccolo(insieme[3], soglia_celle()):
        in_tutto = None
    in_tutto = totale_mostrabile(voci, in_tutto)
    vuota = _("Nessuna presenza è registrata persona per persona, o sono troppo poche per dirlo.")
    return definizione.figura(
        ambito,
        frase=vuota if in_tutto is None else asse.frase[che] % {"n": numero_it(in_tutto)},
        voci=(*voci, Voce(TUTTE, _("In tutto"), in_tutto)),
        note=_note(che),
    )


def _conto(riga: Riga, che: str) -> int:
    return riga[2] if che == "presenze" else riga[3]


def _ordine(riga: Riga) -> tuple[bool, bool, int, str]:
    posto = list(TIPI).index(riga[0]) if riga[0] in TIPI else 0
    return riga[0] == TUTTE, riga[0] == IGNOTO, posto, riga[1]


def _etichetta(asse: Asse, riga: Riga) -> str:
    if riga[0] == IGNOTO:
        return str(asse.ignoto)
    nome = str(TIPI.get(riga[0], riga[1]))
    return nome[:1].upper() + nome[1:]


def _note(che: str) -> tuple[str, ...]:
    note = [_("Sono esclusi i totali che una fonte riporta senza dire chi c'era.")]
    if che == "persone":
        note.append(
            _("Chi ha partecipato per più enti o Comuni conta in ciascuno, e una volta in tutto.")
        )
    return tuple(note)


PRESENZE_ENTI = DefinizioneFigura(
    codice="presenze-enti",
    titolo=gettext_lazy("Presenze per tipo di ente"),
    definizione=gettext_lazy(
        "Presenze registrate persona per persona agli incontri entro la data, per tipo di ente per "
        "conto del quale si partecipa. Chi torna conta ogni volta."
    ),
    unita=gettext_lazy("presenze"),
    calcola=lambda definizione, ambito: _figura(definizione, ambito, ENTI, "presenze"),
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
    calcola=lambda definizione, ambito: _figura(definizione, ambito, ENTI, "persone"),
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
    calcola=lambda definizione, ambito: _figura(definizione, ambito, COMUNI, "presenze"),
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
    calcola=lambda definizione, ambito: _figura(definizione, ambito, COMUNI, "persone"),
    arrotondamento=INTERI,
    riservatezza=CONTA_PERSONE,
    fonti=FONTI[:1],
)

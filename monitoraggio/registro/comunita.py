"""Meetings, attendances and people of the community of practice.

Attendances and people are two figures, never mixed: who comes back counts again in the first and
once in the second. Totals that a source gives without names add to both where they belong, but
people known only as totals cannot be told apart between phases. Rows found to be one person count
as one, also at one meeting; people made anonymous count as before. Reserved meetings count, and are
never named.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Coalesce, ExtractYear, NullIf
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.models import Evento, Partecipazione, RiepilogoIncontri
from fis_portal.core.quote import numero_it
from monitoraggio.registro.base import Ambito, Figura, Record, Taglio, Voce
from monitoraggio.registro.cubo import Asse, Domanda, Fatti, Misura, Riga, Valore, conta
from monitoraggio.registro.definizione import CONTA_PERSONE, INTERI, DefinizioneFigura
from monitoraggio.registro.esclusi import dei_presenti
from monitoraggio.registro.fatti import ASSE_ANNO, ASSE_INTERVENTO, ASSI_PROGETTO
from monitoraggio.registro.letture import Lettura
from monitoraggio.registro.persone import (
    TUTTE,
    Conto,
    Posto,
    celle_di_persone,
    scelte_dal_taglio,
    somma_conti,
)
from monitoraggio.registro.riservatezza import sopprimi, totale_mostrabile
from monitoraggio.registro.scelta import scelti

FONTI = (
    gettext_lazy("Registrazioni delle presenze agli incontri, persona per persona"),
    gettext_lazy("Totali che una fonte riporta senza nomi, ciascuno con la sua fonte"),
)
SENZA_FASE = "senza-fase"
SOMMA = "somma"


def eventi(ambito: Ambito) -> QuerySet[Evento]:
    return Evento.objects.in_calendario().filter(is_demo=ambito.dimostrativi)


def riepiloghi(ambito: Ambito) -> QuerySet[RiepilogoIncontri]:
    """Totals without an event, and those of events that count."""
    return RiepilogoIncontri.objects.filter(
        Q(evento__isnull=True) | Q(evento__in=eventi(ambito)),
        is_demo=ambito.dimostrativi,
        data_riferimento__lte=ambito.alla,
    )


def nominali(ambito: Ambito, totale: str) -> QuerySet[Partecipazione]:
    """Attendances known by name, except where the event's own `totale` (presenze or persone) is
    recorded: that one counts."""
    partecipazioni = Partecipazione.objects.con_chi().filter(
        evento__in=eventi(ambito), evento__data_inizio__lte=ambito.alla
    )
    return partecipazioni.exclude(**{f"evento__riepilogo__{totale}__isnull": False}).order_by()


def fatti_nominali(che: str) -> Fatti:
    """Attendances of people known by name, for the figure of `che` (presenze or persone)."""
    return Fatti(
        nome=f"nominali_{che}",
        base=lambda ambito: nominali(ambito, che),
        colonne={
            "evento": lambda ambito: F("evento_id"),
            "chi": lambda ambito: F("chi"),
            "comune": lambda ambito: F("comune_id"),
            "tipo": lambda ambito: _primo("organizzazione__tipo", "tipo_ente"),
            "intervento": lambda ambito: F("evento__intervento_id"),
            "anno": lambda ambito: ExtractYear("evento__data_inizio"),
        },
        assi={
            "intervento": ASSE_INTERVENTO,
            "comune": ASSI_PROGETTO["comune"],
            "organizzazione": Asse("tipo"),
            "periodo": ASSE_ANNO,
        },
        misure={
            # One for each person at each event, whatever the rows that say so.
            "presenze": Misura("count(DISTINCT (f.f_evento, f.f_chi))", ("evento", "chi")),
            "persone": Misura("count(DISTINCT f.f_chi)", ("chi",)),
        },
    )


def _primo(*campi: str) -> Coalesce:
    return Coalesce(*(NullIf(F(campo), Value("")) for campo in campi))


def _fatti_totali(che: str) -> Fatti:
    """Totals that a source gives, or who organised: people nobody can name."""
    return Fatti(
        nome=f"totali_{che}",
        base=lambda ambito: riepiloghi(ambito).filter(**{f"{che}__isnull": False}),
        colonne={
            "intervento": lambda ambito: F("intervento_id"),
            "anno": lambda ambito: ExtractYear("data_riferimento"),
            "quanti": lambda ambito: F(che),
        },
        assi={"intervento": ASSE_INTERVENTO, "periodo": ASSE_ANNO},
        misure={"n": Misura("sum(f.f_quanti)", ("quanti",))},
    )


_NOMINALI = {che: fatti_nominali(che) for che in ("presenze", "persone")}
_TOTALI = {che: _fatti_totali(che) for che in ("presenze", "persone")}


def _etichetta_fase(codice: str) -> str:
    if codice == SENZA_FASE:
        return _("Senza indicazione dell'Intervento")
    return _("Intervento %(codice)s") % {"codice": codice}


@dataclass(frozen=True, slots=True)
class _Contati:
    """What the database says: by Intervento, of everybody named, and for the cells of a cut."""

    fasi: dict[str, Conto]
    storici: bool
    nominali: Riga
    tabella: dict[Posto, Conto]
    colonne: dict[Taglio, Conto]


def _contati(definizione: DefinizioneFigura, ambito: Ambito, che: str) -> _Contati:
    """One question: those known by name and those known as totals, whole and cut."""
    linee, per = ("intervento",), ambito.per
    gruppi = [linee, *([(*per, *linee), per] if per else [])]
    domande = [Domanda(f[che], gruppo) for gruppo in gruppi for f in (_NOMINALI, _TOTALI)]
    righe = conta(ambito, [*domande, Domanda(_NOMINALI[che])])
    fasi, storici = somma_conti(righe[0], righe[1], che, lambda riga: _fase(riga.valori[-1]))
    fasi = dict(sorted(fasi.items(), key=lambda coppia: (coppia[0] == SENZA_FASE, coppia[0])))
    tabella: dict[Posto, Conto] = {}
    colonne: dict[Taglio, Conto] = {}
    if per:
        dimensione = definizione.dimensione(per[0])

        def colonna(riga: Riga) -> Taglio:
            return dimensione.taglio(riga.valori[0].codice, riga.valori[0].nome)

        tabella, _storici = somma_conti(
            righe[2], righe[3], che, lambda riga: (_fase(riga.valori[1]), colonna(riga))
        )
        colonne, _storici = somma_conti(righe[4], righe[5], che, colonna)
    return _Contati(fasi, storici, righe[-1][0], tabella, colonne)


def _fase(valore: Valore) -> str:
    return valore.codice or SENZA_FASE


def _presenze(definizione: DefinizioneFigura, ambito: Ambito) -> Figura:
    contati = _contati(definizione, ambito, "presenze")
    totale = sum(conto.n for conto in contati.fasi.values())
    voci = _voci_fasi(contati, totale)
    in_tutto = totale_mostrabile(voci, totale if contati.fasi else None)
    if in_tutto is None:
        frase = _("Nessuna fonte pubblica dice quante presenze hanno contato gli incontri.")
    else:
        frase = _("Agli incontri si contano %(n)s presenze.") % {"n": numero_it(in_tutto)}
    return definizione.figura(
        ambito,
        frase=frase,
        voci=(*voci, Voce(TUTTE, _("In tutto"), in_tutto)),
        note=(_("Chi partecipa a più incontri conta ogni volta."),),
        celle=celle_di_persone(contati.tabella, contati.colonne, voci, in_tutto),
    )


def _voci_fasi(contati: _Contati, totale: int | None) -> tuple[Voce, ...]:
    conti = contati.fasi.values()
    return sopprimi(
        [Voce(fase, _etichetta_fase(fase), conto.n) for fase, conto in contati.fasi.items()],
        totale,
        # What a source says is known: taken away, it would leave the few that are named.
        anche=[posto for posto, conto in enumerate(conti) if conto.is_piccolo],
    )


def _persone(definizione: DefinizioneFigura, ambito: Ambito) -> Figura:
    contati = _contati(definizione, ambito, "persone")
    somma = sum(conto.n for conto in contati.fasi.values()) if contati.fasi else None
    voci = _voci_fasi(contati, somma)
    somma = totale_mostrabile(voci, somma)
    # People known only as totals of several phases may be the same: they cannot be told apart.
    distinte: int | None = contati.nominali.misure["persone"]
    note = [_("In ogni Intervento una persona conta una volta sola.")]
    if contati.storici:
        distinte = None
        note.append(
            _(
                "I totali riportati dalle fonti non dicono chi sono le persone: chi ha partecipato "
                "a più Interventi è contato in ciascuno, perciò le persone distinte in tutto non "
                "sono calcolabili."
            )
        )
    if somma is None:
        frase = _("Nessuna fonte pubblica dice quante persone hanno partecipato.")
    else:
        frase = _("Hanno partecipato %(n)s persone, sommando gli Interventi.") % {
            "n": numero_it(somma)
        }
    return definizione.figura(
        ambito,
        frase=frase,
        voci=(
            *voci,
            Voce(SOMMA, _("Somma degli Interventi"), somma),
            Voce(
                TUTTE,
                _("Persone distinte in tutto"),
                totale_mostrabile((), distinte),
                nota=_("non calcolabile dai totali delle fonti") if contati.storici else "",
            ),
        ),
        note=tuple(note),
        celle=celle_di_persone(contati.tabella, contati.colonne, voci, somma, con_totali=False),
    )


def record_riepiloghi(ambito: Ambito, con_dato: Q, campo: str) -> Lettura:
    """The totals behind a figure; those of a reserved meeting would say that it took place."""
    righe = (
        scelti(riepiloghi(ambito), _TOTALI["presenze"], ambito)
        .filter(con_dato)
        .exclude(evento__is_public=False)
        .select_related("fonte", "intervento", "evento")
        .order_by("pk")
    )

    def record(riepilogo: RiepilogoIncontri) -> Iterator[Record]:
        fase = riepilogo.intervento.codice if riepilogo.intervento else SENZA_FASE
        fonte = riepilogo.fonte
        yield Record(
            voce=riepilogo.tipo if campo == "tipo" else fase,
            tipo="community.riepilogoincontri",
            chiave=str(riepilogo.pk),
            etichetta=_("%(titolo)s (totale da fonte: %(fonte)s)")
            % {"titolo": riepilogo.titolo, "fonte": fonte}
            if fonte
            else _("%(titolo)s (totale contato da chi organizza)") % {"titolo": riepilogo.titolo},
            url=fonte.url if fonte else _pagina(riepilogo),
            da=(riepilogo, *([riepilogo.evento] if riepilogo.evento else [])),
        )

    return Lettura(righe, record)


def _pagina(riepilogo: RiepilogoIncontri) -> str:
    return riepilogo.evento.get_absolute_url() if riepilogo.evento else ""


PRESENZE = DefinizioneFigura(
    codice="presenze",
    titolo=gettext_lazy("Presenze agli incontri"),
    definizione=gettext_lazy(
        "Presenze registrate agli incontri entro la data, per Intervento: chi torna conta ogni "
        "volta. Comprende i totali che una fonte riporta senza nomi."
    ),
    unita=gettext_lazy("presenze"),
    calcola=scelte_dal_taglio(_presenze),
    dimensioni=("periodo",),
    somma=frozenset({"periodo"}),
    tagli_massimi=1,
    arrotondamento=INTERI,
    riservatezza=CONTA_PERSONE,
    fonti=FONTI,
    record=lambda ambito: record_riepiloghi(ambito, Q(presenze__isnull=False), "fase"),
    esclusi=dei_presenti("presenze", con_totali=True),
)
PERSONE = DefinizioneFigura(
    codice="persone",
    titolo=gettext_lazy("Persone della comunità"),
    definizione=gettext_lazy(
        "Persone che hanno partecipato agli incontri entro la data, per Intervento: ognuna conta "
        "una volta in ciascun Intervento. Comprende i totali che una fonte riporta senza nomi."
    ),
    unita=gettext_lazy("persone"),
    calcola=scelte_dal_taglio(_persone),
    dimensioni=("periodo",),
    tagli_massimi=1,
    arrotondamento=INTERI,
    riservatezza=CONTA_PERSONE,
    fonti=FONTI,
    record=lambda ambito: record_riepiloghi(ambito, Q(persone__isnull=False), "fase"),
    esclusi=dei_presenti("persone", con_totali=True),
)

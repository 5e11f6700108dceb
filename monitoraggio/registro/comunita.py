"""Meetings, attendances and people of the community of practice.

Attendances and people are two figures, never mixed: who comes back counts again in the first and
once in the second. Totals that a source gives without names add to both where they belong, but
people known only as totals cannot be told apart between phases. Rows found to be one person count
as one, also at one meeting; people made anonymous count as before. Reserved meetings count, and are
never named.
"""

from collections.abc import Collection, Iterator, Mapping

from django.db.models import F, Q
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.models import RiepilogoIncontri
from fis_portal.core.quote import numero_it
from fis_portal.core.riservatezza import soglia_celle
from monitoraggio.registro.base import Ambito, Cella, Figura, Record, Voce
from monitoraggio.registro.cubo import Fatti
from monitoraggio.registro.definizione import CONTA_PERSONE, INTERI, DefinizioneFigura
from monitoraggio.registro.dimensioni import ANNO
from monitoraggio.registro.esclusi import dei_presenti
from monitoraggio.registro.fatti import ASSE_ANNO, ASSE_INTERVENTO
from monitoraggio.registro.letture import Lettura
from monitoraggio.registro.persone import (
    NESSUNA,
    TUTTE,
    Mostrate,
    Passi,
    a_oggi,
    anni_di_persone,
    contata_fino,
    giudica,
    nota_trimestre,
    scelte_dal_taglio,
    ultime,
)
from monitoraggio.registro.riservatezza import taciuta
from monitoraggio.registro.scelta import scelti
from monitoraggio.registro.tenute import tenuta
from monitoraggio.registro.trimestri import PerFase, PerLinea, per_fase, per_linea, riepiloghi

FONTI = (
    gettext_lazy("Registrazioni delle presenze agli incontri, persona per persona"),
    gettext_lazy("Totali che una fonte riporta senza nomi, ciascuno con la sua fonte"),
)
SENZA_FASE = "senza-fase"
SOMMA = "somma"


# What filters the totals of the sources.
_TOTALI = Fatti(
    nome="totali",
    base=riepiloghi,
    colonne={
        "intervento": lambda ambito: F("intervento_id"),
        "anno": lambda ambito: ExtractYear("data_riferimento"),
    },
    assi={"intervento": ASSE_INTERVENTO, "periodo": ASSE_ANNO},
)


Fasi = dict[str, int | None]


def _presenze(definizione: DefinizioneFigura, ambito: Ambito) -> Figura:
    """Sums of what everybody may read by itself, and of batches of the rest: nothing to judge."""
    letti = per_fase(ambito, "presenze")
    fasi = _insieme(_somme(letti.incontri), _somme(letti.totali), letti.in_attesa)
    in_tutto = _somma(fasi)
    if in_tutto is None:
        frase = _("Nessuna fonte pubblica dice quante presenze hanno contato gli incontri.")
    else:
        frase = _("Agli incontri si contano %(n)s presenze.") % {"n": numero_it(in_tutto)}
    anni = {
        anno: _insieme(_somme(letti.incontri, anno), _somme(letti.totali, anno))
        for anno in _anni(letti.incontri, letti.totali)
    }
    return definizione.figura(
        ambito,
        frase=frase,
        voci=_con_totale(fasi),
        note=(_("Chi partecipa a più incontri conta ogni volta."), *_note(letti)),
        celle=_celle(definizione, ambito, {anno: _con_totale(anni[anno]) for anno in anni}),
    )


def _con_totale(fasi: Fasi) -> tuple[Voce, ...]:
    return (*_voci(fasi), Voce(TUTTE, _("In tutto"), _somma(fasi)))


def _persone(definizione: DefinizioneFigura, ambito: Ambito) -> Figura:
    letti = per_fase(ambito, "persone")
    fase = F("evento__intervento__codice")
    righe = per_linea(ambito, "persone", fase, fase, letti.rilasci)
    storia = righe.persone
    passi = giudica(storia)
    mostrate = ultime(passi)
    totali = _somme(letti.totali)
    somma = _somma(totali) if mostrate.al is None else mostrate.somma
    if mostrate.somma is not None:
        somma = mostrate.somma + (_somma(totali) or 0)
    note = [_("In ogni Intervento una persona conta una volta sola.")]
    if totali:
        # People known only as totals of several phases may be the same: nobody tells them apart.
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
    distinte = Voce(
        TUTTE,
        _("Persone distinte in tutto"),
        None if totali else mostrate.totale,
        nota=_("non calcolabile dai totali delle fonti") if totali else "",
    )
    anni = _anni_di_persone(ambito, letti, righe, mostrate, passi)
    fino = contata_fino(storia, mostrate.al, ambito.alla)
    return definizione.figura(
        ambito,
        frase=frase,
        voci=(
            *_voci(_insieme(mostrate.linee, totali, letti.in_attesa)),
            Voce(SOMMA, _("Somma degli Interventi"), somma),
            distinte,
        ),
        note=(*note, *_note(letti), *nota_trimestre(fino)),
        contata_fino=fino,
        celle=_celle(definizione, ambito, {anno: _voci(anni[anno]) for anno in anni}),
    )


def _anni_di_persone(
    ambito: Ambito, letti: PerFase, righe: PerLinea, mostrate: Mostrate, passi: Passi
) -> dict[int, Fasi]:
    if not ambito.per:
        return {}
    noti: dict[int, Mostrate] = {}
    if mostrate.al is not None:
        noti = anni_di_persone(righe.anni, righe.persone, passi, mostrate.al)
    return {
        anno: _insieme(noti.get(anno, NESSUNA).linee, _somme(letti.totali, anno))
        for anno in sorted({*noti, *_anni(letti.totali)})
    }


# --- By Intervento --------------------------------------------------------------------------------
def _somme(per: Mapping[str, Mapping[int, int]], anno: int | None = None) -> Fasi:
    """In all, or in a year; what has nothing in it is not there."""
    return {
        fase: sum(anni.values()) if anno is None else anni[anno]
        for fase, anni in per.items()
        if anno is None or anno in anni
    }


def _anni(*per: Mapping[str, Mapping[int, int]]) -> list[int]:
    return sorted({anno for fasi in per for anni in fasi.values() for anno in anni})


def _insieme(noti: Fasi, totali: Fasi, in_attesa: Collection[str] = ()) -> Fasi:
    """What is known by name with what is told as a total; None where the first is not told."""
    fasi: Fasi = {}
    for fase in {*noti, *totali}:
        n = noti.get(fase, 0)
        fasi[fase] = None if n is None else n + (totali.get(fase) or 0)
    return {**dict.fromkeys(in_attesa), **fasi}


def _somma(fasi: Fasi) -> int | None:
    note = [n for n in fasi.values() if n is not None]
    return sum(note) if note else None


def _voci(fasi: Fasi) -> tuple[Voce, ...]:
    return tuple(
        taciuta(voce) if voce.valore is None else voce
        for voce in (
            Voce(fase or SENZA_FASE, _etichetta_fase(fase), fasi[fase])
            for fase in sorted(fasi, key=lambda codice: (not codice, codice))
        )
    )


def _etichetta_fase(codice: str) -> str:
    if not codice:
        return _("Senza indicazione dell'Intervento")
    return _("Intervento %(codice)s") % {"codice": codice}


def _note(letti: PerFase) -> Iterator[str]:
    if letti.in_attesa:
        yield (
            _(
                "Gli incontri riservati, e quelli con meno di %(soglia)s persone, si contano "
                "insieme: dal primo trimestre in cui sono abbastanza perché nessuno si riconosca."
            )
            % {"soglia": soglia_celle()}
        )


def _celle(
    definizione: DefinizioneFigura, ambito: Ambito, voci: Mapping[int, tuple[Voce, ...]]
) -> tuple[Cella, ...]:
    if not ambito.per:
        return ()
    dimensione = definizione.dimensione(ANNO.codice)
    return tuple(
        Cella((dimensione.taglio(str(anno), str(anno)),), voci[anno]) for anno in sorted(voci)
    )


def record_riepiloghi(ambito: Ambito, con_dato: Q, campo: str) -> Lettura:
    """The totals behind a figure; those of a reserved meeting would say that it took place."""
    righe = (
        scelti(riepiloghi(ambito), _TOTALI, ambito)
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
    calcola=a_oggi(tenuta(scelte_dal_taglio(_presenze))),
    dimensioni=("periodo",),
    somma=frozenset({"periodo"}),
    tagli_massimi=1,
    arrotondamento=INTERI,
    riservatezza=CONTA_PERSONE,
    fonti=FONTI,
    domande=2,
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
    calcola=a_oggi(tenuta(scelte_dal_taglio(_persone))),
    dimensioni=("periodo",),
    tagli_massimi=1,
    arrotondamento=INTERI,
    riservatezza=CONTA_PERSONE,
    fonti=FONTI,
    domande=3,
    record=lambda ambito: record_riepiloghi(ambito, Q(persone__isnull=False), "fase"),
    esclusi=dei_presenti("persone", con_totali=True),
)

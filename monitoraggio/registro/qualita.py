"""How good the records are: what is missing, what nobody updates, what cannot be true."""

import calendar
from collections.abc import Callable, Mapping, Sequence
from datetime import MINYEAR, date
from functools import partial

from django.db.models import Exists, OuterRef, Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from fis_portal.core.giorni import fine_del
from fis_portal.core.quote import numero_it, quota
from monitoraggio.registro.base import Ambito, Figura, Record, Voce
from monitoraggio.registro.cubo import CONTA, Asse, Espressione, Fatti, Misura, Riga
from monitoraggio.registro.definizione import NON_PERSONE, QUOTE, DefinizioneFigura
from monitoraggio.registro.esclusi import PROGETTI as PROGETTI_ESCLUSI
from monitoraggio.registro.fatti import DI_UN_PROGETTO, PROGETTI, progetti_finanziati, vero
from monitoraggio.registro.letture import LetturaPerVoce
from monitoraggio.registro.riepilogo import DI_FATTO, di_voce, riassunti_di
from monitoraggio.registro.scelta import scelti
from monitoraggio.registro.tagli import Parte, celle, parti
from monitoraggio.registro.tenute import tenuta_in_parte
from outcomes.models import Invio
from progetti.enums import STATI_USCITA, StatoFase
from progetti.models import FaseProgetto, Progetto, TransizioneFase
from progetti.selectors import MANCANZE
from progetti.selectors.contraddizioni import CONTRADDIZIONI

# A project under way of which nothing was written for so long is said to stand still.
MESI_FERMO = 12
_FINITE = (StatoFase.CONCLUSA, *sorted(STATI_USCITA))
_SOMMA = frozenset({"regione", "comune", "periodo"})


def mesi_prima(giorno: date, mesi: int) -> date:
    """The same day some months before, or the last of that month; the first day there is."""
    anno, mese = divmod(giorno.year * 12 + giorno.month - 1 - mesi, 12)
    if anno < MINYEAR:
        return date.min
    return date(anno, mese + 1, min(giorno.day, calendar.monthrange(anno, mese + 1)[1]))


def fermi(alla: date) -> Q:
    """Projects under way on the day whose record nobody touched, nor reported, for MESI_FERMO."""
    dopo = mesi_prima(alla, MESI_FERMO)
    dal, al = (fine_del(giorno) for giorno in (dopo, alla))
    storia = Progetto.pgh_event_model.objects  # type: ignore[attr-defined]
    scritti = storia.filter(pgh_obj=OuterRef("pk"), pgh_created_at__gte=dal, pgh_created_at__lt=al)
    passi = TransizioneFase.objects.filter(
        fase__progetto=OuterRef("pk"), data__gt=dopo, data__lte=alla
    )
    invii = Invio.objects.filter(
        rendicontazione__progetto=OuterRef("pk"), inviata_il__gte=dal, inviata_il__lt=al
    )
    finita = TransizioneFase.objects.filter(fase=OuterRef("pk"), a__in=_FINITE, data__lte=alla)
    aperte = FaseProgetto.objects.filter(~Exists(finita), progetto=OuterRef("pk"))
    return Q(Exists(aperte)) & ~Q(Exists(scritti)) & ~Q(Exists(passi)) & ~Q(Exists(invii))


def _mancante() -> Q:
    condizione = Q()
    for _nome, q in MANCANZE.values():
        condizione |= q
    return condizione


def _contraddittorio(alla: date) -> Q:
    condizione = Q()
    for _nome, q in CONTRADDIZIONI.values():
        condizione |= q(alla)
    return condizione


def _contraddizione(codice: str) -> Espressione:
    return lambda ambito: vero(CONTRADDIZIONI[codice][1](ambito.alla))


def _col(codice: str) -> str:
    return codice.replace("-", "_")


_PROBLEMI = {
    "mancanti": gettext_lazy("A cui manca almeno un dato"),
    "fermi": gettext_lazy("In corso e non aggiornati da oltre %(mesi)s mesi"),
    "contraddittori": gettext_lazy("Con dati che si contraddicono"),
}
_COLONNE_PROBLEMI: dict[str, Espressione] = {
    "mancanti": lambda ambito: vero(_mancante()),
    "fermi": lambda ambito: vero(fermi(ambito.alla)),
    "contraddittori": lambda ambito: vero(_contraddittorio(ambito.alla)),
}


def schede(nome: str, colonne: Mapping[str, Espressione]) -> Fatti:
    """The financed projects, with what is true of each: codes, each with what says it."""
    return Fatti(
        nome=nome,
        base=PROGETTI.base,
        colonne={**PROGETTI.colonne, **{_col(c): detto for c, detto in colonne.items()}},
        assi=PROGETTI.assi,
        misure={
            "n": CONTA,
            **{c: Misura(f"count(*) FILTER (WHERE f.f_{_col(c)})", (_col(c),)) for c in colonne},
        },
        riepilogo=riassunti_di(
            "schede",
            assi={},
            divisi={**DI_FATTO, "periodo": Asse("valore")},
            misure={"n": di_voce("n"), **{c: di_voce(c) for c in colonne}},
        ),
    )


_QUALITA = schede("qualita", _COLONNE_PROBLEMI)
_CONTRADDETTI = schede(
    "contraddizioni", {codice: _contraddizione(codice) for codice in CONTRADDIZIONI}
)


def _voci(etichette: dict[str, str], righe: Sequence[Riga]) -> Parte:
    (riga,) = righe
    conti = {codice: riga.misure[codice] for codice in etichette}
    voci = (Voce(c, nome, conti[c], quota(conti[c], riga.n)) for c, nome in etichette.items())
    return Parte(tuple(voci), riga.n)


def _figura(
    definizione: DefinizioneFigura,
    ambito: Ambito,
    fatti: Fatti,
    etichette: dict[str, str],
    frase: Callable[[int], str],
) -> Figura:
    intero, tagliate = parti(ambito, fatti)
    tutto = _voci(etichette, intero)
    return definizione.figura(
        ambito,
        frase=frase(tutto.denominatore or 0) % {"n": numero_it(tutto.denominatore)},
        voci=tutto.voci,
        denominatore=tutto.denominatore,
        note=(_("Un progetto può stare in più voci."),),
        celle=celle(definizione, ambito, tagliate, lambda righe: _voci(etichette, righe)),
    )


def _qualita(definizione: DefinizioneFigura, ambito: Ambito) -> Figura:
    etichette = {c: str(nome) % {"mesi": MESI_FERMO} for c, nome in _PROBLEMI.items()}
    frase = partial(
        ngettext,
        "Che cosa non va nella scheda di %(n)s progetto.",
        "Che cosa non va nelle schede di %(n)s progetti.",
    )
    return _figura(definizione, ambito, _QUALITA, etichette, frase)


def _contraddizioni(definizione: DefinizioneFigura, ambito: Ambito) -> Figura:
    etichette = {c: capfirst(str(nome)) for c, (nome, _q) in CONTRADDIZIONI.items()}
    frase = partial(
        ngettext,
        "Quali dati si contraddicono nella scheda di %(n)s progetto.",
        "Quali dati si contraddicono nelle schede di %(n)s progetti.",
    )
    return _figura(definizione, ambito, _CONTRADDETTI, etichette, frase)


def record_per_colonna(ambito: Ambito, colonne: dict[str, Espressione]) -> LetturaPerVoce:
    """The projects of which each of these things is true."""
    progetti = (
        scelti(progetti_finanziati(ambito), PROGETTI, ambito)
        .annotate(**{f"v_{_col(c)}": espressione(ambito) for c, espressione in colonne.items()})
        .select_related("comune")
        .order_by("comune__nome_chiave", "titolo_chiave", "pk")
    )
    return LetturaPerVoce(progetti, {c: f"v_{_col(c)}" for c in colonne}, _record)


def _record(progetto: Progetto, voce: str) -> Record:
    return Record.of(voce, progetto, progetto.slug, progetto.get_absolute_url())


QUALITA = DefinizioneFigura(
    codice="qualita",
    conta_record=True,
    titolo=gettext_lazy("Qualità dei dati sui progetti"),
    definizione=gettext_lazy(
        "Progetti finanziati entro la data a cui manca qualcosa, che nessuno aggiorna, o i cui "
        "dati si contraddicono. È fermo un progetto in corso di cui da oltre dodici mesi non è "
        "cambiata la scheda, non c'è un passaggio di stato e non è stata inviata una "
        "rendicontazione."
    ),
    unita=gettext_lazy("progetti"),
    base=gettext_lazy("progetti finanziati, in un Intervento qualsiasi, entro la data"),
    calcola=tenuta_in_parte(_qualita),
    arrotondamento=QUOTE,
    riservatezza=NON_PERSONE,
    fonti=(
        gettext_lazy("Schede dei progetti e storia delle loro modifiche"),
        gettext_lazy("Passaggi di stato e invii delle rendicontazioni"),
    ),
    dimensioni=DI_UN_PROGETTO,
    somma=_SOMMA,
    record=lambda ambito: record_per_colonna(ambito, _COLONNE_PROBLEMI),
    esclusi=PROGETTI_ESCLUSI,
)
CONTRADDETTI = DefinizioneFigura(
    codice="contraddizioni",
    conta_record=True,
    titolo=gettext_lazy("Dati che si contraddicono"),
    definizione=gettext_lazy(
        "Progetti finanziati entro la data i cui dati non possono essere veri insieme, regola per "
        "regola."
    ),
    unita=gettext_lazy("progetti"),
    base=gettext_lazy("progetti finanziati, in un Intervento qualsiasi, entro la data"),
    calcola=tenuta_in_parte(_contraddizioni),
    arrotondamento=QUOTE,
    riservatezza=NON_PERSONE,
    fonti=(gettext_lazy("Schede dei progetti: importi, date, passaggi di stato, partenariati"),),
    dimensioni=DI_UN_PROGETTO,
    somma=_SOMMA,
    esclusi=PROGETTI_ESCLUSI,
    record=lambda ambito: record_per_colonna(
        ambito, {codice: _contraddizione(codice) for codice in CONTRADDIZIONI}
    ),
)

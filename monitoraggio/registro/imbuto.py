"""The funnel of the programme: how many Comuni reached each stage by a day."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from fis_portal.core.quote import numero_it
from monitoraggio.registro.base import Ambito, Figura, Record, Voce
from monitoraggio.registro.cubo import Fatti, Misura, Riga
from monitoraggio.registro.definizione import INTERI, NON_PERSONE, DefinizioneFigura
from monitoraggio.registro.elenchi import Elenco
from monitoraggio.registro.esclusi import dei_comuni
from monitoraggio.registro.fatti import (
    DI_UN_PROGETTO,
    PASSAGGI_ASSI,
    PASSAGGI_COLONNE,
    passaggi,
    vero,
)
from monitoraggio.registro.letture import LetturaPerVoce
from monitoraggio.registro.riepilogo import comuni_riassunti
from monitoraggio.registro.scelta import scelti
from monitoraggio.registro.tagli import Parte, celle, parti
from progetti.enums import STATI_USCITA, StatoFase, stati_da
from progetti.models import Progetto

_STADI: tuple[tuple[str, object, Q], ...] = (
    ("candidati", gettext_lazy("Candidati"), Q()),
    (
        "fattibilita",
        gettext_lazy("Finanziati per lo studio di fattibilità (Intervento I)"),
        Q(fase__intervento__codice="I", a__in=stati_da(StatoFase.FINANZIATA)),
    ),
    (
        "sperimentazione",
        gettext_lazy("Finanziati per la sperimentazione (Intervento II)"),
        Q(fase__intervento__codice="II", a__in=stati_da(StatoFase.FINANZIATA)),
    ),
    (
        "sistematizzazione",
        gettext_lazy("Finanziati per la sistematizzazione (Intervento III)"),
        Q(fase__intervento__codice="III", a__in=stati_da(StatoFase.FINANZIATA)),
    ),
    (
        "usciti",
        gettext_lazy("Ritirati o esclusi, in un Intervento qualsiasi"),
        Q(a__in=sorted(STATI_USCITA)),
    ),
)


def _raggiunto(condizione: Q) -> Callable[[Ambito], Any]:
    return lambda ambito: vero(condizione or Q(pk__isnull=False))


# A Comune counts once in each stage, whatever its projects.
_DEI_COMUNI = Fatti(
    nome="comuni_nel_percorso",
    base=passaggi,
    colonne={**PASSAGGI_COLONNE, **{codice: _raggiunto(q) for codice, _nome, q in _STADI}},
    assi=PASSAGGI_ASSI,
    misure={
        codice: Misura(
            f"count(DISTINCT f.f_comune) FILTER (WHERE f.f_{codice})", ("comune", codice)
        )
        for codice, _nome, _q in _STADI
    },
    riepilogo=comuni_riassunti(*(codice for codice, _nome, _q in _STADI)),
)


def _stadi(righe: Sequence[Riga]) -> Parte:
    (riga,) = righe
    return Parte(tuple(Voce(codice, str(nome), riga.misure[codice]) for codice, nome, _q in _STADI))


def _calcola(definizione: DefinizioneFigura, ambito: Ambito) -> Figura:
    intero, tagliate = parti(ambito, _DEI_COMUNI)
    tutto = _stadi(intero)
    valori = {voce.codice: int(voce.valore or 0) for voce in tutto.voci}
    return definizione.figura(
        ambito,
        frase=ngettext(
            "%(sperimentazione)s Comune ha ricevuto il finanziamento per la sperimentazione, "
            "su %(candidati)s di cui il portale conosce la candidatura.",
            "%(sperimentazione)s Comuni hanno ricevuto il finanziamento per la sperimentazione, "
            "su %(candidati)s di cui il portale conosce la candidatura.",
            valori["sperimentazione"],
        )
        % {codice: numero_it(n) for codice, n in valori.items()},
        voci=tutto.voci,
        note=(
            _(
                "Un Comune conta in uno stadio se il passaggio è documentato entro la data. Il "
                "portale conosce i Comuni per nome: quelli che le fonti contano senza nominarli "
                "non compaiono nel calcolato."
            ),
        ),
        celle=celle(definizione, ambito, tagliate, _stadi),
    )


def _nel_percorso(ambito: Ambito) -> QuerySet[Progetto]:
    contati = scelti(passaggi(ambito), _DEI_COMUNI, ambito)
    stadi = {
        f"in_{codice}": Exists(contati.filter(condizione, fase__progetto=OuterRef("pk")))
        for codice, _etichetta, condizione in _STADI
    }
    return (
        Progetto.objects.filter(pk__in=contati.values("fase__progetto"))
        .annotate(**stadi)
        .select_related("comune")
    )


def _record_stadi(progetto: Progetto) -> Iterator[Record]:
    """The Comune of a project in each stage it reached."""
    for codice, _etichetta, _condizione in _STADI:
        if getattr(progetto, f"in_{codice}"):
            yield _record_stadio(progetto, codice)


def _record_stadio(progetto: Progetto, voce: str) -> Record:
    return Record(
        voce=voce,
        tipo="comuni.comune",
        chiave=progetto.comune.codice_istat,
        etichetta=progetto.comune.nome,
        url=progetto.get_absolute_url(),
        da=(progetto, progetto.comune),
    )


def _di_stadio(progetti: QuerySet, voce: str) -> QuerySet:
    noti = {codice for codice, _etichetta, _condizione in _STADI}
    return progetti.filter(**{f"in_{voce}": True}) if voce in noti else progetti.none()


def _record(ambito: Ambito) -> LetturaPerVoce:
    progetti = _nel_percorso(ambito).order_by("comune__nome_chiave", "pk")
    voci = {codice: f"in_{codice}" for codice, _etichetta, _condizione in _STADI}
    return LetturaPerVoce(progetti, voci, _record_stadio)


IMBUTO = DefinizioneFigura(
    codice="imbuto",
    titolo=gettext_lazy("Il percorso dei Comuni nel programma"),
    definizione=gettext_lazy(
        "Comuni che entro la data hanno raggiunto ogni stadio del programma, contati una volta "
        "ciascuno dai passaggi di stato documentati dei loro progetti."
    ),
    unita=gettext_lazy("Comuni"),
    calcola=_calcola,
    arrotondamento=INTERI,
    riservatezza=NON_PERSONE,
    fonti=(
        gettext_lazy(
            "Passaggi di stato dei progetti, ciascuno con la sua data e la fonte che lo riporta"
        ),
    ),
    dimensioni=DI_UN_PROGETTO,
    somma=frozenset({"regione", "comune"}),
    record=_record,
    elenco=Elenco(righe=_nel_percorso, di_voce=_di_stadio, record=_record_stadi),
    esclusi=dei_comuni,
)

"""The funnel of the programme: how many Comuni reached each stage by a day."""

from collections.abc import Iterator

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fis_portal.core.quote import numero_it
from monitoraggio.registro.base import Ambito, DefinizioneFigura, Figura, Record, Voce
from progetti.enums import STATI_USCITA, StatoFase, stati_da
from progetti.models import Progetto, TransizioneFase

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


def _transizioni(ambito: Ambito) -> QuerySet[TransizioneFase]:
    progetti = Progetto.objects.public().filter(is_demo=ambito.dimostrativi)
    return TransizioneFase.objects.filter(data__lte=ambito.alla, fase__progetto__in=progetti)


def _calcola(definizione: DefinizioneFigura, ambito: Ambito) -> Figura:
    conteggi = _transizioni(ambito).aggregate(
        **{
            codice: Count("fase__progetto__comune", filter=condizione, distinct=True)
            for codice, _etichetta, condizione in _STADI
        }
    )
    voci = [Voce(codice, str(etichetta), conteggi[codice]) for codice, etichetta, _q in _STADI]
    return definizione.figura(
        ambito,
        frase=_(
            "%(sperimentazione)s Comuni hanno ricevuto il finanziamento per la sperimentazione, "
            "dei %(candidati)s di cui il portale conosce la candidatura."
        )
        % {codice: numero_it(n) for codice, n in conteggi.items()},
        voci=voci,
        note=(
            _(
                "Un Comune conta in uno stadio se il passaggio è documentato entro la data. Il "
                "portale conosce i Comuni per nome: quelli che le fonti contano senza nominarli "
                "non compaiono nel calcolato."
            ),
        ),
    )


def _record(ambito: Ambito) -> Iterator[Record]:
    progetti = list(
        Progetto.objects.filter(pk__in=_transizioni(ambito).values("fase__progetto"))
        .annotate(
            **{
                f"in_{codice}": Exists(
                    _transizioni(ambito).filter(condizione, fase__progetto=OuterRef("pk"))
                )
                for codice, _etichetta, condizione in _STADI
            }
        )
        .select_related("comune")
        .order_by("comune__nome_chiave", "pk")
    )
    for codice, _etichetta, _condizione in _STADI:
        for progetto in progetti:
            if getattr(progetto, f"in_{codice}"):
                yield Record(
                    voce=codice,
                    tipo="comuni.comune",
                    chiave=progetto.comune.codice_istat,
                    etichetta=progetto.comune.nome,
                    url=progetto.get_absolute_url(),
                )


IMBUTO = DefinizioneFigura(
    codice="imbuto",
    titolo=gettext_lazy("Il percorso dei Comuni nel programma"),
    definizione=gettext_lazy(
        "Comuni che entro la data hanno raggiunto ogni stadio del programma, contati una volta "
        "ciascuno dai passaggi di stato documentati dei loro progetti."
    ),
    unita=gettext_lazy("Comuni"),
    calcola=_calcola,
    record=_record,
)

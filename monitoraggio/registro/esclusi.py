"""What the figures leave out, and why: one query each, asked only where a figure is explained."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.models import Evento, Partecipazione, RiepilogoIncontri
from monitoraggio.registro.base import Ambito, Gruppo, Testo
from progetti.enums import STATI_USCITA, StatoFase, stati_da
from progetti.models import (
    FaseProgetto,
    Progetto,
    ProgettoMacroarea,
    ProgettoTema,
    TransizioneFase,
)

Ragioni = Mapping[str, tuple[Q, Testo]]
_FINANZIATI = stati_da(StatoFase.FINANZIATA)


def gruppi(righe: QuerySet, ragioni: Ragioni, unita: Testo) -> Iterator[Gruppo]:
    """How many of these rows each reason leaves out; reasons that leave out none are not said."""
    conti = righe.aggregate(**{nome: Count("pk", filter=q) for nome, (q, _m) in ragioni.items()})
    for codice, (_q, motivo) in ragioni.items():
        if conti[codice]:
            yield Gruppo(codice, str(motivo), conti[codice], str(unita))


def passi(alla: date, stati: Any, *, entro: bool, di: str = "pk") -> Exists:
    """Whether the project `di` reached one of these states by a day, or only later."""
    giorno = {"data__lte": alla} if entro else {"data__gt": alla}
    return Exists(
        TransizioneFase.objects.filter(fase__progetto=OuterRef(di), a__in=stati, **giorno)
    )


# --- Projects ---------------------------------------------------------------------------------
_PUBBLICO = Q(is_public=True)
_NON_FINANZIATI: Ragioni = {
    "non_pubblici": (
        Q(is_public=False, finanziato=True),
        gettext_lazy("Finanziati, ma la loro scheda non è ancora pubblica."),
    ),
    "dopo": (
        _PUBBLICO & Q(finanziato=False, poi=True),
        gettext_lazy("Finanziati solo dopo questa data."),
    ),
    "usciti": (
        _PUBBLICO & Q(finanziato=False, poi=False, uscito=True),
        gettext_lazy("Ritirati o esclusi prima di un finanziamento."),
    ),
    "in_attesa": (
        _PUBBLICO & Q(finanziato=False, poi=False, uscito=False),
        gettext_lazy("Di nessun finanziamento è documentata la data: candidati, o senza passaggi."),
    ),
}
_CONTATO = _PUBBLICO & Q(finanziato=True)


def dei_progetti(
    manca: Callable[[], Any] | Q | None = None, motivo: Testo = ""
) -> Callable[[Ambito], Iterator[Gruppo]]:
    """The projects outside a figure on those financed; `manca` are financed ones it says nothing
    of, and `motivo` why."""

    def esclusi(ambito: Ambito) -> Iterator[Gruppo]:
        alla = ambito.alla
        progetti = Progetto.objects.filter(is_demo=ambito.dimostrativi).annotate(
            finanziato=passi(alla, _FINANZIATI, entro=True),
            poi=passi(alla, _FINANZIATI, entro=False),
            uscito=passi(alla, sorted(STATI_USCITA), entro=True),
        )
        ragioni = dict(_NON_FINANZIATI)
        if manca is not None:
            if isinstance(manca, Q):
                fuori = manca
            else:
                progetti = progetti.annotate(detto=manca())
                fuori = Q(detto=False)
            ragioni["senza_dato"] = (_CONTATO & fuori, motivo)
        return gruppi(progetti, ragioni, _("progetti"))

    return esclusi


def _legati(legami: QuerySet) -> Callable[[], Exists]:
    return lambda: Exists(legami.filter(progetto=OuterRef("pk")))


PROGETTI = dei_progetti()
SENZA_MACROAREA = dei_progetti(
    _legati(ProgettoMacroarea.objects.all()),
    gettext_lazy("Nessuna fonte pubblica dice la loro macroarea."),
)
SENZA_PREVALENTE = dei_progetti(
    _legati(ProgettoMacroarea.objects.filter(is_prevalente=True)),
    gettext_lazy("Nessuna fonte pubblica dice quale macroarea è prevalente."),
)
SENZA_TEMA = dei_progetti(
    _legati(ProgettoTema.objects.all()), gettext_lazy("Nessuna fonte pubblica dice i loro temi.")
)
SENZA_REGIONE = dei_progetti(
    Q(comune__provincia__isnull=True), gettext_lazy("Del loro Comune non è indicata la Provincia.")
)


def dei_finanziamenti(ambito: Ambito) -> Iterator[Gruppo]:
    """The grants outside the sum of the amounts."""
    fatto = TransizioneFase.objects.filter(fase=OuterRef("pk"), a__in=_FINANZIATI)
    fasi = FaseProgetto.objects.filter(progetto__is_demo=ambito.dimostrativi).annotate(
        finanziato=Exists(fatto.filter(data__lte=ambito.alla)),
        poi=Exists(fatto.filter(data__gt=ambito.alla)),
    )
    pubblico = Q(progetto__is_public=True)
    ragioni: Ragioni = {
        "senza_importo": (
            pubblico & Q(finanziato=True, importo_concesso_eur__isnull=True),
            _("L'importo concesso non è pubblicato da nessuna fonte."),
        ),
        "non_pubblici": (
            Q(progetto__is_public=False, finanziato=True),
            _("Di progetti finanziati la cui scheda non è ancora pubblica."),
        ),
        "dopo": (pubblico & Q(finanziato=False, poi=True), _("Concessi solo dopo questa data.")),
    }
    return gruppi(fasi, ragioni, _("finanziamenti"))


def dei_comuni(ambito: Ambito) -> Iterator[Gruppo]:
    """The projects whose Comuni are not in the funnel."""
    passi = TransizioneFase.objects.filter(fase__progetto=OuterRef("pk"))
    progetti = Progetto.objects.filter(is_demo=ambito.dimostrativi).annotate(
        entro=Exists(passi.filter(data__lte=ambito.alla)), documentato=Exists(passi)
    )
    ragioni: Ragioni = {
        "non_pubblici": (
            Q(is_public=False, entro=True),
            _("La loro scheda non è ancora pubblica."),
        ),
        "dopo": (
            _PUBBLICO & Q(entro=False, documentato=True),
            _("Il loro primo passaggio documentato è dopo questa data."),
        ),
        "senza_passaggi": (
            _PUBBLICO & Q(documentato=False),
            _("Nessun passaggio di stato è documentato."),
        ),
    }
    return gruppi(progetti, ragioni, _("progetti"))


# --- Meetings ---------------------------------------------------------------------------------
_IN_CALENDARIO = Q(annullato_il__isnull=True) & (Q(is_public=True) | Q(is_riservato=True))


def degli_incontri(ambito: Ambito) -> Iterator[Gruppo]:
    """The meetings that are not counted one by one."""
    ragioni: Ragioni = {
        "senza_data": (
            _IN_CALENDARIO & Q(data_inizio__isnull=True, riepilogo__incontri__isnull=True),
            _("Nessuna fonte dà la loro data completa."),
        ),
        "dopo": (_IN_CALENDARIO & Q(data_inizio__gt=ambito.alla), _("Dopo questa data.")),
        "annullati": (
            Q(annullato_il__isnull=False, data_inizio__lte=ambito.alla),
            _("Annullati: non si sono tenuti."),
        ),
        "nel_totale": (
            _IN_CALENDARIO & Q(data_inizio__lte=ambito.alla, riepilogo__incontri__isnull=False),
            _("Già compresi nel totale scritto accanto all'incontro, che conta al loro posto."),
        ),
    }
    eventi = Evento.objects.filter(is_demo=ambito.dimostrativi)
    return gruppi(eventi, ragioni, _("incontri"))


def dei_presenti(campo: str, *, con_totali: bool) -> Callable[[Ambito], Iterator[Gruppo]]:
    """Whose attendances do not count one by one; without `con_totali`, the totals left out too.

    Only meetings and totals are counted here: never people, of whom a small group could be told.
    """

    def esclusi(ambito: Ambito) -> Iterator[Gruppo]:
        eventi = Evento.objects.filter(is_demo=ambito.dimostrativi).filter(
            Exists(Partecipazione.objects.filter(evento=OuterRef("pk")))
        )
        ragioni: Ragioni = {
            "nel_totale": (
                _IN_CALENDARIO & Q(**{f"riepilogo__{campo}__isnull": False}),
                _("Chi organizza ha scritto il totale: conta quello, non i nomi registrati."),
            ),
            "annullati": (Q(annullato_il__isnull=False), _("Annullati: chi era registrato.")),
            "dopo": (
                _IN_CALENDARIO & Q(data_inizio__gt=ambito.alla),
                _("Dopo questa data."),
            ),
        }
        yield from gruppi(eventi, ragioni, _("incontri"))
        if not con_totali:
            totali = RiepilogoIncontri.objects.filter(
                is_demo=ambito.dimostrativi, data_riferimento__lte=ambito.alla
            )
            senza_nomi: Ragioni = {
                "senza_nomi": (
                    Q(**{f"{campo}__isnull": False}),
                    _("Una fonte li riporta senza dire chi c'era."),
                )
            }
            yield from gruppi(totali, senza_nomi, _("totali"))

    return esclusi

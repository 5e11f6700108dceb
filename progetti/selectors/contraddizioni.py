"""What two records of a project say that cannot both be true."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from fis_portal.core.enums import PrecisioneData
from progetti.enums import SCALA_FASE, RegolaProgramma, RuoloPartenariato, StatoFase
from progetti.models import DerogaRegola, FaseProgetto, Partenariato, TransizioneFase


def _fase(condizione: Q) -> Exists:
    return Exists(FaseProgetto.objects.filter(condizione, progetto=OuterRef("pk")))


def _oltre_massimale(alla: date) -> Q:
    derogata = DerogaRegola.objects.filter(
        progetto=OuterRef("pk"), regola=RegolaProgramma.MASSIMALE
    )
    oltre = _fase(Q(importo_concesso_eur__gt=F("intervento__massimale_eur")))
    return Q(oltre) & ~Q(Exists(derogata))


def _oltre_richiesto(alla: date) -> Q:
    return Q(_fase(Q(importo_concesso_eur__gt=F("importo_richiesto_eur"))))


def _passi(alla: date) -> QuerySet[Any]:
    """The steps whose day is known, with their place on the way a phase goes."""
    gradi = [When(a=stato, then=Value(grado)) for grado, stato in enumerate(SCALA_FASE)]
    return TransizioneFase.objects.annotate(grado=Case(*gradi, output_field=IntegerField())).filter(
        data__lte=alla, precisione=PrecisioneData.GIORNO, grado__isnull=False
    )


def _in_disordine(alla: date) -> Q:
    prima = _passi(alla).filter(
        fase=OuterRef("fase"), grado__gt=OuterRef("grado"), data__lt=OuterRef("data")
    )
    return Q(Exists(_passi(alla).filter(Exists(prima), fase__progetto=OuterRef("pk"))))


def _finito_e_in_corso(alla: date) -> Q:
    return Q(_fase(Q(stato=StatoFase.IN_CORSO)), data_fine__lte=alla)


def _altro_proponente(alla: date) -> Q:
    proponenti = Partenariato.objects.filter(
        ~Q(organizzazione__comune=OuterRef("comune")),
        progetto=OuterRef("pk"),
        ruolo=RuoloPartenariato.PROPONENTE,
        organizzazione__comune__isnull=False,
    )
    return Q(Exists(proponenti))


# Code -> what to say of it, and the projects of which it is true by a day. The sums of the figures
# say the same in SQL (ADR 22): a rule changed here wants a migration there.
CONTRADDIZIONI: dict[str, tuple[str | Promise, Callable[[date], Q]]] = {
    "oltre-massimale": (
        gettext_lazy("importo concesso oltre il massimale, senza una deroga"),
        _oltre_massimale,
    ),
    "oltre-richiesto": (
        gettext_lazy("importo concesso maggiore di quello richiesto"),
        _oltre_richiesto,
    ),
    "passaggi-in-disordine": (
        gettext_lazy("passaggi di stato in un ordine impossibile"),
        _in_disordine,
    ),
    "finito-e-in-corso": (
        gettext_lazy("data di fine effettiva, ma una fase è ancora in corso"),
        _finito_e_in_corso,
    ),
    "altro-proponente": (
        gettext_lazy("il proponente è un altro Comune"),
        _altro_proponente,
    ),
}

"""The facts behind the figures on projects, and what they can be cut by.

Everything counted on projects passes through these few queries: what makes them faster makes every
figure faster.
"""

from datetime import date
from decimal import Decimal

from django.db.models import Case, Exists, F, Min, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import ExtractYear

from comuni.models import Comune
from monitoraggio.registro.base import Ambito
from monitoraggio.registro.cubo import Asse, Fatti, Misura, valori_per
from monitoraggio.registro.riepilogo import finanziamenti_riassunti, progetti_riassunti
from progetti.enums import StatoFase, stati_da
from progetti.models import (
    FaseProgetto,
    Intervento,
    Partenariato,
    Progetto,
    ProgettoMacroarea,
    ProgettoTema,
    TransizioneFase,
)
from progetti.querysets import ProgettoQuerySet

_FINANZIATI = stati_da(StatoFase.FINANZIATA)


def vero(condizione: Q) -> Case:
    """A column that says whether something is true of a row; never NULL."""
    return Case(When(condizione, then=Value(True)), default=Value(False))


def progetti_del_programma(ambito: Ambito) -> ProgettoQuerySet:
    """Public projects, real or demonstrative."""
    return Progetto.objects.public().filter(is_demo=ambito.dimostrativi)


def progetti_finanziati(ambito: Ambito) -> ProgettoQuerySet:
    return progetti_del_programma(ambito).finanziati(ambito.alla)


def _finanziamenti(alla: date) -> QuerySet[TransizioneFase]:
    """The steps by which money was granted, within the day."""
    return TransizioneFase.objects.filter(a__in=_FINANZIATI, data__lte=alla)


def fasi_finanziate(ambito: Ambito) -> QuerySet[FaseProgetto]:
    return FaseProgetto.objects.filter(
        Exists(_finanziamenti(ambito.alla).filter(fase=OuterRef("pk"))),
        progetto__in=progetti_del_programma(ambito),
    )


def passaggi(ambito: Ambito) -> QuerySet[TransizioneFase]:
    """The steps of the projects of the programme, within the day."""
    return TransizioneFase.objects.filter(
        data__lte=ambito.alla, fase__progetto__in=progetti_del_programma(ambito)
    )


# --- Axes -------------------------------------------------------------------------------------
def _macroaree(ambito: Ambito) -> QuerySet:
    return valori_per(
        ProgettoMacroarea.objects.all(),
        "progetto",
        "macroarea__slug",
        "macroarea__nome",
        "macroarea__ordine",
    )


def _prevalenti(ambito: Ambito) -> QuerySet:
    return valori_per(
        ProgettoMacroarea.objects.filter(is_prevalente=True),
        "progetto",
        "macroarea__slug",
        "macroarea__nome",
        "macroarea__ordine",
    )


def _temi(ambito: Ambito) -> QuerySet:
    return valori_per(
        ProgettoTema.objects.all(), "progetto", "tema__slug", "tema__nome", "tema__ordine"
    )


def _regioni(ambito: Ambito) -> QuerySet:
    regione = "provincia__regione"
    return valori_per(
        Comune.objects.filter(provincia__isnull=False),
        "pk",
        f"{regione}__codice_istat",
        f"{regione}__nome",
    )


def _comuni(ambito: Ambito) -> QuerySet:
    return valori_per(Comune.objects.all(), "pk", "codice_istat", "nome")


def _interventi(ambito: Ambito) -> QuerySet:
    return valori_per(Intervento.objects.all(), "pk", "codice", "nome", "ordine")


def _interventi_finanziati(ambito: Ambito) -> QuerySet:
    """The Interventi in which each project was financed."""
    fasi = FaseProgetto.objects.filter(
        Exists(_finanziamenti(ambito.alla).filter(fase=OuterRef("pk")))
    )
    return valori_per(
        fasi, "progetto", "intervento__codice", "intervento__nome", "intervento__ordine"
    )


def partenariati_alla(alla: date) -> QuerySet[Partenariato]:
    """Those that hold on a day; without dates, always."""
    return Partenariato.objects.filter(
        Q(dal__isnull=True) | Q(dal__lte=alla), Q(al__isnull=True) | Q(al__gte=alla)
    )


def _organizzazioni(ambito: Ambito) -> QuerySet:
    """The kinds of body each project works with, once each."""
    noti = partenariati_alla(ambito.alla).exclude(organizzazione__tipo="")
    return valori_per(noti, "progetto", "organizzazione__tipo").distinct()


ASSI_PROGETTO: dict[str, Asse] = {
    "macroarea": Asse("progetto", _macroaree),
    "prevalente": Asse("progetto", _prevalenti),
    "tema": Asse("progetto", _temi),
    "regione": Asse("comune", _regioni),
    "comune": Asse("comune", _comuni),
    "organizzazione": Asse("progetto", _organizzazioni),
}
ASSE_INTERVENTO = Asse("intervento", _interventi)
ASSE_ANNO = Asse("anno")


# --- Facts ------------------------------------------------------------------------------------
def _anno_finanziamento(ambito: Ambito, legame: str) -> ExtractYear:
    prime = (
        _finanziamenti(ambito.alla)
        .filter(**{legame: OuterRef("pk")})
        .order_by()
        .values(legame)
        .annotate(prima=Min("data"))
    )
    return ExtractYear(Subquery(prime.values("prima")))


# One row for each project that was financed, in whatever Intervento.
PROGETTI = Fatti(
    nome="progetti",
    base=progetti_finanziati,
    colonne={
        "progetto": lambda ambito: F("pk"),
        "comune": lambda ambito: F("comune_id"),
        "anno": lambda ambito: _anno_finanziamento(ambito, "fase__progetto"),
    },
    assi={
        **ASSI_PROGETTO,
        "intervento": Asse("progetto", _interventi_finanziati),
        "periodo": ASSE_ANNO,
    },
    riepilogo=progetti_riassunti,
)
# One row for each project and Intervento in which it was financed.
FINANZIAMENTI = Fatti(
    nome="finanziamenti",
    base=fasi_finanziate,
    colonne={
        "progetto": lambda ambito: F("progetto_id"),
        "comune": lambda ambito: F("progetto__comune_id"),
        "intervento": lambda ambito: F("intervento_id"),
        "concesso": lambda ambito: F("importo_concesso_eur"),
        "dotazione": lambda ambito: F("intervento__dotazione_eur"),
        "anno": lambda ambito: _anno_finanziamento(ambito, "fase"),
    },
    assi={**ASSI_PROGETTO, "intervento": ASSE_INTERVENTO, "periodo": ASSE_ANNO},
    misure={
        "n": Misura("count(*)"),
        "concesso": Misura("sum(f.f_concesso)", ("concesso",), Decimal, None),
        "dotazione": Misura("max(f.f_dotazione)", ("dotazione",), Decimal, None),
        "con_importo": Misura("count(f.f_concesso)", ("concesso",)),
    },
    riepilogo=finanziamenti_riassunti,
)
# One row for each step of a project: what its state became, and when.
PASSAGGI_COLONNE = {
    "progetto": lambda ambito: F("fase__progetto_id"),
    "comune": lambda ambito: F("fase__progetto__comune_id"),
    "intervento": lambda ambito: F("fase__intervento_id"),
    "anno": lambda ambito: ExtractYear("data"),
}
PASSAGGI_ASSI = {**ASSI_PROGETTO, "intervento": ASSE_INTERVENTO, "periodo": ASSE_ANNO}
DI_UN_PROGETTO = (
    "macroarea", "tema", "regione", "intervento", "comune", "organizzazione", "periodo",
)  # fmt: skip

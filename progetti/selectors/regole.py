"""What is missing in a project's record, and the rules of the programme it breaks."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fis_portal.core.quote import euro_it
from progetti.enums import RUOLI_OBBLIGATORI, RegolaProgramma, RuoloPartenariato
from progetti.models import (
    FaseProgetto,
    Partenariato,
    Progetto,
    ProgettoMacroarea,
    ProgettoTema,
)

MASSIMO_PARTENARIATI = 4


def _del_progetto(queryset: QuerySet) -> Exists:
    return Exists(queryset.filter(progetto=OuterRef("pk")))


def _senza_un_ruolo() -> Q:
    condizione = Q()
    for ruolo in RUOLI_OBBLIGATORI:
        condizione |= Q(~_del_progetto(Partenariato.objects.filter(ruolo=ruolo)))
    return condizione


# The sums of the figures say the same in SQL (ADR 22): a rule changed here wants a migration there.
MANCANZE: dict[str, tuple[str | Promise, Q]] = {
    "titolo": (gettext_lazy("titolo"), Q(titolo="")),
    "sintesi": (gettext_lazy("sintesi"), Q(sintesi="")),
    "cup": (gettext_lazy("CUP"), Q(cup="")),
    "macroarea": (
        gettext_lazy("macroarea"),
        Q(~_del_progetto(ProgettoMacroarea.objects.all())),
    ),
    "tema": (gettext_lazy("tema"), Q(~_del_progetto(ProgettoTema.objects.all()))),
    "partner": (gettext_lazy("partner"), Q(~_del_progetto(Partenariato.objects.all()))),
    "ruoli": (gettext_lazy("tutti i ruoli obbligatori"), _senza_un_ruolo()),
    "importo": (
        gettext_lazy("importo concesso"),
        Q(~_del_progetto(FaseProgetto.objects.filter(importo_concesso_eur__isnull=False))),
    ),
    "date": (gettext_lazy("data di inizio"), Q(data_inizio__isnull=True)),
}


def progetto_mancanze(progetto: Progetto) -> list[str]:
    """Names of the facts that this project's record does not hold."""
    riga = (
        Progetto.objects.filter(pk=progetto.pk)
        .annotate(**{f"senza_{codice}": q for codice, (_nome, q) in MANCANZE.items()})
        .values(*(f"senza_{codice}" for codice in MANCANZE))
        .first()
    )
    if riga is None:
        return []
    return [str(nome) for codice, (nome, _q) in MANCANZE.items() if riga[f"senza_{codice}"]]


@dataclass(frozen=True, slots=True)
class Avviso:
    """A rule of the programme that a project does not meet."""

    regola: RegolaProgramma
    messaggio: str


def progetto_avvisi(progetto: Progetto) -> list[Avviso]:
    """Rules of the programme the project breaks, without those staff set aside with a reason."""
    derogate = set(progetto.deroghe.values_list("regola", flat=True))
    return [avviso for avviso in _avvisi(progetto) if avviso.regola not in derogate]


def _avvisi(progetto: Progetto) -> Iterator[Avviso]:
    comune = progetto.comune
    if not (comune.capoluogo or comune.citta_metropolitana):
        testo = _("%(comune)s non è un Comune capoluogo né una Città metropolitana.")
        yield Avviso(RegolaProgramma.BENEFICIARIO, testo % {"comune": comune})
    altri = Progetto.objects.filter(comune=comune).exclude(pk=progetto.pk).order_by("pk")
    if altro := altri.select_related("comune").first():
        testo = _("Il Comune ha già un altro progetto: «%(titolo)s».")
        yield Avviso(RegolaProgramma.UN_PROGETTO, testo % {"titolo": altro.nome_pubblico})
    yield from _avvisi_partenariato(progetto)
    yield from _avvisi_importi(progetto)


def _avvisi_partenariato(progetto: Progetto) -> Iterator[Avviso]:
    presenti = set(progetto.partenariati.values_list("ruolo", flat=True))
    mancanti = [RuoloPartenariato(r).label for r in RUOLI_OBBLIGATORI if r not in presenti]
    if mancanti:
        testo = _("Ruoli obbligatori senza un'organizzazione: %(ruoli)s.")
        nomi = ", ".join(str(nome) for nome in mancanti)
        yield Avviso(RegolaProgramma.RUOLI_OBBLIGATORI, testo % {"ruoli": nomi})
    partner = Partenariato.objects.exclude(ruolo=RuoloPartenariato.PROPONENTE)
    troppi = (
        partner.filter(
            organizzazione__in=partner.filter(progetto=progetto).values("organizzazione")
        )
        .values("organizzazione", "organizzazione__nome")
        .annotate(progetti=Count("progetto", distinct=True))
        .filter(progetti__gt=MASSIMO_PARTENARIATI)
        .order_by("organizzazione__nome_chiave")
    )
    for riga in troppi:
        testo = _("%(nome)s è partner in %(progetti)s progetti: il massimo è %(massimo)s.")
        valori = {
            "nome": riga["organizzazione__nome"],
            "progetti": riga["progetti"],
            "massimo": MASSIMO_PARTENARIATI,
        }
        yield Avviso(RegolaProgramma.QUATTRO_PARTENARIATI, testo % valori)


def _avvisi_importi(progetto: Progetto) -> Iterator[Avviso]:
    oltre = Q(importo_richiesto_eur__gt=F("intervento__massimale_eur")) | Q(
        importo_concesso_eur__gt=F("intervento__massimale_eur")
    )
    for fase in progetto.fasi.filter(oltre).select_related("intervento"):
        testo = _("%(intervento)s: l'importo supera il massimale di %(massimale)s.")
        valori = {
            "intervento": capfirst(str(fase.intervento)),
            "massimale": euro_it(fase.intervento.massimale_eur),
        }
        yield Avviso(RegolaProgramma.MASSIMALE, testo % valori)

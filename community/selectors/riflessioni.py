"""The guiding questions and what projects answer: of one project, and side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from community.enums import Visibilita
from community.models import CambiamentoIstituzionale, DomandaGuida, Riflessione
from community.permissions import puo_condividere
from community.querysets import CondivisaQuerySet
from fis_portal.accounts.models import User
from fis_portal.core.filters import Vocabolari
from fis_portal.core.quote import data_it
from progetti.models import FaseProgetto, Intervento, Progetto


@dataclass(frozen=True, slots=True)
class RispostaAttesa:
    """A guiding question, with the answer of a project in an Intervento where there is one."""

    domanda: DomandaGuida
    riflessione: Riflessione | None
    scrive: bool
    decide: bool

    @property
    def ancora(self) -> str:
        return ancora_domanda(self.domanda)

    @property
    def passi(self) -> tuple[Visibilita, ...]:
        return passi_di(self.riflessione) if self.riflessione else ()

    @property
    def versione(self) -> str:
        return versione_di(self.riflessione)


def versione_di(oggetto: Any) -> str:
    """What says which writing was read: when it was written; nothing was read, nothing is said."""
    return oggetto.updated_at.isoformat() if oggetto else ""


def riflessioni_di(
    progetto: Progetto, intervento: Intervento, *, per: User
) -> list[RispostaAttesa]:
    """The questions in their order, each with the answer of the project and what one may do."""
    date_ = Riflessione.objects.filter(progetto=progetto, intervento=intervento)
    per_domanda = {r.domanda_id: r for r in date_.select_related("consenso_di")}
    for riflessione in per_domanda.values():
        riflessione.progetto = progetto  # whose it is, asked of each answer (permissions)
    decide = puo_condividere(per, Riflessione(progetto=progetto))
    risposte = []
    for domanda in DomandaGuida.objects.all():
        data = per_domanda.get(domanda.pk)
        scrive = decide or data is None or data.visibilita == Visibilita.TEAM
        risposte.append(RispostaAttesa(domanda, data, scrive=scrive, decide=decide))
    return risposte


def passi_di(oggetto: Any) -> tuple[Visibilita, ...]:
    """What its visibility may become in one step: one up, or any below (services.visibilita)."""
    scala = list(Visibilita)
    posto = scala.index(Visibilita(oggetto.visibilita))
    return (*scala[:posto], *scala[posto + 1 : posto + 2])


def ancora_domanda(domanda: DomandaGuida) -> str:
    return f"domanda-{domanda.codice}"


def fasi_con_risposte(progetti: QuerySet) -> QuerySet:
    """The phases of some projects, each with `risposte`: how many questions it has answered."""
    date_ = Riflessione.objects.filter(
        progetto=OuterRef("progetto"), intervento=OuterRef("intervento")
    )
    quante = date_.order_by().values("progetto").annotate(n=Count("pk")).values("n")
    return (
        FaseProgetto.objects.filter(progetto__in=progetti)
        .select_related("progetto__comune", "intervento")
        .annotate(risposte=Coalesce(Subquery(quante), 0))
        .order_by("progetto__comune__nome_chiave", "progetto__titolo_chiave", "intervento__ordine")
    )


# --- Side by side --------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Colonna:
    """The answer of a project to the question one compares by, ready to be quoted."""

    riflessione: Riflessione

    @property
    def ancora(self) -> str:
        return ancora_di(self.riflessione)

    @property
    def citazione(self) -> str:
        return citazione_di(self.riflessione)

    @property
    def indirizzo(self) -> str:
        """Its own address: the same whatever filters the reader has chosen."""
        return indirizzo_di(self.riflessione)


def ancora_di(riflessione: Riflessione) -> str:
    return f"riflessione-{riflessione.pk}"


def indirizzo_di(riflessione: Riflessione) -> str:
    cerca = {"domanda": riflessione.domanda.codice}
    if riflessione.is_demo:
        cerca["dimostrativi"] = "1"
    pagina = reverse("riflessioni:confronto")
    return f"{pagina}?{urlencode(cerca)}#{ancora_di(riflessione)}"


def citazione_di(riflessione: Riflessione) -> str:
    """As one quotes it in a report: the words, whose they are, on what, when."""
    giorno = timezone.localtime(riflessione.updated_at).date()
    return _(
        "«%(testo)s» (%(progetto)s, Comune di %(comune)s, Intervento %(intervento)s; "
        "risposta alla domanda «%(domanda)s», %(giorno)s)"
    ) % {
        "testo": riflessione.testo,
        "progetto": riflessione.progetto.nome_pubblico,
        "comune": riflessione.progetto.comune.nome,
        "intervento": riflessione.intervento.codice,
        "domanda": riflessione.domanda.testo,
        "giorno": data_it(giorno),
    }


def riflessioni_pubbliche(*, dimostrativi: bool = False) -> CondivisaQuerySet:
    """What anybody may read: public answers of public projects."""
    return (
        Riflessione.objects.public().con_dimostrativi(dimostrativi).filter(progetto__is_public=True)
    )


def riflessioni_affiancate(riflessioni: CondivisaQuerySet) -> QuerySet:
    """The rows of a comparison, in one query: by Comune, project and Intervento."""
    return riflessioni.select_related("progetto__comune", "intervento", "domanda").order_by(
        "domanda__ordine",
        "progetto__comune__nome_chiave",
        "progetto__titolo_chiave",
        "intervento__ordine",
        "pk",
    )


@dataclass(frozen=True, slots=True)
class Confronto:
    """One question, the answers to it, and what else one may ask for."""

    domande: list[DomandaGuida]
    domanda: DomandaGuida | None
    colonne: list[Colonna]
    interventi: list[Intervento]
    progetti: list[Progetto]
    scelti: Mapping[str, Sequence[str]]

    @property
    def contiene_demo(self) -> bool:
        return any(colonna.riflessione.is_demo for colonna in self.colonne)

    @property
    def aggiornato_at(self) -> datetime | None:
        return max((c.riflessione.updated_at for c in self.colonne), default=None)

    @property
    def is_filtrato(self) -> bool:
        return bool(self.scelti.get("intervento") or self.scelti.get("progetto"))


def confronto_di(
    scelte: CondivisaQuerySet, tutte: CondivisaQuerySet, scelti: Mapping[str, Sequence[str]]
) -> Confronto:
    """The answers among `scelte` to the question asked for, or to the first one.

    Interventi and projects to choose from are those of `tutte`. Four queries, whatever the length.
    """
    domande = list(DomandaGuida.objects.select_related("fonte"))
    chiesta = next((d for d in domande if d.codice in scelti.get("domanda", ())), None)
    domanda = chiesta or (domande[0] if domande else None)
    righe = riflessioni_affiancate(scelte.filter(domanda=domanda)) if domanda else ()
    chi = Progetto.objects.filter(pk__in=tutte.order_by().values("progetto"))
    return Confronto(
        domande=domande,
        domanda=domanda,
        colonne=[Colonna(riflessione) for riflessione in righe],
        interventi=list(Intervento.objects.filter(pk__in=tutte.order_by().values("intervento"))),
        progetti=list(
            chi.select_related("comune").order_by("comune__nome_chiave", "titolo_chiave", "pk")
        ),
        scelti={nome: [v for v in valori if v] for nome, valori in scelti.items()},
    )


def riflessione_vocabolari() -> Vocabolari:
    """The values the filters of the answers accept."""
    pubbliche = riflessioni_pubbliche(dimostrativi=True).order_by()
    return {
        "domanda": dict(DomandaGuida.objects.values_list("codice", "breve")),
        "intervento": dict(Intervento.objects.values_list("codice", "nome")),
        "progetto": dict(
            Progetto.objects.filter(pk__in=pubbliche.values("progetto")).values_list(
                "slug", "titolo"
            )
        ),
    }


# --- Institutional changes -----------------------------------------------------------------------
def cambiamenti_pubblici() -> CondivisaQuerySet:
    """What anybody may read; of a project that is not public, nothing."""
    pubblici: CondivisaQuerySet = CambiamentoIstituzionale.objects.public()
    return pubblici.filter(Q(progetto__isnull=True) | Q(progetto__is_public=True))


def cambiamento_vocabolari() -> Vocabolari:
    """The values the filters of the changes accept: those of public changes."""
    pubblici = cambiamenti_pubblici().order_by()
    return {
        "comune": dict(pubblici.values_list("comune__codice_istat", "comune__nome")),
        "progetto": dict(
            pubblici.filter(progetto__isnull=False).values_list(
                "progetto__slug", "progetto__titolo"
            )
        ),
    }

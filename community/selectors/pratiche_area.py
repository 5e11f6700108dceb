"""What a Comune finds about practices in its area: those that fit it, its own, those it took up."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from community.models import Adozione, Pratica
from community.selectors.pratiche import pratica_per_elenco
from comuni.models import Comune
from fis_portal.core.quote import numero_it
from progetti.models import Progetto, Tema


@dataclass(frozen=True, slots=True)
class Adatta:
    """A practice that fits a Comune, and why, in words."""

    pratica: Pratica
    motivi: tuple[str, ...]


def pratiche_visibili(comune: Comune) -> QuerySet[Pratica]:
    """What who acts for a Comune may read: its own, and what the others shared.

    Invented practices are for invented Comuni, real ones for real Comuni.
    """
    condivise = Pratica.objects.della_comunita().filter(is_demo=comune.is_demo)
    return condivise | Pratica.objects.filter(comune=comune)


def pratiche_degli_altri(comune: Comune) -> QuerySet[Pratica]:
    """What a Comune could take up: shared by others, or collected from a source."""
    condivise = Pratica.objects.della_comunita().filter(is_demo=comune.is_demo)
    return condivise.filter(Q(comune__isnull=True) | ~Q(comune=comune))


def pratiche_adatte(comune: Comune) -> list[Adatta]:
    """Practices on the topics of the Comune's projects or made for its size, best fit first.

    What is made for Comuni of another size, and what it already took up, is left out.
    """
    temi = set(Tema.objects.filter(assegnazioni__progetto__comune=comune).distinct())
    candidate = pratiche_degli_altri(comune).exclude(adozioni__comune=comune)
    candidate = candidate.filter(_della_grandezza(comune.popolazione))
    adatte = []
    for pratica in pratica_per_elenco(candidate.order_by("titolo_chiave", "pk")):
        comuni = sorted(str(tema) for tema in pratica.temi.all() if tema in temi)
        if motivi := tuple(_motivi(comuni, pratica, comune)):
            adatte.append((len(comuni), Adatta(pratica, motivi)))
    # The sort is stable: with as many topics in common, by title.
    return [adatta for _quanti, adatta in sorted(adatte, key=lambda coppia: -coppia[0])]


def _della_grandezza(popolazione: int | None) -> Q:
    if popolazione is None:
        return Q()
    abbastanza = Q(popolazione_min__isnull=True) | Q(popolazione_min__lte=popolazione)
    non_troppo = Q(popolazione_max__isnull=True) | Q(popolazione_max__gte=popolazione)
    return abbastanza & non_troppo


def _motivi(temi: list[str], pratica: Pratica, comune: Comune) -> Iterable[str]:
    if temi:
        testo = ngettext(
            "Ha un tema dei vostri progetti: %(temi)s.",
            "Ha %(n)s temi dei vostri progetti: %(temi)s.",
            len(temi),
        )
        yield testo % {"n": len(temi), "temi": ", ".join(temi)}
    if comune.popolazione is None or not (pratica.popolazione_min or pratica.popolazione_max):
        return
    abitanti = numero_it(comune.popolazione)
    if pratica.popolazione_min and pratica.popolazione_max:
        testo = _("È pensata per Comuni da %(da)s a %(a)s abitanti: il vostro ne ha %(n)s.")
    elif pratica.popolazione_min:
        testo = _("È pensata per Comuni da %(da)s abitanti in su: il vostro ne ha %(n)s.")
    else:
        testo = _("È pensata per Comuni fino a %(a)s abitanti: il vostro ne ha %(n)s.")
    yield testo % {
        "da": numero_it(pratica.popolazione_min, vuoto=""),
        "a": numero_it(pratica.popolazione_max, vuoto=""),
        "n": abitanti,
    }


def pratiche_mie(comune: Comune) -> list[Pratica]:
    """What a Comune wrote, whoever reads it."""
    mie = pratica_per_elenco(Pratica.objects.filter(comune=comune))
    return list(mie.order_by("titolo_chiave", "pk"))


def adozioni_mie(comune: Comune) -> list[Adozione]:
    """What a Comune took up, the latest first; `titolo` is empty once it is no longer shared."""
    # A join would leave out the adoptions whose practice does not exist for who asks.
    titolo = pratiche_visibili(comune).filter(pk=OuterRef("pratica")).order_by().values("titolo")
    adozioni = Adozione.objects.filter(comune=comune)
    adozioni = adozioni.annotate(titolo=Coalesce(Subquery(titolo), Value("")))
    return list(adozioni.order_by("-dichiarata_il", "-pk"))


def progetti_di(comune: Comune) -> QuerySet[Progetto]:
    """The projects a practice or an adoption of this Comune may name."""
    return Progetto.objects.filter(comune=comune).order_by("titolo_chiave", "pk")

"""Who may do what with a report: role and state together. Rows are filtered by the querysets."""

from django.utils import timezone

from comuni.enums import RuoloReferente
from comuni.models import Referente
from comuni.querysets import ReferenteQuerySet
from fis_portal.accounts.models import User
from outcomes.enums import STATI_ACCETTATI, STATI_APERTI, StatoRendicontazione
from outcomes.models import PeriodoMonitoraggio, Rendicontazione

REVIEW = "outcomes.review_rendicontazione"


def periodo_is_chiuso(periodo: PeriodoMonitoraggio) -> bool:
    """From the day it is closed on, nobody sends anything more for it."""
    return periodo.chiuso_il is not None and periodo.chiuso_il <= timezone.localdate()


def can_edit(user: User, rendicontazione: Rendicontazione) -> bool:
    """Write in it: any officer of the Comune, as long as it is the Comune's turn."""
    return rendicontazione.stato in STATI_APERTI and _referenze(user, rendicontazione).exists()


def can_send(user: User, rendicontazione: Rendicontazione) -> bool:
    """Send it: a `responsabile` of the Comune, in an open state, while the period is open."""
    return (
        rendicontazione.stato in STATI_APERTI
        and not periodo_is_chiuso(rendicontazione.periodo)
        and _referenze(user, rendicontazione).filter(ruolo=RuoloReferente.RESPONSABILE).exists()
    )


def can_review(user: User, rendicontazione: Rendicontazione | None = None) -> bool:
    """Remark, return, accept: staff with the right to it; of one report, once it was sent."""
    if not (user.is_active and user.is_staff and user.has_perm(REVIEW)):
        return False
    return rendicontazione is None or rendicontazione.stato in (
        StatoRendicontazione.INVIATA,
        StatoRendicontazione.ACCETTATA,
    )


def can_verify(user: User, rendicontazione: Rendicontazione) -> bool:
    """Give or take back verdicts: who acts for the project's evaluator, on accepted reports."""
    return (
        rendicontazione.stato in STATI_ACCETTATI
        and Rendicontazione.objects.affidate_a(user, timezone.localdate())
        .filter(pk=rendicontazione.pk)
        .exists()
    )


def _referenze(user: User, rendicontazione: Rendicontazione) -> ReferenteQuerySet:
    return Referente.objects.attivi().filter(
        user_id=user.pk, comune_id=rendicontazione.progetto.comune_id
    )

"""The closing report of a meeting: published when it is ready, and taken back."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from community.models import ResocontoEvento
from fis_portal.accounts.models import User
from fis_portal.core.errors import DomainError


@transaction.atomic
def resoconto_publish(*, resoconto: ResocontoEvento, by: User) -> ResocontoEvento:
    """Show the report to whoever sees the meeting: all, or the projects invited. Twice is once.

    Raises DomainError: `evento_in_bozza`, `evento_annullato`, `evento_da_tenere`.
    """
    resoconto = _bloccato(resoconto)
    if resoconto.is_public:
        return resoconto
    evento = resoconto.evento
    if evento.annullato_il is not None:
        raise DomainError("evento_annullato", _("L'incontro è annullato: non ha un resoconto."))
    if not (evento.is_public or evento.is_riservato):
        raise DomainError(
            "evento_in_bozza",
            _("L'evento è ancora in bozza: prima rendilo pubblico, o riservato agli invitati."),
        )
    if evento.data_inizio is not None and evento.data_inizio > timezone.localdate():
        raise DomainError(
            "evento_da_tenere",
            _("L'incontro deve ancora cominciare: il resoconto si pubblica dopo."),
        )
    resoconto.is_public = True
    resoconto.pubblicato_il = timezone.now()
    resoconto.save(update_fields=["is_public", "pubblicato_il", "updated_at"])
    return resoconto


@transaction.atomic
def resoconto_withdraw(*, resoconto: ResocontoEvento, by: User) -> ResocontoEvento:
    """Take a published report back to a draft; its history keeps when it was public."""
    resoconto = _bloccato(resoconto)
    if resoconto.is_public:
        resoconto.is_public = False
        resoconto.pubblicato_il = None
        resoconto.save(update_fields=["is_public", "pubblicato_il", "updated_at"])
    return resoconto


def _bloccato(resoconto: ResocontoEvento) -> ResocontoEvento:
    bloccati = ResocontoEvento.objects.select_for_update(of=("self",)).select_related("evento")
    return bloccati.get(pk=resoconto.pk)

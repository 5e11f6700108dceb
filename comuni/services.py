"""Who acts for a Comune."""

import logging
import uuid

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from comuni.enums import RuoloReferente
from comuni.models import Comune, Referente
from fis_portal.accounts.models import User
from fis_portal.accounts.services import utente_invite
from fis_portal.core.errors import DomainError
from fis_portal.core.posta import messaggio_queue

logger = logging.getLogger(__name__)


@transaction.atomic
def referente_invite(
    *, comune: Comune, email: str, nome: str, cognome: str, ruolo: str, by: User
) -> Referente:
    """Let a person act for the Comune, and tell them by mail.

    Who is new to the portal gets a link to enter, everybody else a plain message: the inviter
    cannot tell which. Raises DomainError for a person who already acts for this Comune and has
    entered, ValidationError for data that does not hold.
    """
    user, invitato = utente_invite(
        email=email,
        nome=nome,
        cognome=cognome,
        by=by,
        invitante=_("Comune di %(comune)s") % {"comune": comune.nome},
        is_demo=comune.is_demo,
    )
    referente = Referente.objects.select_for_update().filter(user=user, comune=comune).first()
    if referente is not None and referente.attivo and not invitato:
        raise DomainError(
            "referente_presente",
            _("Questa persona agisce già per il Comune: cambia il suo ruolo dall'elenco."),
            {"email": [_("Questa persona è già nell'elenco.")]},
        )
    referente = referente or Referente(user=user, comune=comune)
    referente.ruolo, referente.attivo = ruolo, True
    referente.full_clean()
    referente.save()
    if not invitato and user.is_active:
        _avvisa(referente)
    _registra("referente_invitato", referente)
    return referente


@transaction.atomic
def referente_disable(*, referente: Referente, by: User) -> Referente:
    """The person no longer acts for the Comune. Raises DomainError for the last responsabile."""
    referente = _bloccato(referente)
    _resti_un_responsabile(referente, by)
    referente.attivo = False
    referente.save(update_fields=["attivo", "updated_at"])
    _registra("referente_disattivato", referente)
    return referente


@transaction.atomic
def referente_set_role(*, referente: Referente, ruolo: str, by: User) -> Referente:
    """Change what the person may do. Raises DomainError for the last responsabile."""
    referente = _bloccato(referente)
    if ruolo != RuoloReferente.RESPONSABILE:
        _resti_un_responsabile(referente, by)
    referente.ruolo = ruolo
    referente.full_clean()
    referente.save(update_fields=["ruolo", "updated_at"])
    _registra("ruolo_cambiato", referente)
    return referente


def _bloccato(referente: Referente) -> Referente:
    """All the Comune's people at once: two who take each other off wait for one another."""
    tutti = Referente.objects.select_for_update().filter(comune_id=referente.comune_id)
    return {uno.pk: uno for uno in tutti.order_by("pk")}[referente.pk]


def _resti_un_responsabile(referente: Referente, by: User) -> None:
    """Staff may leave a Comune without one: they then invite the next."""
    if by.is_staff and by.has_perm("comuni.change_referente"):
        return
    altri = Referente.objects.attivi().responsabili().filter(comune_id=referente.comune_id)
    if not altri.exclude(pk=referente.pk).exists():
        raise DomainError(
            "ultimo_responsabile",
            _(
                "Almeno una persona deve restare responsabile del Comune: prima nominane un'altra, "
                "oppure scrivi al programma."
            ),
        )


def _avvisa(referente: Referente) -> None:
    contesto = {
        "referente": referente,
        "SITE_URL": settings.SITE_URL,
        "CONTATTO_EMAIL": settings.CONTATTO_EMAIL,
    }
    messaggio_queue(
        tipo="invito",
        chiave=f"referente:{referente.pk}:{uuid.uuid4()}",
        a=referente.user.email,
        oggetto=_("Ora puoi agire per il Comune di %(nome)s") % {"nome": referente.comune.nome},
        testo=render_to_string("comuni/email/referente.txt", contesto),
    )


def _registra(esito: str, referente: Referente) -> None:
    logger.info(
        "people of a Comune",
        extra={
            "evento": "referente",
            "esito": esito,
            "oggetto": "comuni.referente",
            "oggetto_id": referente.pk,
            "comune_id": referente.comune_id,
        },
    )

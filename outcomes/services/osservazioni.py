"""What the Comune answers to a remark."""

from django.db import transaction
from django.utils.translation import gettext as _

from fis_portal.accounts.models import User
from fis_portal.core.errors import DomainError
from outcomes.models import Osservazione
from outcomes.services.bozza import open_report

MASSIMO_RISPOSTA = 4000


@transaction.atomic
def osservazione_reply(*, osservazione: Osservazione, risposta: str, by: User) -> Osservazione:
    """Write, or write again, the answer of the Comune; staff read it with the next sending.

    Raises DomainError: `stato_non_aperto`, `risposta_troppo_lunga`.
    """
    open_report(osservazione.rendicontazione)
    risposta = risposta.replace("\r\n", "\n").replace("\x00", "").strip()
    if len(risposta) > MASSIMO_RISPOSTA:
        raise DomainError(
            "risposta_troppo_lunga",
            _("La risposta è troppo lunga: al massimo %(n)s caratteri.") % {"n": MASSIMO_RISPOSTA},
        )
    bloccata = Osservazione.objects.select_for_update(of=("self",)).get(pk=osservazione.pk)
    if bloccata.risposta != risposta:
        bloccata.risposta = risposta
        bloccata.save(update_fields=["risposta"])
    return bloccata

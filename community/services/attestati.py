"""All the certificates of a meeting at once, for who organises it; the access log says who took
them."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from community.enums import AzionePersona
from community.models import Evento
from community.render.attestato import attestati_pdf
from community.selectors.attestati import presenze_da_attestare
from community.selectors.iscrizioni import is_evento_finito
from community.services.accessi import accesso_record
from fis_portal.accounts.models import User
from fis_portal.core.errors import DomainError

# As many pages as are drawn while one waits for an answer; more people, more files.
PER_FILE = 50


@transaction.atomic
def attestati_release(*, evento: Evento, parte: int = 1, by: User) -> bytes:
    """The certificates of who attended, a page each; fifty people at a time, by surname.

    Raises DomainError: `evento_non_finito`, `senza_presenze`, PdfNonDisponibile.
    """
    if evento.annullato_il is not None or not is_evento_finito(evento, timezone.now()):
        raise DomainError(
            "evento_non_finito", _("Gli attestati si rilasciano quando l'incontro si è concluso.")
        )
    presenze = presenze_da_attestare(evento)[(parte - 1) * PER_FILE : parte * PER_FILE]
    if not presenze:
        raise DomainError("senza_presenze", _("L'incontro non ha presenze registrate per nome."))
    contenuto = attestati_pdf(evento, presenze)
    accesso_record(
        azione=AzionePersona.ESPORTAZIONE,
        by=by,
        evento=evento,
        quante=len(presenze),
        nota="attestati di partecipazione",
    )
    return contenuto

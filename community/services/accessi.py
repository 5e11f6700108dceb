"""The access log of personal data: who looked at, changed or took away what, and when."""

from community.enums import AzionePersona
from community.models import AccessoPersona, Evento, Persona
from fis_portal.accounts.models import User

NOTA_MASSIMA = 200


def accesso_record(
    *,
    azione: AzionePersona,
    by: User | None,
    persona: Persona | None = None,
    evento: Evento | None = None,
    quante: int = 1,
    nota: str = "",
) -> AccessoPersona:
    """Write one line of the log; `by` None is a job of the portal. No names go into `nota`."""
    return AccessoPersona.objects.create(
        azione=azione,
        by=by,
        persona=persona,
        evento=evento,
        quante=quante,
        nota=nota[:NOTA_MASSIMA],
    )

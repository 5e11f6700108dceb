from django.db import transaction
from django.utils.translation import gettext as _

from fis_portal.accounts.models import User
from fis_portal.accounts.services import utente_invite
from fis_portal.core.errors import DomainError
from progetti.models import Delegato, Organizzazione


@transaction.atomic
def delegato_invite(
    *, organizzazione: Organizzazione, email: str, nome: str, cognome: str, by: User
) -> Delegato:
    """Let a person act for an organisation; who is new to the portal gets a link to enter.

    Raises DomainError for a person who already acts for it and has entered, ValidationError for
    data that does not hold.
    """
    user, invitato = utente_invite(
        email=email,
        nome=nome,
        cognome=cognome,
        by=by,
        invitante=organizzazione.nome,
        is_demo=organizzazione.is_demo,
    )
    delegato = Delegato.objects.filter(user=user, organizzazione=organizzazione).first()
    if delegato is not None and delegato.attivo and not invitato:
        testo = _("Questa persona agisce già per l'organizzazione.")
        raise DomainError("delegato_presente", testo, {"email": [testo]})
    delegato = delegato or Delegato(user=user, organizzazione=organizzazione)
    delegato.attivo = True
    delegato.full_clean()
    delegato.save()
    return delegato

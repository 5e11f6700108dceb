"""Inviting people to a meeting, and what they answer."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from community.enums import StatoIscrizione
from community.models import Evento, Iscrizione
from community.selectors.iscrizioni import (
    iscrizione_attiva,
    iscrizioni_chiuse_perche,
    referenti_invitati,
)
from community.services.conservazione import conservazione_extend
from community.services.iscrizioni import entra, evento_lock, persona_link, persona_of
from community.services.posta_eventi import iscrizione_notify
from comuni.models import Comune
from fis_portal.accounts.models import User
from fis_portal.core.errors import DomainError
from progetti.models import Organizzazione

INVITI_MASSIMI = 500


@dataclass(frozen=True, slots=True)
class Invitato:
    """Whom to invite. `comune`: the one she acts for, when known; `user`: hers, if she has one."""

    nome: str
    cognome: str
    email: str
    comune: Comune | None = None
    user: User | None = None


@transaction.atomic
def invito_create(*, evento: Evento, persone: Iterable[Invitato], by: User) -> int:
    """Invite people by mail, each once; how many were not invited or registered before.

    Raises DomainError, and nothing is written, when registration is closed or a row is wrong.
    """
    invitati = {persona.email.strip().lower(): persona for persona in persone}
    _check_invitati(invitati.values())
    evento = evento_lock(evento)
    if motivo := iscrizioni_chiuse_perche(evento, timezone.now()):
        raise DomainError("iscrizioni_chiuse", motivo)
    return sum(_invita(evento, invitato) for invitato in invitati.values())


def invitati_dei_progetti(evento: Evento) -> list[Invitato]:
    """Every active officer of the Comuni of the invited projects."""
    return [
        Invitato(
            nome=referente.user.nome or _("Referente"),
            cognome=referente.user.cognome or referente.comune.nome,
            email=referente.user.email,
            comune=referente.comune,
            user=referente.user,
        )
        for referente in referenti_invitati(evento)
    ]


@transaction.atomic
def invito_accept(
    *,
    iscrizione: Iscrizione,
    nome: str,
    cognome: str,
    ente: str = "",
    tipo_ente: str = "",
    organizzazione: Organizzazione | None = None,
    comune: Comune | None = None,
    informativa: bool,
    by: User | None = None,
) -> Iscrizione:
    """Accept an invitation, or come back after giving up: a place or the waiting list.

    The code proves whose mailbox it is: she may correct her own name. A second time changes
    nothing. Raises DomainError when registration is closed.
    """
    evento = evento_lock(iscrizione.evento)
    iscrizione = Iscrizione.objects.select_related("persona__fusa_in").get(pk=iscrizione.pk)
    iscrizione.evento = evento
    if iscrizione.is_attiva:
        return iscrizione
    adesso = timezone.now()
    if motivo := iscrizioni_chiuse_perche(evento, adesso):
        raise DomainError("iscrizioni_chiuse", motivo)
    if not informativa:
        testo = _("Per iscriverti devi aver letto l'informativa.")
        raise DomainError("informativa_non_letta", testo, {"informativa": [testo]})
    persona = iscrizione.persona
    if (persona.nome, persona.cognome) != (nome, cognome):
        persona.nome, persona.cognome = nome, cognome
        persona.save(update_fields=["nome", "cognome", "updated_at"])
    persona_link(persona, by)
    iscrizione.ente, iscrizione.tipo_ente = ente, tipo_ente
    iscrizione.organizzazione, iscrizione.comune = organizzazione, comune
    iscrizione.informativa_il = adesso
    return entra(iscrizione, adesso)


def _invita(evento: Evento, invitato: Invitato) -> bool:
    persona = persona_of(
        evento,
        nome=invitato.nome.strip(),
        cognome=invitato.cognome.strip(),
        email=invitato.email,
        by=invitato.user,
    )
    if iscrizione_attiva(evento, persona):
        return False
    iscrizione, nuova = Iscrizione.objects.get_or_create(
        evento=evento,
        persona=persona,
        defaults={"stato": StatoIscrizione.INVITATA, "comune": invitato.comune},
    )
    if nuova:
        iscrizione.evento, iscrizione.persona = evento, persona
        conservazione_extend(persona=persona, evento=evento)
        iscrizione_notify(iscrizione, "invito", "")
    return nuova


def _check_invitati(invitati: Iterable[Invitato]) -> None:
    righe = list(invitati)
    if not righe:
        raise DomainError("nessun_invitato", _("Indica almeno una persona da invitare."))
    if len(righe) > INVITI_MASSIMI:
        raise DomainError(
            "troppi_invitati",
            _("Si possono invitare al massimo %(n)s persone per volta.") % {"n": INVITI_MASSIMI},
        )
    errate = [riga.email or riga.cognome or "?" for riga in righe if not _is_completa(riga)]
    if errate:
        raise DomainError(
            "invitati_errati",
            _("Scrivi nome, cognome e una e-mail corretta per: %(chi)s. Nessuno è stato invitato.")
            % {"chi": ", ".join(errate)},
        )


def _is_completa(invitato: Invitato) -> bool:
    try:
        validate_email(invitato.email.strip().lower())
    except ValidationError:
        return False
    return bool(invitato.nome.strip() and invitato.cognome.strip())

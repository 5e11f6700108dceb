"""Registering for a meeting: never over capacity, once per person, told once (issue 4).

The row of the meeting is locked first, so that whoever registers, cancels or is promoted at the
same time comes one after the other.
"""

import logging
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from community.enums import RuoloPartecipazione, StatoIscrizione
from community.models import Evento, Iscrizione, Persona
from community.permissions import is_sua
from community.selectors.iscrizioni import (
    is_evento_finito,
    is_invitato,
    is_solo_su_invito,
    iscrizione_attiva,
    iscrizioni_chiuse_perche,
)
from community.services.conservazione import conservazione_extend
from community.services.posta_eventi import iscrizione_notify
from comuni.models import Comune
from fis_portal.accounts.models import User
from fis_portal.core.errors import DomainError
from progetti.models import Organizzazione

logger = logging.getLogger(__name__)


@transaction.atomic
def iscrizione_create(
    *,
    evento: Evento,
    nome: str,
    cognome: str,
    email: str,
    ente: str = "",
    tipo_ente: str = "",
    organizzazione: Organizzazione | None = None,
    comune: Comune | None = None,
    ruolo: str = RuoloPartecipazione.PARTECIPANTE,
    informativa: bool,
    by: User | None = None,
) -> Iscrizione:
    """Register a person: a place while there are any, then the end of the waiting list.

    Whoever is registered already stays as she is, and is sent her link again, at most once a day
    and not on the day she registered. Who is invited, or gave up, is sent the link to come back:
    only her mailbox, or her account, changes what is written of her.
    Raises DomainError when registration is closed, or by invitation and this is not an invitation.
    """
    evento = evento_lock(evento)
    adesso = timezone.now()
    _check_aperte(evento, adesso)
    _check_informativa(informativa)
    _check_invito(evento, email, by)
    persona = persona_of(evento, nome=nome, cognome=cognome, email=email, by=by)
    iscrizione = (
        iscrizione_attiva(evento, persona)  # also with another address of hers
        or evento.iscritti.filter(persona=persona).select_related("persona").first()
        or Iscrizione(evento=evento, persona=persona, ruolo=ruolo)
    )
    iscrizione.evento = evento
    if iscrizione.pk and (iscrizione.is_attiva or not is_sua(by, persona)):
        _riscrivi(iscrizione, adesso)
        return iscrizione
    iscrizione.ente, iscrizione.tipo_ente = ente, tipo_ente
    iscrizione.organizzazione, iscrizione.comune = organizzazione, comune
    iscrizione.informativa_il = adesso
    return entra(iscrizione, adesso)


@transaction.atomic
def iscrizione_cancel(*, iscrizione: Iscrizione, by: User | None = None) -> Iscrizione:
    """Give the place up, or decline; the first in the waiting list gets it and is told.

    A second time changes nothing. Raises DomainError once the meeting is over.
    """
    evento = evento_lock(iscrizione.evento)
    iscrizione = Iscrizione.objects.select_related("persona").get(pk=iscrizione.pk)
    iscrizione.evento = evento
    adesso = timezone.now()
    if iscrizione.stato == StatoIscrizione.ANNULLATA:
        return iscrizione
    if is_evento_finito(evento, adesso):
        raise DomainError(
            "evento_finito", _("L'evento si è già tenuto: non c'è nulla da annullare.")
        )
    era_iscritta = iscrizione.stato != StatoIscrizione.INVITATA
    iscrizione.stato = StatoIscrizione.ANNULLATA
    iscrizione.in_coda_dal = None
    iscrizione.save()
    if era_iscritta:
        iscrizione_notify(iscrizione, "annullata", adesso.isoformat())
    chi = by.pk if by else None
    logger.info("registration cancelled", extra={"iscrizione": iscrizione.pk, "utente": chi})
    scorri(evento, adesso)
    return iscrizione


@transaction.atomic
def iscrizione_restore(*, iscrizione: Iscrizione, by: User | None = None) -> Iscrizione:
    """Change one's mind after giving up: a place if there is one still, or the waiting list.

    A second time changes nothing. Raises DomainError when registration is closed, or she never
    answered what is asked of who registers.
    """
    evento = evento_lock(iscrizione.evento)
    iscrizione = Iscrizione.objects.select_related("persona__fusa_in").get(pk=iscrizione.pk)
    iscrizione.evento = evento
    if iscrizione.is_attiva:
        return iscrizione
    adesso = timezone.now()
    _check_aperte(evento, adesso)
    if not iscrizione.is_ripresa_possibile:
        raise DomainError("mai_iscritta", _("Per iscriverti rispondi alle domande del modulo."))
    chi = by.pk if by else None
    logger.info("registration restored", extra={"iscrizione": iscrizione.pk, "utente": chi})
    return entra(iscrizione, adesso)


@transaction.atomic
def lista_scorri(evento: Evento) -> int:
    """Give the free places to who waits, the first to come first; how many were promoted."""
    return scorri(evento_lock(evento), timezone.now())


def evento_lock(evento: Evento) -> Evento:
    """The row of the meeting, locked: places are counted by one transaction at a time."""
    # NO KEY: who is checked in at the door meanwhile needs not wait.
    return Evento.objects.select_for_update(of=("self",), no_key=True).get(pk=evento.pk)


def persona_of(
    evento: Evento, *, nome: str, cognome: str, email: str, by: User | None = None
) -> Persona:
    """The person with this e-mail, whatever its case, or a new row; hers are never rewritten."""
    email = email.strip().lower()
    persona, _nuova = Persona.objects.select_related("fusa_in").get_or_create(
        email__iexact=email,
        defaults={"nome": nome, "cognome": cognome, "email": email, "is_demo": evento.is_demo},
    )
    persona_link(persona, by)
    return persona


def persona_link(persona: Persona, by: User | None) -> None:
    """Who signs in with the e-mail of this person has proved that she is her."""
    if by is None or persona.user_id is not None or by.email != persona.email.lower():
        return
    if not Persona.objects.filter(user=by).exists():
        persona.user = by
        persona.save(update_fields=["user", "updated_at"])


def entra(iscrizione: Iscrizione, adesso: datetime) -> Iscrizione:
    """A place, or the end of the waiting list, told by mail. The meeting must be locked.

    Raises DomainError if she is in the list with another address of hers.
    """
    evento = iscrizione.evento
    if iscrizione_attiva(evento, iscrizione.persona):
        raise DomainError(
            "gia_iscritta",
            _("Sei già in elenco per questo evento con un altro tuo indirizzo e-mail."),
        )
    scorri(evento, adesso)  # who waits comes before who arrives now
    posti = evento.capienza
    pieno = posti is not None and evento.iscritti.con_posto().count() >= posti
    iscrizione.stato = StatoIscrizione.IN_ATTESA if pieno else StatoIscrizione.ISCRITTA
    iscrizione.in_coda_dal = adesso if pieno else None
    iscrizione.ceduta_a = None
    iscrizione.save()
    conservazione_extend(persona=iscrizione.persona, evento=evento)
    iscrizione_notify(iscrizione, "attesa" if pieno else "conferma", adesso.isoformat())
    return iscrizione


def scorri(evento: Evento, adesso: datetime) -> int:
    """As `lista_scorri`, of a meeting that is locked already."""
    if evento.annullato_il or is_evento_finito(evento, adesso):
        return 0
    coda = evento.iscritti.in_coda().select_related("persona")
    if evento.capienza is not None:
        liberi = evento.capienza - evento.iscritti.con_posto().count()
        coda = coda[: max(liberi, 0)]
    promosse = list(coda)
    for iscrizione in promosse:
        in_coda_dal = iscrizione.in_coda_dal
        iscrizione.stato, iscrizione.in_coda_dal = StatoIscrizione.ISCRITTA, None
        iscrizione.evento = evento
        iscrizione.save()
        iscrizione_notify(iscrizione, "promossa", in_coda_dal.isoformat() if in_coda_dal else "")
    return len(promosse)


def _riscrivi(iscrizione: Iscrizione, adesso: datetime) -> None:
    """The link again, to who lost it, or to come back to who is not in the list.

    The page says the same to everybody: only the mail knows.
    """
    oggi = timezone.localdate(adesso)
    if not iscrizione.is_attiva:
        # She may give up, and ask again, more than once in a day.
        da_quando = iscrizione.updated_at.isoformat()
        iscrizione_notify(iscrizione, "riapri", f"{da_quando}:{oggi.isoformat()}")
    elif iscrizione.informativa_il is None or timezone.localdate(iscrizione.informativa_il) != oggi:
        iscrizione_notify(iscrizione, "ricordo", oggi.isoformat())


def _check_aperte(evento: Evento, adesso: datetime) -> None:
    if motivo := iscrizioni_chiuse_perche(evento, adesso):
        raise DomainError("iscrizioni_chiuse", motivo)


def _check_informativa(informativa: bool) -> None:
    if not informativa:
        testo = _("Per iscriverti devi aver letto l'informativa.")
        raise DomainError("informativa_non_letta", testo, {"informativa": [testo]})


def _check_invito(evento: Evento, email: str, by: User | None) -> None:
    if not is_solo_su_invito(evento):
        return
    if by is None or not is_invitato(evento, by):
        raise DomainError(
            "solo_su_invito",
            _("A questo evento ci si iscrive con il collegamento ricevuto nell'invito."),
        )
    if by.email != email.strip().lower():
        testo = _("A un evento su invito ti puoi iscrivere soltanto con la tua e-mail.")
        raise DomainError("email_non_tua", testo, {"email": [testo]})

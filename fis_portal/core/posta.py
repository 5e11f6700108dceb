"""The mail of the portal: a row written with what it tells, sent later by a sweep (ADR 0013).

The table is the queue: with the mail server, the broker or the worker down nothing is lost, and a
change that is rolled back takes its e-mail with it.
"""

import logging
import smtplib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from fis_portal.core.enums import StatoMessaggio
from fis_portal.core.errors import DomainError
from fis_portal.core.models import Messaggio

logger = logging.getLogger(__name__)

PER_VOLTA = 50
# 1, 2, 4 … minutes after each refusal, at most 6 hours apart: ten tries take about nine hours.
PRIMA_ATTESA = timedelta(minutes=1)
ATTESA_MASSIMA = timedelta(hours=6)
TENTATIVI_MASSIMI = 10
CONSERVAZIONE = timedelta(days=180)
RITARDO_PREOCCUPANTE = timedelta(minutes=15)

INSERIMENTO = """
    INSERT INTO core_messaggio (tipo, chiave, a, oggetto, testo, html, stato, tentativi,
                                prossimo_tentativo, errore, created_at)
    VALUES (%s, %s, %s, %s, %s, %s, %s, 0, %s, '', %s)
    ON CONFLICT (chiave) DO NOTHING
    RETURNING id
"""

_MUTA: ContextVar[bool] = ContextVar("posta_muta", default=False)


@contextmanager
def posta_muta() -> Iterator[None]:
    """Nothing done in here writes to anybody: what is told is invented. Also a decorator."""
    prima = _MUTA.set(True)
    try:
        yield
    finally:
        _MUTA.reset(prima)


def messaggio_queue(
    *, tipo: str, chiave: str, a: str, oggetto: str, testo: str, html: str = ""
) -> Messaggio | None:
    """Write an e-mail to send, in the caller's transaction; None when `chiave` was used before,
    or inside `posta_muta`.

    The key says what the message is about (`promemoria:12:2027-03-01:anna@…`), so that telling it
    twice is one message, also from two transactions at once. Raises ValidationError for an address
    that is not one.
    """
    # A subject is one line: a second one would be a header.
    oggetto = " ".join(oggetto.split())[:200]
    messaggio = Messaggio(tipo=tipo, chiave=chiave, a=a, oggetto=oggetto, testo=testo, html=html)
    messaggio.clean_fields()
    if _MUTA.get():
        return None
    adesso = timezone.now()
    valori: list[Any] = [tipo, chiave, a, oggetto, testo, html, messaggio.stato, adesso, adesso]
    with connection.cursor() as cursore:
        cursore.execute(INSERIMENTO, valori)
        scritto = cursore.fetchone()
    return Messaggio.objects.get(pk=scritto[0]) if scritto else None


def messaggi_send(limite: int = PER_VOLTA) -> int:
    """Send what waits, oldest first; how many were sent.

    Each message is claimed, sent and marked in a transaction of its own: two senders at once never
    take the same one, and none is sent twice, except when the process or the database dies between
    the server's acceptance and our commit (then it is sent again: better twice than never).
    A server that cannot be reached is nobody's fault: no message pays a try for it.
    """
    adesso = timezone.now()
    if not Messaggio.objects.da_inviare(adesso).exists():
        return 0
    server = get_connection()
    inviati = 0
    try:
        for _volta in range(limite):
            if not _apri(server):
                break
            esito = _invia_il_prossimo(server, adesso)
            if esito is None:
                break
            inviati += esito
    finally:
        _chiudi(server)
    return inviati


@transaction.atomic
def messaggio_retry(*, messaggio: Messaggio, by: AbstractBaseUser) -> Messaggio:
    """Queue a failed message again, from its first try. Raises DomainError if it has not failed."""
    messaggio = Messaggio.objects.select_for_update().get(pk=messaggio.pk)
    if messaggio.stato != StatoMessaggio.FALLITO:
        raise DomainError(
            "messaggio_non_fallito", _("Si può riprovare soltanto un messaggio fallito.")
        )
    messaggio.stato = StatoMessaggio.IN_CODA
    messaggio.tentativi = 0
    messaggio.prossimo_tentativo = timezone.now()
    messaggio.save(update_fields=["stato", "tentativi", "prossimo_tentativo"])
    logger.info("e-mail queued again", extra={"messaggio": messaggio.pk, "utente": by.pk})
    return messaggio


def messaggi_purge() -> int:
    """Delete the messages sent, or given up, longer ago than we keep them; how many."""
    limite = timezone.now() - CONSERVAZIONE
    finiti = Messaggio.objects.exclude(stato=StatoMessaggio.IN_CODA)
    return finiti.filter(created_at__lt=limite).delete()[0]


def posta_in_ritardo() -> str | None:
    """For readiness: does a message wait that should have left long ago?"""
    limite = timezone.now() - RITARDO_PREOCCUPANTE
    fermi = Messaggio.objects.da_inviare(limite).count()
    return f"{fermi} e-mails late by more than {RITARDO_PREOCCUPANTE}" if fermi else None


def _apri(server: BaseEmailBackend) -> bool:
    try:
        server.open()
    except OSError as errore:  # SMTPException included
        logger.error("mail server not available: %s", type(errore).__name__)
        return False
    return True


def _chiudi(server: BaseEmailBackend) -> None:
    with suppress(OSError):
        server.close()


@transaction.atomic
def _invia_il_prossimo(server: BaseEmailBackend, adesso: datetime) -> int | None:
    """1 sent, 0 refused, None when nothing waits."""
    messaggio = Messaggio.objects.da_inviare(adesso).select_for_update(skip_locked=True).first()
    if messaggio is None:
        return None
    messaggio.tentativi += 1
    try:
        _email(messaggio, server).send()
    except (OSError, ValueError) as errore:  # ValueError: an address or a header that cannot be
        # After a refusal some servers hang up: the next message gets a new connection.
        _chiudi(server)
        _rimanda(messaggio, errore)
        return 0
    messaggio.stato = StatoMessaggio.INVIATO
    messaggio.inviato_il = timezone.now()
    messaggio.testo = messaggio.html = messaggio.errore = ""
    messaggio.save()
    return 1


def _email(messaggio: Messaggio, server: BaseEmailBackend) -> EmailMultiAlternatives:
    email = EmailMultiAlternatives(
        messaggio.oggetto,
        messaggio.testo,
        to=[messaggio.a],
        connection=server,
        # Whoever receives it twice (see messaggi_send) can tell; nobody answers a robot's mail.
        headers={"Auto-Submitted": "auto-generated", "X-FIS-Messaggio": str(messaggio.pk)},
    )
    if messaggio.html:
        email.attach_alternative(messaggio.html, "text/html")
    return email


def _rimanda(messaggio: Messaggio, errore: Exception) -> None:
    messaggio.errore = _descrizione(errore)
    if messaggio.tentativi >= TENTATIVI_MASSIMI:
        messaggio.stato = StatoMessaggio.FALLITO
    attesa = min(PRIMA_ATTESA * 2 ** (messaggio.tentativi - 1), ATTESA_MASSIMA)
    messaggio.prossimo_tentativo = timezone.now() + attesa
    messaggio.save()
    dati: dict[str, Any] = {"messaggio": messaggio.pk, "tentativi": messaggio.tentativi}
    if messaggio.stato == StatoMessaggio.FALLITO:
        logger.error("e-mail given up: %s", type(errore).__name__, extra=dati)
    else:
        logger.warning("e-mail not sent: %s", type(errore).__name__, extra=dati)


def _descrizione(errore: Exception) -> str:
    """What staff read: the kind of error and the server's own words."""
    if isinstance(errore, smtplib.SMTPRecipientsRefused):
        codice, parole = next(iter(errore.recipients.values()))
        return f"{codice} {parole.decode('utf-8', 'replace')}"[:1000]
    return f"{type(errore).__name__}: {errore}"[:1000]

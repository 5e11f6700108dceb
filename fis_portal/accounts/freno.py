"""A brake on whoever guesses passwords and codes.

A password check costs a third of a second of CPU: attempts over the limit are refused before it.
Only failures count, per address and e-mail (guessing one password) and per address alone (trying
one password on many people), so nobody can lock out somebody else from elsewhere. With Valkey down
or frozen everybody may try: people must be able to work.
"""

import ipaddress
import logging
from collections.abc import Iterator
from functools import cache

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import ngettext
from redis.exceptions import RedisError
from rest_framework.throttling import BaseThrottle

from fis_portal.core.api.throttling import Contatore

logger = logging.getLogger(__name__)

FINESTRA = 15 * 60
MASSIMO_PER_PERSONA = 5
MASSIMO_PER_INDIRIZZO = 50
# Mails asked for by whoever forgot the password: to one person, from one address.
FINESTRA_RECUPERO = 60 * 60
RECUPERI_PER_PERSONA = 3
RECUPERI_PER_INDIRIZZO = 30


class ContatoreAccessi(Contatore):
    """A counter of failures that can also be read, and forgotten after a success."""

    def leggi(self, chiave: str) -> tuple[int, int]:
        """Failures of this key and seconds until they are forgotten; (0, 0) if Valkey is mute."""
        if not self._prova():
            return 0, 0
        try:
            quanti, secondi = self._client.get(chiave), self._client.ttl(chiave)
        except (RedisError, OSError) as errore:
            self._fallito(errore)
            return 0, 0
        self._muto_fino = 0.0
        return int(quanti or 0), max(int(secondi), 1)

    def dimentica(self, chiave: str) -> None:
        if self._prova():
            try:
                self._client.delete(chiave)
            except (RedisError, OSError) as errore:
                self._fallito(errore)


class TroppiTentativi(ValidationError):
    """Refused before looking: `attesa` seconds must pass."""

    def __init__(self, attesa: int) -> None:
        self.attesa = attesa
        minuti = -(-attesa // 60)
        testo = ngettext(
            "Troppi tentativi non riusciti. Riprova tra %(minuti)s minuto.",
            "Troppi tentativi non riusciti. Riprova tra %(minuti)s minuti.",
            minuti,
        )
        super().__init__(testo % {"minuti": minuti}, code="troppi_tentativi")


@cache
def contatore() -> ContatoreAccessi:
    # More patient than for the API: a password check takes as long, and a brake must hold.
    return ContatoreAccessi(settings.REDIS_URL, attesa=1.0)


def chiavi(request: HttpRequest, email: str) -> Iterator[tuple[str, int]]:
    """What failures are counted under (digests: it is personal data) and how many are allowed."""
    indirizzo = _indirizzo(request)
    yield _chiave("accesso", f"{indirizzo} {email.strip().lower()}"), MASSIMO_PER_PERSONA
    yield _chiave("accesso", indirizzo), MASSIMO_PER_INDIRIZZO


def controlla(conti: list[tuple[str, int]]) -> None:
    """Raises TroppiTentativi if one of these counts is full."""
    for chiave, massimo in conti:
        quanti, secondi = contatore().leggi(chiave)
        if quanti >= massimo:
            logger.warning("login refused", extra={"evento": "accesso", "esito": "bloccato"})
            raise TroppiTentativi(secondi)


def fallito(conti: list[tuple[str, int]]) -> None:
    for chiave, _massimo in conti:
        contatore().conta(chiave, FINESTRA)


def riuscito(conti: list[tuple[str, int]]) -> None:
    """Forgets the failures of the person, never those of the address."""
    contatore().dimentica(conti[0][0])


def chiavi_codice(user_id: int) -> list[tuple[str, int]]:
    """Codes of the second factor are guessed by who knows the password: counted per person."""
    return [(_chiave("codice", str(user_id)), MASSIMO_PER_PERSONA)]


def recupero_indirizzo(request: HttpRequest) -> None:
    """Counts a mail asked for from this address. Raises TroppiTentativi over the limit."""
    conto = contatore().conta(_chiave("recupero", _indirizzo(request)), FINESTRA_RECUPERO)
    if conto is not None and conto[0] > RECUPERI_PER_INDIRIZZO:
        logger.warning("reset refused", extra={"evento": "recupero", "esito": "bloccato"})
        raise TroppiTentativi(max(int(conto[1]), 1))


def moduli_indirizzo(request: HttpRequest, tipo: str, massimo: int) -> int:
    """Counts a public form sent from this address. Seconds to wait over the limit, or zero."""
    conto = contatore().conta(_chiave(tipo, _indirizzo(request)), FINESTRA_RECUPERO)
    if conto is None or conto[0] <= massimo:
        return 0
    logger.warning("form refused", extra={"evento": tipo, "esito": "bloccato"})
    return max(int(conto[1]), 1)


def recupero_persona(email: str) -> bool:
    """Counts a mail to this person; False over the limit, which nobody is told."""
    conto = contatore().conta(_chiave("recupero", email.strip().lower()), FINESTRA_RECUPERO)
    return conto is None or conto[0] <= RECUPERI_PER_PERSONA


def _chiave(tipo: str, cosa: str) -> str:
    return f"{tipo}:{salted_hmac('accesso', cosa, algorithm='sha256').hexdigest()[:32]}"


def _indirizzo(request: HttpRequest) -> str:
    """X-Forwarded-For counts only as far as NUM_PROXIES says; one IPv6 customer has a /64."""
    ident = BaseThrottle().get_ident(request) or ""  # type: ignore[arg-type]
    try:
        indirizzo = ipaddress.ip_address(ident)
    except ValueError:
        return str(request.META.get("REMOTE_ADDR", ""))
    if indirizzo.version == 6:
        return str(ipaddress.ip_network((int(indirizzo) >> 64 << 64, 64)))
    return str(indirizzo)

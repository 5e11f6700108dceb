"""Log-in to the management area: by e-mail, with a brake on whoever guesses passwords.

A password check costs a third of a second of CPU: attempts over the limit are refused before it.
Only failures count, per address and e-mail (guessing one password) and per address alone (trying
one password on many people), so nobody can lock out somebody else from elsewhere. With Valkey down
or frozen everybody may try: staff must be able to work.
"""

import ipaddress
import logging
from collections.abc import Iterator
from functools import cache
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from redis.exceptions import RedisError
from rest_framework.throttling import BaseThrottle
from unfold.forms import AuthenticationForm
from unfold.widgets import BASE_INPUT_CLASSES

from fis_portal.core.api.throttling import Contatore

logger = logging.getLogger(__name__)

FINESTRA = 15 * 60
MASSIMO_PER_PERSONA = 5
MASSIMO_PER_INDIRIZZO = 50


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


@cache
def contatore() -> ContatoreAccessi:
    # More patient than for the API: a password check takes as long, and a brake must hold.
    return ContatoreAccessi(settings.REDIS_URL, attesa=1.0)


def chiavi(request: HttpRequest, email: str) -> Iterator[tuple[str, int]]:
    """What failures are counted under (digests: it is personal data) and how many are allowed."""
    indirizzo = _indirizzo(request)
    for cosa, massimo in (
        (f"{indirizzo} {email.strip().lower()}", MASSIMO_PER_PERSONA),
        (indirizzo, MASSIMO_PER_INDIRIZZO),
    ):
        yield (
            f"accesso:{salted_hmac('accesso', cosa, algorithm='sha256').hexdigest()[:32]}",
            massimo,
        )


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


class AccessoForm(AuthenticationForm):
    """The same answer whether the e-mail exists or not, and `attesa` seconds when refused."""

    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": _(
            "L'e-mail o la password non sono giuste, oppure questa utenza non può entrare "
            "nell'area di gestione. Controlla e riprova."
        ),
    }
    attesa = 0

    def __init__(self, request: HttpRequest | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        campo = self.fields["username"]
        campo.label = _("E-mail")
        campo.widget = forms.EmailInput(
            attrs={
                "autofocus": True,
                "autocomplete": "username",
                "maxlength": 254,
                "class": " ".join(BASE_INPUT_CLASSES),
            }
        )

    def clean(self) -> dict[str, Any]:
        email = self.cleaned_data.get("username")
        if not email or not self.cleaned_data.get("password") or self.request is None:
            return super().clean()
        conti = list(chiavi(self.request, email))
        for chiave, massimo in conti:
            quanti, secondi = contatore().leggi(chiave)
            if quanti >= massimo:
                self.attesa = secondi
                logger.warning("login refused", extra={"evento": "accesso", "esito": "bloccato"})
                raise ValidationError(self._messaggio_attesa(), code="troppi_tentativi")
        try:
            puliti = super().clean()
        except ValidationError:
            for chiave, _massimo in conti:
                contatore().conta(chiave, FINESTRA)
            logger.warning("login failed", extra={"evento": "accesso", "esito": "fallito"})
            raise
        contatore().dimentica(conti[0][0])
        chi = {"oggetto": "accounts.user", "oggetto_id": self.get_user().pk}
        logger.info("login", extra={"evento": "accesso", "esito": "riuscito", **chi})
        return puliti

    def _messaggio_attesa(self) -> str:
        minuti = -(-self.attesa // 60)
        return ngettext(
            "Troppi tentativi non riusciti. Riprova tra %(minuti)s minuto.",
            "Troppi tentativi non riusciti. Riprova tra %(minuti)s minuti.",
            minuti,
        ) % {"minuti": minuti}

"""What allauth asks the portal: who may enter, how passwords are checked, how mail leaves."""

import logging
import time
import uuid
from base64 import urlsafe_b64encode
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from fis_portal.accounts import freno
from fis_portal.accounts.models import User
from fis_portal.accounts.secondo_fattore import PRINCIPALI
from fis_portal.core.posta import messaggio_queue

logger = logging.getLogger(__name__)


def _persona(user: Any) -> dict[str, Any]:
    return {"oggetto": "accounts.user", "oggetto_id": user.pk}


class AccessoAdapter(DefaultAccountAdapter):
    """One door for everybody, and the same answer whether an e-mail is known or not."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _(
            "L'e-mail o la password non sono giuste, oppure questa utenza non è attiva. "
            "Controlla e riprova."
        ),
        "enter_current_password": _("Scrivi la password che usi ora."),
        "incorrect_code": _("Il codice non è giusto o è già stato usato: scrivi quello di adesso."),
        "incorrect_password": _("La password non è giusta."),
        "invalid_password_reset": _("Il collegamento non è più valido."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    # --- Passwords -------------------------------------------------------------------------------
    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Raises TroppiTentativi before any password is checked."""
        email = credentials.get("email", "")
        conti = list(freno.chiavi(request, email))
        freno.controlla(conti)
        user = authenticate(request, username=email, password=credentials.get("password"))
        if user is None:
            freno.fallito(conti)
            logger.warning("login failed", extra={"evento": "accesso", "esito": "fallito"})
            return None
        freno.riuscito(conti)
        return user

    def reauthenticate(self, user: Any, password: str) -> bool:
        trovato = self.authenticate(context.request, email=user.email, password=password)
        return trovato is not None and trovato.pk == user.pk

    def set_password(self, user: Any, password: str) -> None:
        super().set_password(user, password)
        logger.info("password set", extra={"evento": "password", "esito": "cambiata",
                                           **_persona(user)})  # fmt: skip

    # --- Coming and going ------------------------------------------------------------------------
    def login(self, request: HttpRequest, user: Any) -> None:
        super().login(request, user)
        logger.info("login", extra={"evento": "accesso", "esito": "riuscito", **_persona(user)})

    def logout(self, request: HttpRequest) -> None:
        logger.info("logout", extra={"evento": "accesso", "esito": "uscita",
                                     **_persona(request.user)})  # fmt: skip
        super().logout(request)

    def get_login_stages(self) -> list[str]:
        return ["fis_portal.accounts.stages.SecondoFattoreStage"]

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:utenza")

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return resolve_url(settings.LOGOUT_REDIRECT_URL)

    def is_safe_url(self, url: str) -> bool:
        """Only paths of this portal, as Django understands them: no other host, whoever's it is."""
        return url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not of who has just come in: signing in is proof enough for a quarter of an hour."""
        richiesta = context.request
        prove = get_authentication_records(richiesta, richiesta.user)
        recente = max((prova["at"] for prova in prove), default=0.0)
        return time.time() - recente >= settings.ACCOUNT_REAUTHENTICATION_TIMEOUT

    def get_reauthentication_methods(self, user: Any) -> list[dict]:
        """The second factor before the password: it alone lets a half-open session through."""
        metodi = super().get_reauthentication_methods(user)
        return sorted(metodi, key=lambda metodo: metodo["id"] == "reauthenticate")

    # --- Mail ------------------------------------------------------------------------------------
    def get_reset_password_from_key_url(self, key: str) -> str:
        percorso = reverse("account_reset_password_from_key", kwargs={"uidb36": "U", "key": "K"})
        return settings.SITE_URL + percorso.replace("U-K", key)

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """Queued: a mail server that is down breaks no page."""
        dati = {"SITE_NAME": settings.SITE_NAME, "SITE_URL": settings.SITE_URL,
                "CONTATTO_EMAIL": settings.CONTATTO_EMAIL, **context}  # fmt: skip
        oggetto = " ".join(render_to_string(f"{template_prefix}_subject.txt", dati).split())
        messaggio_queue(
            tipo="accesso",
            chiave=f"accesso:{uuid.uuid4()}",
            a=email,
            oggetto=Truncator(oggetto).chars(200),
            testo=render_to_string(f"{template_prefix}_message.txt", dati).strip() + "\n",
        )

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: Any = None, email: str | None = None
    ) -> None:
        """Tells the person that something about their way in has changed."""
        self.send_mail(template_prefix, email or user.email, {"user": user, **(context or {})})


class SecondoFattoreAdapter(DefaultMFAAdapter):
    """Secrets are encrypted with a key that is not in the database; the last proof stays."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": AccessoAdapter.error_messages["incorrect_code"],
        "cannot_delete_authenticator": _(
            "È il tuo unico secondo fattore e non si può togliere: prima aggiungine un altro."
        ),
    }

    def encrypt(self, text: str) -> str:
        return _cifrario().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cifrario().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        altri = Authenticator.objects.filter(user_id=authenticator.user_id, type__in=PRINCIPALI)
        return altri.exclude(pk=authenticator.pk).exists()

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        quanti = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return str(_("Passkey %(numero)s") % {"numero": quanti + 1})

    def _get_site_name(self) -> str:
        return settings.MFA_TOTP_ISSUER


def _cifrario() -> MultiFernet:
    """From SECRET_KEY, and from those it replaced (SECRET_KEY_FALLBACKS)."""
    return MultiFernet([
        Fernet(urlsafe_b64encode(
            salted_hmac("secondo-fattore", "", secret=chiave, algorithm="sha256").digest()
        ))
        for chiave in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    ])  # fmt: skip

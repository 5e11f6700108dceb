"""allauth's forms in the portal's words, with the portal's brake instead of allauth's."""

import logging
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import (
    ChangePasswordForm,
    LoginForm,
    ReauthenticateForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
)
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as CodiceBaseForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from fis_portal.accounts import freno
from fis_portal.accounts.avvisi import AVVISI
from fis_portal.accounts.models import User
from fis_portal.accounts.secondo_fattore import codice_consuma, totp_consuma, totp_contatore

logger = logging.getLogger(__name__)

AIUTO_PASSWORD = _(
    "Almeno 12 caratteri. Una frase di più parole è facile da ricordare e difficile da indovinare. "
    "Non usare parole come «fis» e «formez», il nome del tuo Comune, il tuo nome o la tua e-mail."
)
RICHIESTO = {"required": _("Questo campo serve: compilalo.")}


def _veste(campo: forms.Field, etichetta: Any, aiuto: Any = "", **attributi: str) -> None:
    """A field as the portal shows it: a label, perhaps a hint, no text inside the box."""
    campo.label, campo.help_text = etichetta, aiuto
    campo.widget.attrs.pop("placeholder", None)
    campo.widget.attrs.update(attributi)
    campo.error_messages.update(RICHIESTO)


# --- Password ------------------------------------------------------------------------------------
class AccessoForm(LoginForm):
    """The same answer whether the e-mail exists or not, and `attesa` seconds when refused."""

    attesa = 0

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _veste(self.fields["login"], _("E-mail"), autocomplete="username", maxlength="254")
        _veste(self.fields["password"], _("Password"))

    def clean(self) -> Any:
        try:
            return super().clean()
        except freno.TroppiTentativi as troppi:
            self.attesa = troppi.attesa
            raise


class RecuperoForm(ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _veste(self.fields["email"], _("E-mail"), autocomplete="username", maxlength="254")

    def save(self, request: Any, **kwargs: Any) -> str:
        """A mail in any case: whoever asks cannot tell a known address by what happens here."""
        email: str = self.cleaned_data["email"]
        self.users: list[User] = [u for u in self.users if u.has_usable_password()]
        if not freno.recupero_persona(email):
            return email
        logger.info("password reset asked", extra={"evento": "recupero", "esito": "chiesto"})
        if self.users:
            return super().save(request, **kwargs)
        get_adapter().send_mail("account/email/unknown_account", email, {})
        return email


class NuovaPasswordForm(ResetPasswordKeyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _veste(self.fields["password1"], _("Nuova password"), AIUTO_PASSWORD)
        _veste(self.fields["password2"], _("Ripeti la nuova password"))


class CambiaPasswordForm(ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _veste(self.fields["oldpassword"], _("Password di ora"))
        _veste(self.fields["password1"], _("Nuova password"), AIUTO_PASSWORD)
        _veste(self.fields["password2"], _("Ripeti la nuova password"))

    def clean_oldpassword(self) -> str:
        """As braked as the log-in: a session left open must not be a way to guess."""
        password: str = self.cleaned_data["oldpassword"]
        if not get_adapter().reauthenticate(self.user, password):
            raise get_adapter().validation_error("enter_current_password")
        return password


class ConfermaPasswordForm(ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _veste(self.fields["password"], _("Password"))


# --- Second factor -------------------------------------------------------------------------------
class _CodiceMixin:
    """A code of the app or a recovery code: few tries, each code good once."""

    fields: dict[str, forms.Field]
    cleaned_data: dict[str, Any]
    user: Any
    authenticator: Authenticator

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _veste(
            self.fields["code"],
            _("Codice"),
            _("Le sei cifre che l'app mostra adesso, oppure un codice di recupero."),
            maxlength="20",
            spellcheck="false",
        )

    def clean_code(self) -> str:
        conti = freno.chiavi_codice(self.user.pk)
        freno.controlla(conti)
        codice: str = self.cleaned_data["code"]
        prove = {Authenticator.Type.TOTP: totp_consuma,
                 Authenticator.Type.RECOVERY_CODES: codice_consuma}  # fmt: skip
        chi = {"oggetto": "accounts.user", "oggetto_id": self.user.pk}
        for riga in Authenticator.objects.filter(user_id=self.user.pk, type__in=prove):
            if prove[riga.type](riga, codice):
                riga.refresh_from_db()
                riga.user = self.user
                self.authenticator = riga
                freno.riuscito(conti)
                logger.info(
                    "code accepted", extra={"evento": "secondo_fattore", "esito": riga.type, **chi}
                )
                return codice
        freno.fallito(conti)
        logger.warning(
            "code refused", extra={"evento": "secondo_fattore", "esito": "fallito", **chi}
        )
        raise get_mfa_adapter().validation_error("incorrect_code")


class CodiceForm(_CodiceMixin, AuthenticateForm):
    pass


class ConfermaCodiceForm(_CodiceMixin, CodiceBaseForm):
    pass


class AttivaAppForm(ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _veste(
            self.fields["code"],
            _("Codice"),
            _("Le sei cifre che l'app mostra adesso."),
            inputmode="numeric",
            maxlength="7",
        )

    def clean_code(self) -> str:
        conti = freno.chiavi_codice(self.user.pk)
        freno.controlla(conti)
        codice: str = self.cleaned_data["code"]
        contatore = totp_contatore(self.secret, codice)
        if contatore is None:
            freno.fallito(conti)
            raise get_mfa_adapter().validation_error("incorrect_code")
        self.contatore = contatore
        return codice


class _CredenzialeMixin:
    """What the browser sends of a passkey. Rubbish is a wrong code, never a fault."""

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except (KeyError, TypeError, AttributeError, ValueError) as errore:
            logger.warning(
                "passkey refused", extra={"evento": "secondo_fattore", "esito": "passkey_fallita"}
            )
            raise get_mfa_adapter().validation_error("incorrect_code") from errore


class VerificaPasskeyForm(_CredenzialeMixin, AuthenticateWebAuthnForm):
    pass


class EntraPasskeyForm(_CredenzialeMixin, LoginWebAuthnForm):
    pass


class ConfermaPasskeyForm(_CredenzialeMixin, ReauthenticateWebAuthnForm):
    pass


class AggiungiPasskeyForm(AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _veste(self.fields["name"], _("Nome"), _("Per riconoscerla: per esempio «telefono»."),
               maxlength="60")  # fmt: skip
        # A passkey alone is two proofs (the device, and the finger or the code that opens it).
        self.fields["passwordless"].initial = True
        self.fields["passwordless"].label = _("Voglio entrare anche con la sola passkey")
        self.fields["passwordless"].help_text = _(
            "Senza password: il dispositivo ti chiede il suo codice, l'impronta o il volto."
        )

    def clean(self) -> dict:
        try:
            return super().clean()
        except (KeyError, TypeError, AttributeError) as errore:
            raise get_mfa_adapter().validation_error("incorrect_code") from errore


# --- Invitation, one's own page ------------------------------------------------------------------
class InvitoForm(forms.Form):
    """Name and first password of a person who was invited."""

    nome = forms.CharField(label=_("Nome"), max_length=100, error_messages=RICHIESTO)
    cognome = forms.CharField(label=_("Cognome"), max_length=100, error_messages=RICHIESTO)
    password = forms.CharField(
        label=_("Scegli una password"),
        help_text=AIUTO_PASSWORD,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages=RICHIESTO,
    )
    conferma = forms.CharField(
        label=_("Ripeti la password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages=RICHIESTO,
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)
        self.fields["nome"].widget.attrs["autocomplete"] = "given-name"
        self.fields["cognome"].widget.attrs["autocomplete"] = "family-name"

    def clean(self) -> dict[str, Any]:
        dati = self.cleaned_data
        password = dati.get("password")
        if not password:
            return dati
        if dati.get("conferma") not in (None, password):
            self.add_error("conferma", _("Le due password non sono uguali."))
        persona = User(
            email=self.user.email, nome=dati.get("nome", ""), cognome=dati.get("cognome", "")
        )
        persona.pk = self.user.pk
        try:
            validate_password(password, persona)
        except ValidationError as errore:
            self.add_error("password", errore)
        return dati


class NomeForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ("nome", "cognome")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for nome, completa in (("nome", "given-name"), ("cognome", "family-name")):
            _veste(self.fields[nome], nome.capitalize(), autocomplete=completa)
            self.fields[nome].required = True


class AvvisiForm(forms.Form):
    """Which mails one wants."""

    voluti = forms.MultipleChoiceField(
        label=_("Avvisi per e-mail"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["voluti"].choices = list(AVVISI.items())  # type: ignore[attr-defined]

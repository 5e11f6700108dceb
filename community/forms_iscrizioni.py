"""What one types to register for a meeting: the least that is needed."""

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as testo
from django.utils.translation import gettext_lazy as _

from community.models import Evento
from community.selectors.iscrizioni import (
    comuni_del_programma,
    is_solo_su_invito,
    organizzazione_detta,
    organizzazioni_proposte,
)
from comuni.models import Comune
from fis_portal.core.errors import DomainError
from progetti.enums import TipoOrganizzazione

# What a mail program makes a link of. «G.Battista» is a name, «premio.example» is not.
INDIRIZZO = re.compile(r"[:/\\@<>]|\w{2,}\.\w{2,}|\w\.[a-z]{2,}")


class IscrizioneForm(forms.Form):
    """`utente`: who is signed in, if anybody; where one is invited she registers only herself."""

    nome = forms.CharField(
        label=_("Nome"), max_length=100, error_messages={"required": _("Scrivi il tuo nome.")}
    )
    cognome = forms.CharField(
        label=_("Cognome"), max_length=100, error_messages={"required": _("Scrivi il tuo cognome.")}
    )
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("Ti mandiamo qui la conferma e il collegamento per cambiare idea."),
        error_messages={
            "required": _("Scrivi la tua e-mail: la conferma arriva lì."),
            "invalid": _("Questa e-mail non è completa: controlla che sia del tipo nome@ente.it."),
        },
    )
    ente = forms.CharField(
        label=_("Ente o organizzazione (facoltativo)"),
        max_length=200,
        required=False,
        help_text=_("Per conto di chi partecipi. Lascia vuoto se vieni a titolo personale."),
    )
    tipo_ente = forms.ChoiceField(
        label=_("Tipo di ente"),
        required=False,
        choices=[("", _("A titolo personale")), *TipoOrganizzazione.choices],
    )
    comune = forms.ModelChoiceField(
        label=_("Comune (facoltativo)"),
        queryset=Comune.objects.none(),
        required=False,
        to_field_name="codice_istat",
        empty_label=_("Nessuno di questi"),
        help_text=_("Il Comune del programma per cui, o con cui, lavori."),
    )
    informativa = forms.BooleanField(
        label=_("Ho letto come sono trattati i miei dati"),
        error_messages={"required": _("Per iscriverti leggi l'informativa e spunta la casella.")},
    )
    # A trap for programs that fill in every field: people do not see it.
    sito = forms.CharField(label=_("Lascia vuoto questo campo"), required=False)

    def __init__(self, *args: Any, evento: Evento, utente: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.evento = evento
        comune = self.fields["comune"]
        assert isinstance(comune, forms.ModelChoiceField)  # noqa: S101
        comune.queryset = comuni_del_programma(evento)
        self.proposte = organizzazioni_proposte(evento)
        if utente is not None and is_solo_su_invito(evento):
            self.fields["email"].disabled = True
        riempie = {"nome": "given-name", "cognome": "family-name", "email": "email"}
        for nome, attributo in {**riempie, "ente": "organization", "sito": "off"}.items():
            self.fields[nome].widget.attrs["autocomplete"] = attributo
        self.fields["ente"].widget.attrs["list"] = "enti-proposti"
        self.fields["sito"].widget.attrs["tabindex"] = "-1"

    def clean_nome(self) -> str:
        return _nome_proprio(self.cleaned_data["nome"])

    def clean_cognome(self) -> str:
        return _nome_proprio(self.cleaned_data["cognome"])

    def clean_ente(self) -> str:
        return _riga(self.cleaned_data["ente"])

    def clean_email(self) -> str:
        """In small letters, as it is kept: some letters, made small, are no longer an address."""
        email = str(self.cleaned_data["email"]).lower()
        if not self.fields["email"].disabled:
            if not email.rpartition("@")[0].isascii():
                raise ValidationError(self.fields["email"].error_messages["invalid"])
            validate_email(email)
        return email

    def clean(self) -> dict[str, Any]:
        dati = super().clean() or {}
        ente = dati.get("ente", "")
        organizzazione = organizzazione_detta(self.evento, ente) if ente else None
        dati["organizzazione"] = organizzazione
        if organizzazione:
            dati["ente"] = ""
            dati["tipo_ente"] = dati.get("tipo_ente") or organizzazione.tipo
        elif ente and not dati.get("tipo_ente") and "tipo_ente" not in self.errors:
            self.add_error("tipo_ente", _("Scegli di che tipo è l'ente che hai scritto."))
        return dati

    def is_trappola(self) -> bool:
        return bool(self.data.get("sito"))

    def visibili(self) -> list[forms.BoundField]:
        """The fields people fill in, but for the one of the privacy notice."""
        return [self[nome] for nome in self.fields if nome not in ("sito", "informativa")]

    def detto(self) -> dict[str, Any]:
        """What the services take."""
        return {nome: valore for nome, valore in self.cleaned_data.items() if nome != "sito"}

    def add_domain_error(self, errore: DomainError) -> None:
        for nome, messaggi in errore.fields.items():
            for messaggio in messaggi:
                self.add_error(nome if nome in self.fields else None, messaggio)
        if not errore.fields:
            self.add_error(None, errore.message)


def _riga(valore: str) -> str:
    """One line, without control characters or halves of one: it goes in mails and sheets."""
    riga = " ".join(valore.split())
    if any(unicodedata.category(lettera) in ("Cc", "Cs") for lettera in riga):
        raise ValidationError(testo("Ci sono caratteri che non si possono scrivere."))
    return riga


def _nome_proprio(valore: str) -> str:
    """A name, not a message: whoever registers an address of others has our mail carry it."""
    nome = _riga(valore)
    if INDIRIZZO.search(nome):
        raise ValidationError(testo("Scrivi solo il nome, senza indirizzi o collegamenti."))
    return nome


class AccettaForm(IscrizioneForm):
    """The answer to an invitation: the address is the one the invitation was sent to."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].disabled = True

    def detto(self) -> dict[str, Any]:
        return {nome: valore for nome, valore in super().detto().items() if nome != "email"}

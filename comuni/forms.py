from django import forms
from django.utils.translation import gettext_lazy as _

from comuni.enums import RuoloReferente

RICHIESTO = {"required": _("Questo campo serve: compilalo.")}


class InvitaForm(forms.Form):
    """A person to let act for a Comune."""

    nome = forms.CharField(label=_("Nome"), max_length=100, error_messages=RICHIESTO)
    cognome = forms.CharField(label=_("Cognome"), max_length=100, error_messages=RICHIESTO)
    email = forms.EmailField(
        label=_("E-mail di lavoro"),
        max_length=254,
        help_text=_("Personale, non di un ufficio: chi entra deve essere riconoscibile."),
        error_messages={**RICHIESTO, "invalid": _("Scrivi un indirizzo e-mail completo.")},
    )
    ruolo = forms.ChoiceField(
        label=_("Che cosa può fare"),
        choices=[
            (RuoloReferente.COMPILATORE, _("Compilatore: scrive le rendicontazioni")),
            (
                RuoloReferente.RESPONSABILE,
                _("Responsabile: scrive, invia al programma e invita le persone"),
            ),
        ],
        initial=RuoloReferente.COMPILATORE,
        widget=forms.RadioSelect,
        error_messages={**RICHIESTO, "invalid_choice": _("Scegli uno dei due ruoli.")},
    )


class RuoloForm(forms.Form):
    ruolo = forms.ChoiceField(choices=RuoloReferente.choices)

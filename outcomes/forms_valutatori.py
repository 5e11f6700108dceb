from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fis_portal.core.errors import DomainError
from outcomes.enums import Verifica
from outcomes.models import Rilevazione


class DelValoreForm(forms.Form):
    """A form about one value of a page that has many: its fields have names of their own."""

    tipo = ""
    versione = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, rilevazione: Rilevazione, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"id_{self.tipo}_{rilevazione.pk}_%s")
        kwargs.setdefault("initial", {"versione": rilevazione.versione})
        super().__init__(*args, **kwargs)

    def add_domain_error(self, errore: DomainError) -> None:
        for campo, testi in (errore.fields or {"": [errore.message]}).items():
            self.add_error(campo if campo in self.fields else None, testi)


class VerdettoForm(DelValoreForm):
    """The evaluator's verdict on one value."""

    tipo = "verdetto"
    verifica = forms.ChoiceField(
        label=_("Il valore"),
        choices=[
            (Verifica.VALIDATA.value, _("è validato")),
            (Verifica.CONTESTATA.value, _("è contestato")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Scegli se validi o contesti il valore.")},
    )
    metodo = forms.CharField(
        label=_("Come l'hai verificato"),
        max_length=300,
        help_text=_("Per esempio: riscontro dei registri, visita, ricalcolo."),
        error_messages={"required": _("Indica con quale metodo hai verificato il valore.")},
    )
    nota = forms.CharField(
        label=_("Nota"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Obbligatoria se contesti: di' che cosa non torna."),
    )

    def clean_verifica(self) -> Verifica:
        return Verifica(self.cleaned_data["verifica"])


class RitiroForm(DelValoreForm):
    """Why a verdict is taken back."""

    tipo = "ritiro"
    motivo = forms.CharField(
        label=_("Perché ritiri il verdetto"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Scrivi perché ritiri il verdetto.")},
    )

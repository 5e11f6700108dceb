from typing import Any

from django import forms
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from fis_portal.core.enums import MotivoParere


def percorso_interno(percorso: str) -> str:
    """The path if it is a page of this site, the home page otherwise."""
    interno = percorso.startswith("/") and url_has_allowed_host_and_scheme(percorso, None)
    return percorso if interno else "/"


class ParereForm(forms.Form):
    """A reader's opinion on a page."""

    percorso = forms.CharField(max_length=300, widget=forms.HiddenInput, required=False)
    voto = forms.TypedChoiceField(
        label=_("Valuta da 1 a 5 stelle la pagina"),
        choices=[(str(n), str(n)) for n in range(1, 6)],
        coerce=int,
        error_messages={
            "required": _("Scegli un voto da 1 a 5 stelle."),
            "invalid_choice": _("Scegli un voto da 1 a 5 stelle."),
        },
    )
    motivo = forms.ChoiceField(
        label=_("Motivo"),
        choices=MotivoParere.choices,
        required=False,
        error_messages={"invalid_choice": _("Scegli uno dei motivi proposti.")},
    )
    testo = forms.CharField(
        label=_("Vuoi aggiungere altro?"),
        max_length=500,
        required=False,
        widget=forms.Textarea,
        error_messages={"max_length": _("Scrivi al massimo 500 caratteri.")},
    )

    def clean_percorso(self) -> str:
        return percorso_interno(self.cleaned_data["percorso"])

    def clean(self) -> dict[str, Any]:
        """Changing the stars hides the reasons of before, still chosen: they no longer count."""
        dati = self.cleaned_data
        voto = dati.get("voto")
        if voto is not None and dati.get("motivo") not in MotivoParere.adatti(voto):
            dati["motivo"] = ""
        return dati

from django import forms
from django.core.validators import FileExtensionValidator
from django.utils.translation import gettext_lazy as _


class NuovaForm(forms.Form):
    """Who came without being registered. What is typed is judged by the service, as phones send
    the same thing."""

    nome = forms.CharField(label=_("Nome"), max_length=100)
    cognome = forms.CharField(label=_("Cognome"), max_length=100)
    email = forms.EmailField(
        label=_("E-mail (facoltativa)"),
        help_text=_("Distingue due persone con lo stesso nome."),
        max_length=254,
        required=False,
    )
    ente = forms.CharField(label=_("Ente (facoltativo)"), max_length=200, required=False)


class FoglioFirmeForm(forms.Form):
    """The sign-in sheet; what it really is, its content says."""

    file = forms.FileField(
        label=_("Foglio compilato (.xlsx)"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
        validators=[
            FileExtensionValidator(
                ["xlsx"], _("Il file non è .xlsx: salvalo come «Cartella di lavoro di Excel».")
            )
        ],
        error_messages={
            "required": _("Scegli il foglio da caricare."),
            "missing": _("Scegli il foglio da caricare."),
            "empty": _("Il file è vuoto."),
        },
    )

from django import forms
from django.core.validators import FileExtensionValidator
from django.utils.translation import gettext_lazy as _


class InvioForm(forms.Form):
    """The last page before a report is sent."""

    modulo_token = forms.CharField(max_length=60, widget=forms.HiddenInput)
    nota = forms.CharField(
        label=_("Nota per il programma (facoltativa)"),
        help_text=_("Per esempio che cosa è cambiato dall'ultimo invio."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
    )
    conferma = forms.BooleanField(
        label=_("Confermo che quello che invio è vero e completo, per quanto so."),
        error_messages={"required": _("Per inviare, conferma che i dati sono veri e completi.")},
    )


class FoglioForm(forms.Form):
    """The filled workbook; what it really is, its content says."""

    file = forms.FileField(
        label=_("Foglio compilato (.xlsx)"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
        validators=[
            FileExtensionValidator(
                ["xlsx"],
                _("Il file non è .xlsx: salvalo come «Cartella di lavoro di Excel»."),
            )
        ],
        error_messages={
            "required": _("Scegli il foglio da caricare."),
            "missing": _("Scegli il foglio da caricare."),
            "empty": _("Il file è vuoto."),
        },
    )

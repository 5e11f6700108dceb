from django import forms
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

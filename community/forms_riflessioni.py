"""What the Comune's people type of what changed in their institution."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from community.enums import TipoCambiamento
from community.models import CambiamentoIstituzionale
from comuni.models import Comune
from fis_portal.core.enums import PrecisioneData
from progetti.enums import VisibilitaDocumento
from progetti.models import Documento, Progetto

RICHIESTO = {"required": _("Questo campo serve: compilalo.")}
FORMATI_DATA = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y")
DATE = {**RICHIESTO, "invalid": _("Scrivi una data, per esempio 31/12/2023.")}
PRECISIONI = [
    (PrecisioneData.GIORNO, _("il giorno esatto")),
    (PrecisioneData.MESE, _("solo il mese")),
    (PrecisioneData.ANNO, _("solo l'anno")),
]


class ProgettoField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.nome_pubblico} ({obj.comune.nome})"


class DocumentoField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.titolo} ({obj.progetto.nome_pubblico})"


class CambiamentoForm(forms.Form):
    """Of a Comune one acts for: its projects and documents are all there is to choose from."""

    comune = forms.ModelChoiceField(
        label=_("Comune"),
        queryset=Comune.objects.none(),
        empty_label=None,
        error_messages=RICHIESTO,
    )
    progetto = ProgettoField(
        label=_("Progetto da cui è nato (facoltativo)"),
        queryset=Progetto.objects.none(),
        required=False,
        empty_label=_("Nessuno"),
    )
    tipo = forms.ChoiceField(
        label=_("Tipo"), choices=TipoCambiamento.choices, error_messages=RICHIESTO
    )
    titolo = forms.CharField(
        label=_("Che cosa è cambiato"),
        max_length=200,
        help_text=_("Per esempio «Ufficio per la coprogettazione»."),
        error_messages=RICHIESTO,
    )
    descrizione = forms.CharField(
        label=_("Descrizione (facoltativa)"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    quando = forms.DateField(
        label=_("Da quando"),
        input_formats=FORMATI_DATA,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages=DATE,
    )
    precisione = forms.ChoiceField(
        label=_("Della data si sa"), choices=PRECISIONI, initial=PrecisioneData.GIORNO
    )
    atto = forms.CharField(
        label=_("Atto (facoltativo)"),
        required=False,
        max_length=200,
        help_text=_("Per esempio «DGC 45 del 3-2-2023»."),
    )
    atto_url = forms.URLField(
        label=_("Indirizzo dell'atto (facoltativo)"),
        required=False,
        max_length=500,
        assume_scheme="https",
        error_messages={"invalid": _("Scrivi un indirizzo completo, che comincia con https://.")},
    )
    documento = DocumentoField(
        label=_("Documento del progetto (facoltativo)"),
        queryset=Documento.objects.none(),
        required=False,
        empty_label=_("Nessuno"),
    )
    versione = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, cambiamento: CambiamentoIstituzionale | None = None, user: Any, **kw: Any
    ) -> None:
        super().__init__(*args, **kw)
        progetti = Progetto.objects.del_referente(user)
        comuni = Comune.objects.filter(referenti__user=user.pk, referenti__attivo=True)
        if cambiamento:
            progetti = progetti.filter(comune=cambiamento.comune_id)
            comuni = comuni.filter(pk=cambiamento.comune_id)
        self._scegli("comune", comuni.order_by("nome_chiave"))
        self._scegli("progetto", progetti.select_related("comune").order_by("titolo_chiave"))
        documenti = Documento.objects.filter(progetto__in=progetti).exclude(
            visibilita=VisibilitaDocumento.STAFF
        )
        self._scegli("documento", documenti.select_related("progetto__comune"))

    def _scegli(self, nome: str, righe: Any) -> None:
        campo = self.fields[nome]
        assert isinstance(campo, forms.ModelChoiceField)  # noqa: S101
        campo.queryset = righe

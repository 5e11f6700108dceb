"""Forms of the room of the framework."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminSelect2Widget,
    UnfoldAdminSingleDateWidget,
    UnfoldAdminTextareaWidget,
)

from community.enums import TipoEvento
from community.models import Evento
from fis_portal.core.admin.servizi import ModuloDominio
from outcomes.enums import Bes, Sdg, StatoQuadro
from outcomes.models import Esito, Indicatore, QuadroImpatto
from progetti.models import Progetto

VISIBILE = _("Enti e uffici, non nomi di persone: si legge nelle pagine pubbliche.")


class CominciaForm(ModuloDominio):
    """Which project gets a draft, and what it starts from."""

    progetto = forms.ModelChoiceField(
        label=_("progetto"), queryset=Progetto.objects.none(), widget=UnfoldAdminSelect2Widget
    )
    da = forms.ModelChoiceField(
        label=_("comincia da"),
        queryset=QuadroImpatto.objects.none(),
        required=False,
        empty_label=_("un quadro vuoto"),
        widget=UnfoldAdminSelect2Widget,
        help_text=_(
            "Un modello, o il quadro di un altro progetto: si copiano esiti, legami, indicatori e "
            "disaggregazioni; valori di partenza e attesi restano da decidere."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        progetti = Progetto.objects.select_related("comune")
        self.fields["progetto"].queryset = progetti  # type: ignore[attr-defined]
        copiabili = QuadroImpatto.objects.filter(
            Q(progetto__isnull=True) | ~Q(stato=StatoQuadro.BOZZA)
        )
        self.fields["da"].queryset = copiabili.select_related("progetto__comune").order_by(  # type: ignore[attr-defined]
            "nome_modello", "progetto", "-versione"
        )


class VigoreForm(ModuloDominio):
    """From when a version holds, why, who agreed and where it was decided."""

    dal = forms.DateField(
        label=_("in vigore dal"), widget=UnfoldAdminSingleDateWidget, initial=timezone.localdate
    )
    motivo = forms.CharField(
        label=_("perché questa versione"),
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        help_text=_("Che cosa cambia rispetto alla versione precedente, e perché."),
    )
    concordato_con = forms.CharField(
        label=_("concordata con"),
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}),
        help_text=VISIBILE,
    )
    deciso_in = forms.ModelChoiceField(
        label=_("incontro dell'outcome team"),
        queryset=Evento.objects.none(),
        required=False,
        empty_label=_("nessuno"),
        widget=UnfoldAdminSelect2Widget,
        help_text=_("Gli incontri di tipo «outcome team» che riguardano questo progetto."),
    )

    def __init__(self, quadro: QuadroImpatto, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["deciso_in"].queryset = Evento.objects.filter(  # type: ignore[attr-defined]
            tipo=TipoEvento.OUTCOME_TEAM, progetti=quadro.progetto_id
        )


class ModelloForm(forms.ModelForm):
    """A template has a name: nothing else can be made by hand, drafts begin from «Comincia»."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "nome_modello" in self.fields:
            self.fields["nome_modello"].required = True


class IndicatoreForm(forms.ModelForm):
    """An indicator belongs to the framework of the outcome it measures."""

    sdg = forms.MultipleChoiceField(
        label=_("Obiettivi di sviluppo sostenibile"),
        choices=Sdg.choices,
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
    )
    bes = forms.MultipleChoiceField(
        label=_("Domini del BES"),
        choices=Bes.choices,
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
    )

    class Meta:
        model = Indicatore
        fields = ("esito",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "esito" in self.fields:
            self.fields["esito"].queryset = esiti_in_bozza(self.instance)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any] | None:
        """The framework follows from the outcome, and codes are unique in it."""
        dati = super().clean()
        if esito := self.cleaned_data.get("esito"):
            self.instance.quadro = esito.quadro
            altri = esito.quadro.indicatori.exclude(pk=self.instance.pk)
            if altri.filter(codice=self.cleaned_data.get("codice", "")).exists():
                self.add_error("codice", _("Il quadro ha già un indicatore con questo codice."))
        return dati


def esiti_in_bozza(indicatore: Indicatore) -> QuerySet[Esito]:
    """Outcomes an indicator may measure: those of its framework, or of any draft if it is new."""
    esiti = Esito.objects.select_related("quadro__progetto__comune")
    if indicatore.quadro_id:
        return esiti.filter(quadro=indicatore.quadro_id)
    return esiti.filter(quadro__stato=StatoQuadro.BOZZA)

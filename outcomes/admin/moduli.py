from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import (
    UnfoldAdminSelect2MultipleWidget,
    UnfoldAdminSingleDateWidget,
    UnfoldAdminTextareaWidget,
)

from fis_portal.core.errors import DomainError
from outcomes.enums import StatoQuadro
from outcomes.models import PeriodoMonitoraggio
from progetti.models import Progetto


class ServizioForm(forms.Form):
    """A form whose rules are those of a service: its errors go to their fields."""

    def add_domain_error(self, errore: DomainError) -> None:
        for campo, testi in (errore.fields or {"": [errore.message]}).items():
            self.add_error(campo if campo in self.fields else None, testi)


class ApriForm(ServizioForm):
    """Which projects a period is opened for, and when their reports are due."""

    scadenza = forms.DateField(
        label=gettext_lazy("Scadenza"),
        widget=UnfoldAdminSingleDateWidget,
        help_text=gettext_lazy("Un giorno dopo la fine del periodo."),
    )
    progetti = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Progetti"),
        queryset=Progetto.objects.none(),
        required=False,
        widget=UnfoldAdminSelect2MultipleWidget,
        help_text=gettext_lazy(
            "Vuoto: tutti quelli che hanno un quadro d'impatto in vigore e per cui il periodo non "
            "è ancora aperto."
        ),
    )

    def __init__(self, periodo: PeriodoMonitoraggio, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        candidati = (
            Progetto.objects.filter(is_demo=periodo.is_demo)
            .exclude(rendicontazioni__periodo=periodo)
            .select_related("comune")
            .order_by("comune__nome_chiave", "titolo_chiave", "pk")
        )
        self.fields["progetti"].queryset = candidati  # type: ignore[attr-defined]

    def scelti(self) -> Any:
        """The projects to open the period for."""
        campo = self.fields["progetti"].queryset  # type: ignore[attr-defined]
        return self.cleaned_data["progetti"] or campo.filter(quadri__stato=StatoQuadro.IN_VIGORE)


class ChiudiForm(ServizioForm):
    dal = forms.DateField(
        label=gettext_lazy("Chiuso dal"),
        widget=UnfoldAdminSingleDateWidget,
        help_text=gettext_lazy(
            "Da questo giorno i Comuni non possono più inviare; le bozze restano dove sono."
        ),
    )


class ProrogaForm(ServizioForm):
    a = forms.DateField(label=gettext_lazy("Nuova scadenza"), widget=UnfoldAdminSingleDateWidget)
    motivo = forms.CharField(
        label=gettext_lazy("Motivo"),
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        help_text=gettext_lazy("Il Comune lo legge nella mail che annuncia la nuova scadenza."),
    )


class EsameForm(ServizioForm):
    """One act of the review: which revision was looked at, where, with what words."""

    AZIONI = ("osserva", "togli", "restituisci", "accetta")

    azione = forms.ChoiceField(choices=[(azione, azione) for azione in AZIONI])
    revisione = forms.IntegerField(min_value=0)
    campo = forms.CharField(required=False, max_length=120)
    testo = forms.CharField(required=False, max_length=4000)
    osservazione = forms.IntegerField(required=False)

    def racconto(self) -> str:
        """What is wrong, in one sentence."""
        return " ".join(testo for testi in self.errors.values() for testo in testi) or _(
            "La richiesta non è completa."
        )

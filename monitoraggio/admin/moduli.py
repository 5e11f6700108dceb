from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminSingleDateWidget,
    UnfoldBooleanWidget,
)

from fis_portal.core.errors import DomainError
from monitoraggio.enums import TipoReport
from monitoraggio.models import ReportMonitoraggio
from monitoraggio.periodi import periodi_fra, periodo_of

Scelta = tuple[str, str]


class RichiestaForm(forms.Form):
    """What report is wanted: the period first, the rest may stay as it is."""

    periodo = forms.ChoiceField(
        label=gettext_lazy("Periodo"),
        widget=UnfoldAdminSelectWidget,
        error_messages={"invalid_choice": gettext_lazy("Scegli un periodo dell'elenco.")},
    )
    data_riferimento = forms.DateField(
        label=gettext_lazy("Cifre alla data"),
        required=False,
        widget=UnfoldAdminSingleDateWidget,
        help_text=gettext_lazy(
            "Un giorno del periodo. Vuota: l'ultimo giorno, oppure oggi se il periodo è in corso."
        ),
    )
    is_demo = forms.BooleanField(
        label=gettext_lazy("Sui dati dimostrativi"),
        required=False,
        widget=UnfoldBooleanWidget,
        help_text=gettext_lazy(
            "Il report conta soltanto Comuni e progetti inventati, e lo scrive su ogni pagina."
        ),
    )

    def __init__(self, *args: Any, dal: date, oggi: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["periodo"].choices = [  # type: ignore[attr-defined]
            (capfirst(str(tipo.label)), list(_scelte(tipo, dal, oggi))) for tipo in TipoReport
        ]

    def clean_periodo(self) -> tuple[TipoReport, date]:
        tipo, inizio = self.cleaned_data["periodo"].split(":")
        return TipoReport(tipo), date.fromisoformat(inizio)

    def richiesta(self) -> dict[str, Any]:
        """The arguments of the service."""
        tipo, inizio = self.cleaned_data["periodo"]
        return {
            "tipo": tipo,
            "periodo_inizio": inizio,
            "data_riferimento": self.cleaned_data["data_riferimento"],
            "is_demo": self.cleaned_data["is_demo"],
        }

    def add_domain_error(self, errore: DomainError) -> None:
        for campo, testi in (errore.fields or {"": [errore.message]}).items():
            self.add_error(campo if campo in self.fields else None, testi)


def _scelte(tipo: TipoReport, dal: date, oggi: date) -> Iterator[Scelta]:
    """The periods of a kind, newest first; the one still running says so."""
    in_corso = periodo_of(tipo, oggi)
    for periodo in reversed(list(periodi_fra(tipo, min(dal, oggi), oggi))):
        nome = ReportMonitoraggio(tipo=tipo, periodo_inizio=periodo.inizio).nome_periodo
        if periodo == in_corso:
            nome = _("%(periodo)s (in corso)") % {"periodo": nome}
        yield f"{tipo.value}:{periodo.inizio.isoformat()}", capfirst(nome)

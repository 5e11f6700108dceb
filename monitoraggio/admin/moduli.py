from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminSingleDateWidget,
    UnfoldAdminTextareaWidget,
    UnfoldBooleanWidget,
)

from comuni.models import Comune
from fis_portal.core.errors import DomainError
from monitoraggio.composizione import sezione_check
from monitoraggio.enums import GenereSezione, TipoReport
from monitoraggio.models import ModelloReport, PianificazioneReport, ReportMonitoraggio
from monitoraggio.models_composizione import Sezione
from monitoraggio.periodi import periodi_fra, periodo_of
from monitoraggio.registro import DIMENSIONI, REGISTRO
from monitoraggio.services.pianificazione import check_modello_pianificato

Scelta = tuple[str, str]


class ConErroriMixin(forms.BaseForm):
    """A form that says what a service refused, beside the field it concerns."""

    def add_domain_error(self, errore: DomainError) -> None:
        for campo, testi in (errore.fields or {"": [errore.message]}).items():
            self.add_error(campo if campo in self.fields else None, testi)


class RitiroForm(ConErroriMixin, forms.Form):
    """Why a report is taken back."""

    motivo = forms.CharField(
        label=gettext_lazy("Perché"),
        max_length=1000,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 4}),
        help_text=gettext_lazy("Chiunque lo legge all'indirizzo del report."),
    )


class SezioneForm(ConErroriMixin, forms.ModelForm):
    """A section: what may be chosen comes from the registry of figures."""

    figura = forms.ChoiceField(
        label=gettext_lazy("Figura"), required=False, widget=UnfoldAdminSelectWidget
    )
    taglio = forms.ChoiceField(
        label=gettext_lazy("Divisa per"), required=False, widget=UnfoldAdminSelectWidget
    )
    filtro = forms.ChoiceField(
        label=gettext_lazy("Soltanto per"), required=False, widget=UnfoldAdminSelectWidget
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dimensioni = [("", "—"), *((c, capfirst(d.nome)) for c, d in DIMENSIONI.items())]
        for nome in ("taglio", "filtro"):
            if nome in self.fields:
                self.fields[nome].choices = dimensioni  # type: ignore[attr-defined]
        if "figura" in self.fields:
            figure = [(codice, str(d.titolo)) for codice, d in REGISTRO.items()]
            self.fields["figura"].choices = [("", "—"), *figure]  # type: ignore[attr-defined]
        if "filtro_valore" in self.fields:
            aiuto = _("Il nome o il codice, per esempio «Toscana».")
            self.fields["filtro_valore"].help_text = aiuto
        if "ordine" in self.fields and self.instance.pk is None:
            # SezioniFormSet puts last what nobody numbered: nought is a place too, once dragged.
            self.fields["ordine"].required, self.initial["ordine"] = False, None
        # The heading of the row, which the inline asks of the row itself.
        self.instance.get_inline_title = lambda: titolo_sezione(self.instance)

    def clean(self) -> dict[str, Any]:
        dati: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return dati
        if dati["genere"] != GenereSezione.FIGURA:
            dati |= dict.fromkeys(("figura", "taglio", "filtro", "filtro_valore"), "")
        dati["filtro_valore"] = _codice(dati["figura"], dati["filtro"], dati["filtro_valore"])
        try:
            sezione_check(
                genere=dati["genere"],
                figura=dati["figura"],
                taglio=dati["taglio"],
                filtro=dati["filtro"],
                valore=dati["filtro_valore"],
            )
        except DomainError as errore:
            self.add_domain_error(errore)
        return dati


def _codice(figura: str, filtro: str, valore: str) -> str:
    """The code of a value that staff called by its name; otherwise what they wrote."""
    if figura not in REGISTRO or filtro not in REGISTRO[figura].filtrabili:
        return valore
    nomi = REGISTRO[figura].dimensione(filtro).valori()
    cercato = valore.strip().casefold()
    return next((codice for codice, nome in nomi if nome.casefold() == cercato), valore)


class SezioniFormSet(forms.BaseInlineFormSet):
    """The sections of a report or template: a new one nobody numbered comes last, as it is seen."""

    def clean(self) -> None:
        super().clean()
        ultima = max((form.cleaned_data.get("ordine") or 0 for form in self._tenuti()), default=0)
        for form in self._tenuti():
            if form.instance.pk is None and form.cleaned_data.get("ordine") is None:
                ultima += 1
                form.cleaned_data["ordine"] = form.instance.ordine = ultima

    def _tenuti(self) -> list[Any]:
        return [
            form
            for form in self.forms
            if getattr(form, "cleaned_data", None) and not form.cleaned_data.get("DELETE")
        ]


def titolo_sezione(sezione: Sezione) -> str:
    """What a section is called where it is composed: its title, or its figure and how it is cut."""
    nome = sezione.titolo
    if not nome and sezione.figura in REGISTRO:
        nome = str(REGISTRO[sezione.figura].titolo)
    parti = [nome or str(sezione)]
    if sezione.taglio in DIMENSIONI:
        parti.append(_("per %(taglio)s") % {"taglio": DIMENSIONI[sezione.taglio].nome})
    if sezione.filtro_valore:
        parti.append(_("soltanto %(valore)s") % {"valore": sezione.filtro_valore})
    return capfirst(", ".join(parti))


class PianificazioneForm(ConErroriMixin, forms.ModelForm):
    """Is a kind planned, and by which template: the service decides what may be."""

    class Meta:
        model = PianificazioneReport
        fields = ("attiva", "modello")

    def clean(self) -> dict[str, Any]:
        dati: dict[str, Any] = super().clean() or self.cleaned_data
        try:
            check_modello_pianificato(TipoReport(self.instance.tipo), dati.get("modello"))
        except DomainError as errore:
            self.add_domain_error(errore)
        return dati


class RichiestaForm(ConErroriMixin, forms.Form):
    """What report is wanted: the period first, the rest may stay as it is."""

    periodo = forms.ChoiceField(
        label=gettext_lazy("Periodo"),
        widget=UnfoldAdminSelectWidget,
        error_messages={"invalid_choice": gettext_lazy("Scegli un periodo dell'elenco.")},
    )
    modello = forms.ModelChoiceField(
        label=gettext_lazy("Modello"),
        queryset=ModelloReport.objects.none(),
        required=False,
        empty_label=gettext_lazy("Tutte le figure, nel loro ordine"),
        widget=UnfoldAdminSelectWidget,
        help_text=gettext_lazy("Dice quali sezioni ha il report, e in che ordine."),
    )
    comune = forms.ModelChoiceField(
        label=gettext_lazy("Di un solo Comune"),
        queryset=Comune.objects.none(),
        required=False,
        empty_label=gettext_lazy("No, di tutto il programma"),
        widget=UnfoldAdminSelectWidget,
        help_text=gettext_lazy("Le figure contano soltanto i progetti del Comune scelto."),
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

    def __init__(
        self,
        *args: Any,
        dal: date,
        oggi: date,
        modelli: QuerySet[ModelloReport],
        comuni: QuerySet[Comune],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["modello"].queryset = modelli  # type: ignore[attr-defined]
        self.fields["comune"].queryset = comuni  # type: ignore[attr-defined]
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
            "modello": self.cleaned_data["modello"],
            "comune": self.cleaned_data["comune"],
            "data_riferimento": self.cleaned_data["data_riferimento"],
            "is_demo": self.cleaned_data["is_demo"],
        }


def _scelte(tipo: TipoReport, dal: date, oggi: date) -> Iterator[Scelta]:
    """The periods of a kind, newest first; the one still running says so."""
    in_corso = periodo_of(tipo, oggi)
    for periodo in reversed(list(periodi_fra(tipo, min(dal, oggi), oggi))):
        nome = ReportMonitoraggio(tipo=tipo, periodo_inizio=periodo.inizio).nome_periodo
        if periodo == in_corso:
            nome = _("%(periodo)s (in corso)") % {"periodo": nome}
        yield f"{tipo.value}:{periodo.inizio.isoformat()}", capfirst(nome)

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.contrib.filters.admin import (
    AutocompleteSelectFilter,
    ChoicesDropdownFilter,
    RangeDateFilter,
    RelatedDropdownFilter,
)
from unfold.decorators import action, display
from unfold.widgets import (
    UnfoldAdminSelect2Widget,
    UnfoldAdminSelectWidget,
    UnfoldAdminSingleDateWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from fis_portal.core.admin.base import RegistroAdmin, RegistroTabularInline, SolaLetturaMixin
from fis_portal.core.enums import PrecisioneData
from fis_portal.core.errors import DomainError
from fis_portal.core.models import Fonte
from fis_portal.core.quote import euro_it
from fis_portal.core.templatetags.fis import quando
from progetti.admin.filtri import SenzaPassaggiFilter
from progetti.enums import TRANSIZIONI_FASE, StatoFase
from progetti.models import FaseProgetto, TransizioneFase
from progetti.services.fasi import fase_transition, fase_undo_last

COLORI_STATO = {
    StatoFase.CANDIDATA: "info",
    StatoFase.AMMESSA: "info",
    StatoFase.FINANZIATA: "success",
    StatoFase.IN_CORSO: "success",
    StatoFase.CONCLUSA: "primary",
    StatoFase.RITIRATA: "warning",
    StatoFase.ESCLUSA: "danger",
}


class PassaggioForm(forms.Form):
    """One step of a phase, with the states that may follow."""

    a = forms.ChoiceField(label=gettext_lazy("nuovo stato"), widget=UnfoldAdminSelectWidget)
    data = forms.DateField(  # type: ignore[assignment]
        label=gettext_lazy("data del passaggio"), widget=UnfoldAdminSingleDateWidget
    )
    precisione = forms.ChoiceField(
        label=gettext_lazy("precisione della data"),
        choices=PrecisioneData.choices,
        initial=PrecisioneData.GIORNO,
        widget=UnfoldAdminSelectWidget,
        help_text=gettext_lazy(
            "«Mese» o «anno» se la fonte non dice il giorno; «attestata» se dice soltanto che a "
            "quella data era già così."
        ),
    )
    motivo = forms.CharField(
        label=gettext_lazy("motivo"),
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        help_text=gettext_lazy("Obbligatorio per il ritiro e l'esclusione."),
    )
    atto = forms.CharField(
        label=gettext_lazy("atto"),
        required=False,
        max_length=200,
        widget=UnfoldAdminTextInputWidget,
        help_text=gettext_lazy("Per esempio «Decreto DFP n. 12 del 5 marzo 2021»."),
    )
    fonte = forms.ModelChoiceField(
        label=gettext_lazy("fonte"),
        queryset=Fonte.objects.order_by("titolo"),
        required=False,
        empty_label=gettext_lazy("Nessuna"),
        widget=UnfoldAdminSelect2Widget,
    )

    def __init__(self, fase: FaseProgetto, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ammessi = list(StatoFase)
        if fase.transizioni.exists():
            ammessi = [s for s in StatoFase if s in TRANSIZIONI_FASE[StatoFase(fase.stato)]]
        for campo in self.fields.values():
            campo.label = capfirst(str(campo.label))
        self.fields["a"].choices = [(s.value, s.label) for s in ammessi]  # type: ignore[attr-defined]

    @property
    def is_final(self) -> bool:
        return not self.fields["a"].choices  # type: ignore[attr-defined]

    def clean_a(self) -> StatoFase:
        return StatoFase(self.cleaned_data["a"])

    def add_domain_error(self, errore: DomainError) -> None:
        for campo, testi in errore.fields.items():
            for testo in testi:
                self.add_error(campo if campo in self.fields else None, testo)
        if not errore.fields:
            self.add_error(None, errore.message)


class TransizioneInline(SolaLetturaMixin, RegistroTabularInline):
    model = TransizioneFase
    verbose_name_plural = gettext_lazy("passaggi registrati")
    fields = ("data", "precisione", "da", "a", "motivo", "atto", "fonte", "by")
    tab = False

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("fonte", "by")


@admin.register(FaseProgetto)
class FaseProgettoAdmin(RegistroAdmin):
    list_display = ("nome_progetto", "nome_intervento", "stato_etichetta", "richiesto", "concesso")
    list_select_related = ("progetto__comune", "intervento")
    list_filter = (
        ("intervento", RelatedDropdownFilter),
        ("stato", ChoicesDropdownFilter),
        SenzaPassaggiFilter,
        ("progetto", AutocompleteSelectFilter),
    )
    search_fields = ("progetto__titolo_chiave__contains", "progetto__comune__nome_chiave__contains")
    ordering = ("progetto__comune__nome_chiave", "intervento__ordine", "pk")
    autocomplete_fields = ("progetto", "fonte_importo")
    readonly_fields = ("stato",)
    inlines = (TransizioneInline,)
    actions_detail = ("registra_passaggio",)
    fieldsets = (
        (
            None,
            {
                "fields": ("progetto", ("intervento", "stato")),
                "description": gettext_lazy(
                    "Lo stato non si scrive: è quello dell'ultimo passaggio registrato. Usa "
                    "«Registra un passaggio»."
                ),
            },
        ),
        (
            gettext_lazy("Importi"),
            {"fields": (("importo_richiesto_eur", "importo_concesso_eur"), "fonte_importo")},
        ),
        (gettext_lazy("Date"), {"fields": (("data_inizio", "data_fine"),)}),
    )
    storia_collegati = ((TransizioneFase, "fase"),)

    @display(description=gettext_lazy("progetto"), ordering="progetto__comune__nome_chiave")
    def nome_progetto(self, fase: FaseProgetto) -> str:
        return f"{fase.progetto.comune.nome}: {fase.progetto.titolo or _('senza titolo')}"

    @display(description=gettext_lazy("Intervento"), ordering="intervento__ordine")
    def nome_intervento(self, fase: FaseProgetto) -> str:
        return fase.intervento.codice

    @display(description=gettext_lazy("stato"), ordering="stato", label=COLORI_STATO)
    def stato_etichetta(self, fase: FaseProgetto) -> tuple[str, str]:
        return fase.stato, fase.get_stato_display()

    @display(description=gettext_lazy("richiesto"), ordering="importo_richiesto_eur")
    def richiesto(self, fase: FaseProgetto) -> str:
        return euro_it(fase.importo_richiesto_eur, vuoto="—")

    @display(description=gettext_lazy("concesso"), ordering="importo_concesso_eur")
    def concesso(self, fase: FaseProgetto) -> str:
        return euro_it(fase.importo_concesso_eur, vuoto="—")

    @action(
        description=gettext_lazy("Registra un passaggio"),
        url_path="passaggio",
        permissions=["change"],
        icon="step",
    )
    def registra_passaggio(self, request: HttpRequest, object_id: str) -> HttpResponse:
        fase = self.get_object(request, object_id)
        if fase is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_change_permission(request, fase):
            raise PermissionDenied
        if "annulla" in request.POST:
            return self._annulla(request, fase)
        form = PassaggioForm(fase, request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                fase_transition(fase=fase, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
            except DomainError as errore:
                form.add_domain_error(errore)
            else:
                messages.success(request, _("Passaggio registrato: %s.") % fase.get_stato_display())
                return HttpResponseRedirect(
                    reverse("admin:progetti_faseprogetto_change", args=[fase.pk])
                )
        return self._passaggio_page(request, fase, form)

    def _annulla(self, request: HttpRequest, fase: FaseProgetto) -> HttpResponse:
        """A step recorded by mistake: taken back by who may delete steps, told by the history."""
        if not request.user.has_perm("progetti.delete_transizionefase"):
            raise PermissionDenied
        try:
            tolta = fase_undo_last(fase=fase, by=request.user)  # type: ignore[arg-type]
        except DomainError as errore:
            messages.error(request, errore.message)
        else:
            messages.success(request, _("Passaggio annullato: %s.") % tolta.get_a_display())
        return HttpResponseRedirect(request.path)

    def _passaggio_page(
        self, request: HttpRequest, fase: FaseProgetto, form: PassaggioForm
    ) -> HttpResponse:
        return self._pagina(
            request,
            "passaggio",
            _("Registra un passaggio"),
            status=200,
            original=fase,
            fase=fase,
            transizioni=fase.transizioni.select_related("fonte"),
            may_undo=request.user.has_perm("progetti.delete_transizionefase"),
            form=form,
        )


@admin.register(TransizioneFase)
class TransizioneFaseAdmin(SolaLetturaMixin, RegistroAdmin):
    """The log of every step: read here, written through the phases."""

    list_display = ("quando", "nome_progetto", "nome_intervento", "passaggio", "fonte", "by")
    list_select_related = ("fase__progetto__comune", "fase__intervento", "fonte", "by")
    list_filter = (
        ("data", RangeDateFilter),
        ("a", ChoicesDropdownFilter),
        ("fase__intervento", RelatedDropdownFilter),
    )
    search_fields = (
        "fase__progetto__titolo_chiave__contains",
        "fase__progetto__comune__nome_chiave__contains",
    )
    ordering = ("-data", "-pk")

    @display(description=gettext_lazy("data"), ordering="data")
    def quando(self, passo: TransizioneFase) -> str:
        return quando(passo.data, passo.precisione)

    @display(description=gettext_lazy("progetto"))
    def nome_progetto(self, passo: TransizioneFase) -> str:
        progetto = passo.fase.progetto
        return f"{progetto.comune.nome}: {progetto.titolo or _('senza titolo')}"

    @display(description=gettext_lazy("Intervento"), ordering="fase__intervento__ordine")
    def nome_intervento(self, passo: TransizioneFase) -> str:
        return passo.fase.intervento.codice

    @display(description=gettext_lazy("nuovo stato"), ordering="a", label=COLORI_STATO)
    def passaggio(self, passo: TransizioneFase) -> tuple[str, str]:
        return passo.a, passo.get_a_display()

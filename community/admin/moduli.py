"""Forms of the management area of the community."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminFileFieldWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminRadioSelectWidget,
    UnfoldAdminSelect2Widget,
    UnfoldAdminSelectWidget,
    UnfoldAdminSingleDateWidget,
    UnfoldAdminSingleTimeWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldAdminURLInputWidget,
)

from community.enums import StatoAzione
from community.models import (
    AzioneIncontro,
    Evento,
    MaterialeEvento,
    SeguitoAzione,
    SerieEventi,
    VerbaleIncontro,
)
from community.services.diario import verbale_create
from community.services.materiali import materiale_add
from community.services.serie import serie_create
from fis_portal.core.admin.servizi import ModuloDominio, NuovoConServizioForm

BOZZA, RISERVATO, PUBBLICO = "bozza", "riservato", "pubblico"


class EventoForm(forms.ModelForm):
    """Draft, reserved or public: one choice instead of two boxes that exclude each other."""

    pubblicazione = forms.ChoiceField(
        label=_("Chi lo vede"),
        choices=(
            (BOZZA, _("bozza: solo il personale")),
            (RISERVATO, _("riservato: i progetti invitati e chi è iscritto")),
            (PUBBLICO, _("pubblico: tutti")),
        ),
        initial=BOZZA,
        widget=UnfoldAdminRadioSelectWidget,
    )

    class Meta:
        model = Evento
        fields = ("titolo",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.is_public:
            self.initial.setdefault("pubblicazione", PUBBLICO)
        elif self.instance.is_riservato:
            self.initial.setdefault("pubblicazione", RISERVATO)

    def clean_pubblicazione(self) -> str:
        scelta: str = self.cleaned_data["pubblicazione"]
        if scelta == BOZZA and self.instance.pk:
            if self.instance.verbali.filter(condiviso_il__isnull=False).exists():
                raise forms.ValidationError(
                    _("Il diario di questo incontro è condiviso con il Comune: resta riservato.")
                )
            if self.instance.iscritti.exists():
                raise forms.ValidationError(
                    _("C'è chi è iscritto: se l'incontro non si tiene, annullalo.")
                )
        return scelta

    def clean(self) -> dict[str, Any] | None:
        dati = super().clean()
        scelta = self.cleaned_data.get("pubblicazione")
        if scelta is not None:
            self.instance.is_public = scelta == PUBBLICO
            self.instance.is_riservato = scelta == RISERVATO
        return dati


class AnnullaForm(ModuloDominio):
    motivo = forms.CharField(
        label=_("perché è annullato"),
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        help_text=_("Lo legge chi è iscritto, per mail, e chi apre la pagina."),
    )


class SpostaForm(ModuloDominio):
    giorni = forms.IntegerField(
        label=_("sposta di quanti giorni"),
        min_value=-366,
        max_value=366,
        initial=0,
        widget=UnfoldAdminIntegerFieldWidget,
        help_text=_("1: il giorno dopo; -7: la settimana prima; 0: stesso giorno."),
    )
    ora_inizio = forms.TimeField(
        label=_("ora di inizio"), required=False, widget=UnfoldAdminSingleTimeWidget
    )
    ora_fine = forms.TimeField(
        label=_("ora di fine"), required=False, widget=UnfoldAdminSingleTimeWidget
    )
    luogo = forms.CharField(
        label=_("luogo"), max_length=200, required=False, widget=UnfoldAdminTextInputWidget
    )
    indirizzo = forms.CharField(
        label=_("indirizzo"), max_length=200, required=False, widget=UnfoldAdminTextInputWidget
    )


class SerieNuovaForm(NuovoConServizioForm):
    """A series is laid out after an event that exists."""

    modello = forms.ModelChoiceField(
        label=_("Come quale evento"),
        queryset=Evento.objects.filter(serie=None, annullato_il=None, data_inizio__isnull=False),
        widget=UnfoldAdminSelect2Widget,
        help_text=_(
            "Ogni incontro ne prende titolo, orario, luogo, progetti e visibilità; programma e "
            "materiali restano di ciascuno."
        ),
    )

    class Meta:
        model = SerieEventi
        fields = ("titolo", "frequenza", "dal", "al")

    def crea(self, **dati: Any) -> SerieEventi:
        return serie_create(**dati)


class MaterialeNuovoForm(NuovoConServizioForm):
    upload = forms.FileField(label=_("File"), required=False, widget=UnfoldAdminFileFieldWidget)
    url = forms.URLField(
        label=_("Indirizzo"),
        max_length=500,
        required=False,
        assume_scheme="https",
        widget=UnfoldAdminURLInputWidget,
    )

    class Meta:
        model = MaterialeEvento
        fields = ("evento", "titolo", "momento", "visibilita")

    def _get_validation_exclusions(self) -> set[str]:
        """A file or an address: the service looks at both, the row does not have the file yet."""
        return super()._get_validation_exclusions() | {"file", "url"}  # type: ignore[misc]

    def crea(self, **dati: Any) -> MaterialeEvento:
        return materiale_add(**dati)


class VerbaleNuovoForm(NuovoConServizioForm):
    class Meta:
        model = VerbaleIncontro
        fields = ("evento", "progetto", "argomenti", "ore_supporto", "nota_interna")

    def crea(self, **dati: Any) -> VerbaleIncontro:
        return verbale_create(**dati)


class ChiudiAzioneForm(ModuloDominio):
    stato = forms.ChoiceField(
        label=_("com'è finita"),
        choices=[s for s in StatoAzione.choices if s[0] != StatoAzione.APERTA],
        widget=UnfoldAdminSelectWidget,
    )
    il = forms.DateField(
        label=_("il"), initial=timezone.localdate, widget=UnfoldAdminSingleDateWidget
    )


class SeguitoForm(ModuloDominio):
    """What this meeting says of one action agreed before. No state: it was not spoken of."""

    stato = forms.ChoiceField(
        label=_("a che punto è"),
        choices=[("", _("non se ne è parlato")), *StatoAzione.choices],
        required=False,
        widget=UnfoldAdminSelectWidget,
    )
    nota = forms.CharField(
        label=_("che cosa è successo"),
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}),
    )

    def __init__(self, azione: AzioneIncontro, detto: SeguitoAzione | None, dati: Any) -> None:
        iniziali = {"stato": detto.stato, "nota": detto.nota} if detto else {}
        super().__init__(dati, prefix=f"azione-{azione.pk}", initial=iniziali)
        self.azione = azione

    def clean(self) -> dict[str, Any]:
        dati = super().clean() or self.cleaned_data
        if dati.get("nota", "").strip() and not dati.get("stato"):
            self.add_error("stato", _("Scegli a che punto è."))
        return dati

"""Forms of the practices in the area of the Comuni."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.enums import StatoAdozione, TipoAdozione, TipoElementoKit
from community.models import Bisogno, Destinatario, Pratica
from community.selectors.pratiche_area import progetti_di
from community.services.pratiche import TIPI_KIT
from comuni.models import Comune
from progetti.models import Tema

RICHIESTO = _("Questo campo serve: compilalo.")


def area(righe: int = 5) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": righe})


class PraticaForm(forms.ModelForm):
    """What a practice tells. Unknown stays empty, and is shown as not told."""

    versione = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)

    class Meta:
        model = Pratica
        fields = (
            "titolo",
            "sintesi",
            "bisogni",
            "destinatari",
            "temi",
            "problema",
            "come_funziona",
            "risultati",
            "limiti",
            "tempo_mesi",
            "costo_eur",
            "costo_nota",
            "persone",
            "partner",
            "popolazione_min",
            "popolazione_max",
            "progetto",
        )
        widgets = {
            "sintesi": area(3),
            "problema": area(),
            "come_funziona": area(8),
            "risultati": area(),
            "limiti": area(),
            "bisogni": forms.CheckboxSelectMultiple,
            "destinatari": forms.CheckboxSelectMultiple,
            "temi": forms.CheckboxSelectMultiple,
        }
        localized_fields = ("costo_eur",)
        help_texts = {
            "sintesi": _("Una o due frasi: che cosa si fa e per chi."),
            "risultati": _("Solo ciò che sapete, e da che cosa lo sapete."),
            "limiti": _("Dove non ha funzionato, che cosa non copre, a chi non conviene. Si vede "
                        "quanto i risultati."),
            "tempo_mesi": _("Vuoto se non lo sapete."),
            "costo_eur": _("Vuoto se non lo sapete: vuoto non è zero."),
        }  # fmt: skip

    def __init__(self, *args: Any, comune: Comune, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        oggi = timezone.localdate()
        for nome, modello in (("bisogni", Bisogno), ("destinatari", Destinatario), ("temi", Tema)):
            # A word that has ended stays on the practice that had it.
            validi = modello.objects.validi(oggi)
            if self.instance.pk:
                scelte = getattr(self.instance, nome).values("pk")
                validi = modello.objects.filter(Q(pk__in=validi.values("pk")) | Q(pk__in=scelte))
            self._campo(nome).queryset = validi
        self._campo("progetto").queryset = progetti_di(comune)
        self._campo("progetto").empty_label = _("Nessuno: non nasce da un progetto del FIS")
        for campo in self.fields.values():
            campo.error_messages["required"] = RICHIESTO

    def _campo(self, nome: str) -> Any:
        return self.fields[nome]


class KitForm(forms.Form):
    """A piece of the kit: a file, or the address where it is."""

    tipo = forms.ChoiceField(label=_("Che cos'è"), choices=TipoElementoKit.choices)
    titolo = forms.CharField(
        label=_("Titolo"), max_length=200, error_messages={"required": RICHIESTO}
    )
    descrizione = forms.CharField(label=_("A che cosa serve"), required=False, widget=area(2))
    upload = forms.FileField(
        label=_("File"),
        required=False,
        widget=forms.ClearableFileInput(
            attrs={"accept": ",".join(f".{tipo}" for tipo in sorted(TIPI_KIT))}
        ),
        help_text=_("Senza dati personali: chi legge la pratica lo può scaricare."),
        error_messages={"empty": _("Il file è vuoto.")},
    )
    url = forms.URLField(
        label=_("Oppure l'indirizzo dove si trova"),
        required=False,
        max_length=500,
        assume_scheme="https",
        error_messages={"invalid": _("Scrivi un indirizzo del web, come https://…")},
    )


class RipresaForm(forms.Form):
    """As it is, or changed: and then how."""

    tipo = forms.ChoiceField(
        label=_("Come la riprendete"),
        choices=[
            (TipoAdozione.ADOTTA, _("Adotta: la riprendiamo com'è")),
            (TipoAdozione.ADATTA, _("Adatta: la riprendiamo cambiandola")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Scegli se la adottate o la adattate.")},
    )
    che_cosa_cambia = forms.CharField(
        label=_("Che cosa cambia"),
        required=False,
        widget=area(4),
        max_length=4000,
        help_text=_("Serve se la adattate: chi legge saprà che cosa avete cambiato."),
    )


class AdottaForm(RipresaForm):
    """A Comune declares that it takes up a practice."""

    progetto: Any = forms.ModelChoiceField(
        label=_("Nell'ambito del progetto"), queryset=None, required=False, empty_label=_("Nessuno")
    )

    def __init__(self, *args: Any, comune: Comune, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["progetto"].queryset = progetti_di(comune)  # type: ignore[attr-defined]


class AdozioneForm(RipresaForm):
    """How far an adoption has come, and how it went."""

    stato = forms.ChoiceField(label=_("A che punto è"), choices=StatoAdozione.choices)
    esito = forms.CharField(
        label=_("Com'è andata"),
        required=False,
        widget=area(),
        max_length=4000,
        help_text=_("Anche, e soprattutto, se non è andata come speravate."),
    )
    versione = forms.CharField(max_length=60, widget=forms.HiddenInput)


def ripresenta(form: forms.BaseForm, versione: str) -> None:
    """Draw a refused form again, what was typed kept: sent now, it is said of what is there now."""
    dati: Any = form.data.copy()  # type: ignore[attr-defined]
    dati["versione"] = versione
    form.data = dati

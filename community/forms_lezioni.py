from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.enums import TipoSegno, Visibilita
from community.models import Leva, Lezione
from fis_portal.accounts.models import User
from progetti.enums import VisibilitaDocumento
from progetti.models import Documento, Intervento, Progetto, Tema

RICHIESTO = {"required": _("Questo campo serve: compilalo.")}
MASSIMO = 10_000


class SceltaProgetto(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.nome_pubblico} ({obj.comune.nome})"


def _testo(label: Any, help_text: Any, *, required: bool = False, rows: int = 5) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=MASSIMO,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages=RICHIESTO,
    )


class LezioneForm(forms.Form):
    """A lesson as its team writes it."""

    letta = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    progetto = SceltaProgetto(
        queryset=Progetto.objects.none(),
        label=_("Progetto"),
        empty_label=None,
        error_messages={**RICHIESTO, "invalid_choice": _("Scegli uno dei tuoi progetti.")},
    )
    titolo = forms.CharField(
        label=_("Titolo"),
        help_text=_("Una frase che dica la lezione: «Uno sportello in centro non basta»."),
        max_length=200,
        error_messages=RICHIESTO,
    )
    tentato = _testo(
        _("Che cosa abbiamo provato"), _("Il problema e la soluzione tentata."), required=True
    )
    funzionato = _testo(_("Che cosa ha funzionato"), "")
    deluso = _testo(
        _("Che cosa ci ha deluso"),
        _("È la parte che serve di più agli altri: qui non si giudica nessuno."),
    )
    cambieremmo = _testo(_("Che cosa cambieremmo"), _("Se si potesse ricominciare domani."))
    evidenza = _testo(
        _("Da che cosa lo sappiamo"),
        _("Dati, registri, interviste, osservazioni. Niente nomi di persone."),
        rows=3,
    )
    documento = forms.ModelChoiceField(
        queryset=Documento.objects.none(),
        label=_("Documento che lo prova (facoltativo)"),
        help_text=_("Fuori dal gruppo lo può aprire solo chi può già vederlo."),
        required=False,
        empty_label=_("Nessuno"),
    )
    intervento = forms.ModelChoiceField(
        queryset=Intervento.objects.all(),
        label=_("Intervento (facoltativo)"),
        required=False,
        empty_label=_("Nessuno in particolare"),
    )
    temi = forms.ModelMultipleChoiceField(
        queryset=Tema.objects.none(),
        label=_("Temi (facoltativi)"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    leve = forms.ModelMultipleChoiceField(
        queryset=Leva.objects.none(),
        label=_("Leve (facoltative): che cosa ha mosso il progetto"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, user: User, lezione: Lezione | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        oggi = timezone.localdate()
        progetti: Any = Progetto.objects.del_referente(user).select_related("comune")
        if lezione is not None:
            # The team that learnt it does not change.
            progetti = progetti.filter(pk=lezione.progetto_id)
            del self.fields["progetto"]
        else:
            self._campo("progetto").queryset = progetti.order_by("comune__nome_chiave", "pk")
        self._campo("documento").queryset = (
            Documento.objects.filter(progetto__in=progetti)
            .exclude(visibilita=VisibilitaDocumento.STAFF)
            .order_by("titolo", "pk")
        )
        self._campo("temi").queryset = Tema.objects.validi(oggi)
        self._campo("leve").queryset = Leva.objects.validi(oggi)

    def _campo(self, nome: str) -> Any:
        return self.fields[nome]

    @staticmethod
    def valori(lezione: Lezione, versione: str) -> dict[str, Any]:
        """What the form shows of a lesson already written."""
        testi = ("titolo", "tentato", "funzionato", "deluso", "cambieremmo", "evidenza")
        return {
            **{nome: getattr(lezione, nome) for nome in testi},
            "letta": versione,
            "documento": lezione.documento_id,
            "intervento": lezione.intervento_id,
            "temi": list(lezione.temi.values_list("pk", flat=True)),
            "leve": list(lezione.leve.values_list("pk", flat=True)),
        }


class VisibilitaForm(forms.Form):
    """Who reads it from now on."""

    a = forms.ChoiceField(choices=Visibilita.choices, widget=forms.HiddenInput)
    consenso = forms.BooleanField(
        label=_(
            "Ho letto il testo e do il consenso, per il Comune, a mostrarlo. Non ci sono nomi né "
            "dati di persone."
        ),
        required=False,
    )


class CommentoForm(forms.Form):
    testo = forms.CharField(
        label=_("Il tuo commento"),
        help_text=_("Lo legge chi può leggere la lezione in quest'area; non è mai pubblico."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Scrivi il commento.")},
    )


class SegnoForm(forms.Form):
    comune = forms.SlugField(widget=forms.HiddenInput)
    tipo = forms.ChoiceField(choices=TipoSegno.choices, widget=forms.HiddenInput)
    togli = forms.BooleanField(required=False, widget=forms.HiddenInput)
    nota = forms.CharField(required=False, max_length=2000)

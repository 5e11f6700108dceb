"""What may be asked of a figure or of the reports, in the address of their pages."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fis_portal.core.filters import PREFISSI_TOLLERATI, leggibile
from fis_portal.core.giorni import fine_del
from fis_portal.core.pagine import PAGINA
from fis_portal.core.quote import data_it
from monitoraggio.provenienza import Esito, Riconciliazione
from monitoraggio.registro import REGISTRO, Ambito
from monitoraggio.render.provenienza import ESITI

FORMATI_DATA = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y")
SI, NO = ("1", "true"), ("0", "false")
_NON_UN_REPORT = gettext_lazy("Scegli un report dell'elenco.")


class CampoData(forms.DateField):
    """A day up to today. Browsers send 2023-12-31, people write 31/12/2023: both are read."""

    def to_python(self, value: Any) -> date | None:
        try:
            giorno = super().to_python(value)
        except forms.ValidationError as errore:
            raise forms.ValidationError(
                _("«%(valore)s» non è una data: scrivila come 31/12/2023.")
                % {"valore": leggibile(str(value), 30)}
            ) from errore
        if giorno and giorno > timezone.localdate():
            raise forms.ValidationError(
                _("%(giorno)s deve ancora venire. Scegli una data fino a oggi, %(oggi)s.")
                % {"giorno": data_it(giorno), "oggi": data_it(timezone.localdate())}
            )
        return giorno


class FormIndirizzo(forms.Form):
    """What an address asks for: nothing unknown, nothing twice."""

    ammessi: tuple[str, ...] = ()
    multipli: tuple[str, ...] = ()

    def problemi(self) -> list[str]:
        """What is wrong with the address, one Italian sentence each; empty if nothing is."""
        problemi = [
            _("Il parametro «%(nome)s» non esiste.") % {"nome": leggibile(nome)}
            for nome in self.data
            if nome not in (*self.fields, *self.ammessi) and not nome.startswith(PREFISSI_TOLLERATI)
        ]
        problemi += [
            _("«%(nome)s» accetta un solo valore.") % {"nome": campo.label}
            for nome, campo in self.fields.items()
            if nome not in self.multipli
            and isinstance(self.data, MultiValueDict)
            and len(set(self.data.getlist(nome))) > 1
        ]
        for nome, errori in self.errors.items():
            problemi += [f"{self.fields[nome].label}: {errore}" for errore in errori]
        return problemi


class DimostrativiForm(FormIndirizzo):
    """The kind of data, for the list of the reports (which also has pages)."""

    ammessi: tuple[str, ...] = (PAGINA,)
    dimostrativi = forms.ChoiceField(
        label=gettext_lazy("Dati dimostrativi"),
        choices=[(valore, valore) for valore in (*SI, *NO)],
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Scrivi 1 per sì oppure 0 per no.")},
    )

    @property
    def con_dimostrativi(self) -> bool:
        self.is_valid()
        return self.cleaned_data.get("dimostrativi") in SI


class ConfrontoForm(DimostrativiForm):
    """Two published reports, by their number."""

    ammessi: tuple[str, ...] = ()
    prima = forms.IntegerField(
        label=gettext_lazy("Dal report"),
        required=False,
        min_value=1,
        max_value=2**63 - 1,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), _NON_UN_REPORT),
    )
    dopo = forms.IntegerField(
        label=gettext_lazy("Al report"),
        required=False,
        min_value=1,
        max_value=2**63 - 1,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), _NON_UN_REPORT),
    )


class FigureForm(DimostrativiForm):
    """The days and the kind of data. Wrong requests are told, and the figures are those of today.

    `conosciuto_al`: as the records stood at the end of that day.
    """

    ammessi: tuple[str, ...] = ()
    alla = CampoData(
        label=gettext_lazy("Cifre alla data"), required=False, input_formats=FORMATI_DATA
    )
    conosciuto_al = CampoData(
        label=gettext_lazy("Come risultavano il"), required=False, input_formats=FORMATI_DATA
    )
    field_order: tuple[str, ...] = ("alla", "conosciuto_al", "dimostrativi")

    @property
    def ambito(self) -> Ambito:
        """What the page shows: what was asked, as far as it makes sense."""
        self.is_valid()
        return Ambito(
            alla=self.cleaned_data.get("alla") or timezone.localdate(),
            dimostrativi=self.con_dimostrativi,
            conosciuto_al=istante_di(self.giorno_conosciuto),
        )

    @property
    def giorno_conosciuto(self) -> date | None:
        """Only a past day is another past: what is known today is what is known."""
        self.is_valid()
        giorno: date | None = self.cleaned_data.get("conosciuto_al")
        return giorno if giorno and giorno < timezone.localdate() else None

    def detto(self, nome: str) -> str:
        """A text as it was asked for, empty where it may not be."""
        self.is_valid()
        return str(self.cleaned_data.get(nome) or "")


def istante_di(giorno: date | None) -> datetime | None:
    """The end of a day, in Italy."""
    return fine_del(giorno) if giorno else None


class RiconciliazioneForm(FormIndirizzo):
    """Which of the published figures to see."""

    esito = forms.ChoiceField(
        label=gettext_lazy("Esito"),
        choices=[("", gettext_lazy("Tutti")), *((e.value, ESITI[e]) for e in Esito)],
        required=False,
        error_messages={
            "invalid_choice": gettext_lazy("Scegli coincide, differisce o non-calcolato.")
        },
    )
    figura = forms.ChoiceField(
        label=gettext_lazy("Figura"),
        choices=lambda: [("", _("Tutte")), *((c, d.titolo) for c, d in REGISTRO.items())],
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Questa figura non esiste.")},
    )
    formato = forms.ChoiceField(
        label=gettext_lazy("Formato"),
        choices=[("csv", "CSV")],
        required=False,
        error_messages={"invalid_choice": gettext_lazy("L'unico formato di questa pagina è csv.")},
    )

    def scelte(self, righe: Iterable[Riconciliazione]) -> list[Riconciliazione]:
        self.is_valid()
        esito = self.cleaned_data.get("esito", "")
        figura = self.cleaned_data.get("figura", "")
        return [
            riga
            for riga in righe
            if (not esito or riga.esito == esito)
            and (not figura or riga.confronto.figura == figura)
        ]

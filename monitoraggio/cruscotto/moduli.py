"""What may be asked of the dashboard, of its charts and of one figure, in their addresses."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fis_portal.core.filters import MASSIMO_TESTO, CampoVoci, leggibile
from monitoraggio.cruscotto.richiesta import PER_MASSIMI, Richiesta
from monitoraggio.enums import TipoReport
from monitoraggio.forms import FigureForm
from monitoraggio.registro import DIMENSIONI, IGNOTO, Taglio
from monitoraggio.registro.dimensioni import PERIODO_MONITORAGGIO

# In the order people look for them. Comune and period have too many values for a list.
A_SCELTA = ("intervento", "macroarea", "tema", "regione", "organizzazione")
SCRITTI = ("comune", "periodo")


@dataclass(frozen=True, slots=True)
class Scelta:
    """A filter with a list of values, as the page offers it."""

    nome: str
    etichetta: str
    valori: list[tuple[str, str]]
    scelto: str


class CampoTagli(CampoVoci):
    """Up to two dimensions."""

    def validate(self, value: list[str]) -> None:
        super().validate(value)
        if len(value) > PER_MASSIMI:
            raise forms.ValidationError(_("si sceglie al massimo fra due dimensioni."))

    def to_python(self, value: Any) -> list[str]:
        return list(dict.fromkeys(super().to_python(value)))


class CruscottoForm(FigureForm):
    """Days, kind of data, one value for each dimension, up to two dimensions to cut by."""

    multipli = ("per",)
    macroarea = forms.CharField(
        label=gettext_lazy("Macroarea"), required=False, max_length=MASSIMO_TESTO
    )
    tema = forms.CharField(label=gettext_lazy("Tema"), required=False, max_length=MASSIMO_TESTO)
    regione = forms.CharField(
        label=gettext_lazy("Regione"), required=False, max_length=MASSIMO_TESTO
    )
    intervento = forms.CharField(
        label=gettext_lazy("Intervento"), required=False, max_length=MASSIMO_TESTO
    )
    comune = forms.CharField(label=gettext_lazy("Comune"), required=False, max_length=MASSIMO_TESTO)
    organizzazione = forms.CharField(
        label=gettext_lazy("Tipo di organizzazione"), required=False, max_length=MASSIMO_TESTO
    )
    periodo = forms.CharField(
        label=gettext_lazy("Anno o periodo"), required=False, max_length=MASSIMO_TESTO
    )
    per = CampoTagli(
        label=gettext_lazy("Dividi per"),
        required=False,
        choices=lambda: CruscottoForm.dimensioni(),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for codice in DIMENSIONI:
            setattr(self, f"clean_{codice}", partial(self._valore, codice))

    @staticmethod
    def dimensioni() -> list[tuple[str, str]]:
        """What figures can be cut by, in words."""
        return [(codice, capfirst(str(d.nome))) for codice, d in DIMENSIONI.items()]

    def _valore(self, codice: str) -> Taglio | None:
        valore: str = self.cleaned_data[codice]
        if not valore:
            return None
        if valore == IGNOTO:
            return DIMENSIONI[codice].taglio(None, None)
        if taglio := _cerca(codice, valore):
            return taglio
        raise forms.ValidationError(
            _("«%(valore)s» non è tra i valori possibili.") % {"valore": leggibile(valore)}
        )

    @property
    def richiesta(self) -> Richiesta:
        """What the page shows: what was asked, as far as it makes sense."""
        self.is_valid()
        puliti = self.cleaned_data
        return Richiesta(
            alla=puliti.get("alla") or timezone.localdate(),
            dimostrativi=self.con_dimostrativi,
            filtri=tuple(puliti[codice] for codice in DIMENSIONI if puliti.get(codice)),
            per=tuple(puliti.get("per") or ()),
            conosciuto_al=self.giorno_conosciuto,
        )

    def scelte(self, fra: Collection[str] = A_SCELTA) -> Iterator[Scelta]:
        """The filters that have a list of values: one query each."""
        richiesta = self.richiesta
        for nome in (nome for nome in A_SCELTA if nome in fra):
            dimensione = DIMENSIONI[nome]
            tagli = [dimensione.taglio(*valore) for valore in dimensione.valori()]
            yield Scelta(
                nome=nome,
                etichetta=str(self.fields[nome].label),
                valori=[(taglio.codice, taglio.etichetta) for taglio in tagli],
                scelto=richiesta.scelto(nome),
            )


class FiguraForm(CruscottoForm):
    """The same of one figure: also its past, one line of it, a page of its records, a file."""

    ogni = forms.ChoiceField(
        label=gettext_lazy("Andamento"),
        choices=[
            (TipoReport.ANNUALE.value, gettext_lazy("anno per anno")),
            (TipoReport.TRIMESTRALE.value, gettext_lazy("un trimestre dopo l'altro")),
        ],
        required=False,
        error_messages={
            "invalid_choice": gettext_lazy("L'andamento si legge per annuale o trimestrale.")
        },
    )
    voce = forms.CharField(label=gettext_lazy("Voce"), required=False, max_length=100)
    dopo = forms.CharField(label=gettext_lazy("Pagina dei record"), required=False, max_length=30)
    formato = forms.ChoiceField(
        label=gettext_lazy("Formato"),
        choices=[("csv", "CSV")],
        required=False,
        error_messages={"invalid_choice": gettext_lazy("L'unico formato di questa pagina è csv.")},
    )

    @property
    def passo(self) -> TipoReport:
        self.is_valid()
        return TipoReport(self.cleaned_data.get("ogni") or TipoReport.ANNUALE)


def scritti(
    form: CruscottoForm, richiesta: Richiesta, fra: Collection[str] = SCRITTI
) -> dict[str, str]:
    """The filters that are typed: the name of what was found, or what was typed."""
    trovati = {taglio.dimensione: taglio.etichetta for taglio in richiesta.filtri}
    return {
        nome: trovati.get(nome) or leggibile(str(form.data.get(nome) or ""))
        for nome in SCRITTI
        if nome in fra
    }


def _cerca(codice: str, valore: str) -> Taglio | None:
    """A value by its code or by its name; a period is a year or one the Comuni report on."""
    dimensioni = [DIMENSIONI[codice], *([PERIODO_MONITORAGGIO] if codice == "periodo" else [])]
    for dimensione in dimensioni:
        for scritto in dict.fromkeys((valore, slugify(valore))):
            if scritto and (trovato := dimensione.cerca(scritto)):
                return dimensione.taglio(*trovato)
    return None

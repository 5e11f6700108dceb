"""The figures of the desk: the registry's own, chosen by the address, each line with its list.

A line leads to the list of the management area that holds the same rows; where no list can choose
them, to the page that tells the rows counted.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from comuni.models import Comune, Regione
from fis_portal.core.errors import DomainError
from monitoraggio.cruscotto import CruscottoForm, Richiesta
from monitoraggio.registro import IGNOTO, REGISTRO, Figura, figura
from outcomes.models import Rendicontazione
from progetti.models import Progetto, Tema
from progetti.selectors import MANCANZE

# The way of the programme, whether it is on time, what is wrong with the data.
IN_SCRIVANIA = (
    "imbuto",
    "uscite",
    "macroaree",
    "puntualita",
    "indicatori",
    "qualita",
    "completezza",
    "contraddizioni",
)
# Parts of a whole: their bars are as long as their share. The others are as long as the largest.
SENZA_INTERO = ("imbuto", "uscite")
Filtri = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class VoceScrivania:
    """A line of a figure with its bar (0-100) and where its rows are."""

    etichetta: str
    valore: Any
    quota: int | None
    barra: int
    url: str = ""


@dataclass(frozen=True, slots=True)
class FiguraScrivania:
    figura: Figura
    voci: tuple[VoceScrivania, ...]
    url: str


def scrivania_figure(request: HttpRequest, richiesta: Richiesta) -> Iterator[FiguraScrivania]:
    """The figures that can be asked with these filters: one query each, and one for each filter."""
    base = filtri_elenco(richiesta)
    for codice in IN_SCRIVANIA:
        if codice not in REGISTRO:
            continue
        try:
            calcolata = figura(codice, richiesta.ambito)
        except DomainError:
            continue
        pagina = reverse("monitoraggio:figura_detail", args=[codice])
        spiegata = f"{pagina}?{richiesta.query}"
        voci = tuple(_voci(request, calcolata, base, richiesta, spiegata))
        yield FiguraScrivania(calcolata, voci, spiegata)


def modulo(request: HttpRequest) -> CruscottoForm:
    """The filters of the desk, in the address of it; figures are whole there, as known today."""
    form = CruscottoForm({k: v for k, v in request.GET.items() if k != "per"})
    del form.fields["conosciuto_al"]
    return form


# --- Lines ---------------------------------------------------------------------------------------
def _voci(
    request: HttpRequest, dati: Figura, base: Filtri | None, richiesta: Richiesta, spiegata: str
) -> Iterator[VoceScrivania]:
    intero = _massimo(dati) if dati.codice in SENZA_INTERO else dati.denominatore or _massimo(dati)
    for voce in dati.voci:
        righe = f"{spiegata}&{urlencode({'voce': voce.codice})}#record"
        url = _elenco(request, dati.codice, voce.codice, base, richiesta) or righe
        barra = _barra(voce.valore, intero)
        yield VoceScrivania(voce.etichetta, voce.valore, voce.quota, barra, url)


def _massimo(dati: Figura) -> int:
    return max((int(voce.valore) for voce in dati.voci if voce.valore), default=0)


def _barra(valore: Any, intero: int) -> int:
    return min(100, int(valore * 100 // intero)) if valore and intero else 0


# --- Lists ---------------------------------------------------------------------------------------
def _elenco(
    request: HttpRequest, figura: str, voce: str, base: Filtri | None, richiesta: Richiesta
) -> str:
    """The list with the same rows, for who may see it; empty where there is none."""
    sua = ELENCHI.get(figura)
    if sua is None or base is None or richiesta.alla != timezone.localdate():
        return ""
    model, scelta = sua
    propri = scelta(voce, base)
    registrato = admin.site._registry.get(model)
    if propri is None or registrato is None or not registrato.has_view_permission(request):
        return ""
    opts = model._meta
    return f"{reverse(f'admin:{opts.app_label}_{opts.model_name}_changelist')}?{urlencode(propri)}"


def _progetti(base: Filtri) -> dict[str, str]:
    """The base of the figures: financed, public, real."""
    return {**base, "finanziato": "si", "is_public__exact": "1", "is_demo__exact": "0"}


def _manca(voce: str, base: Filtri) -> dict[str, str] | None:
    return {**_progetti(base), "manca": voce} if voce in MANCANZE else None


def _qualita(voce: str, base: Filtri) -> dict[str, str] | None:
    """Which projects stand still, no list can choose: it takes their whole history."""
    scelte = {"mancanti": "manca", "contraddittori": "contraddizione"}
    return {**_progetti(base), scelte[voce]: "qualcosa"} if voce in scelte else None


def _contraddizione(voce: str, base: Filtri) -> dict[str, str] | None:
    return {**_progetti(base), "contraddizione": voce}


def _macroarea(voce: str, base: Filtri) -> dict[str, str] | None:
    return {**_progetti(base), "macroarea": voce}


def _rendicontazioni(voce: str, base: Filtri) -> dict[str, str] | None:
    # That list chooses no Regione, no topic: with filters it would hold other rows.
    if voce != "mancanti" or base:
        return None
    return {"ritardo": "mai", "progetto__is_demo__exact": "0", "progetto__is_public__exact": "1"}


ELENCHI: dict[str, tuple[Any, Callable[[str, Filtri], dict[str, str] | None]]] = {
    "completezza": (Progetto, _manca),
    "macroaree": (Progetto, _macroarea),
    "qualita": (Progetto, _qualita),
    "contraddizioni": (Progetto, _contraddizione),
    "puntualita": (Rendicontazione, _rendicontazioni),
}


def filtri_elenco(richiesta: Richiesta) -> dict[str, str] | None:
    """The filters of the list of projects for those chosen; None where it has no such filter."""
    filtri: dict[str, str] = {}
    for taglio in richiesta.filtri:
        if taglio.dimensione not in NELL_ELENCO or taglio.codice == IGNOTO:
            return None
        nome, model, campo = NELL_ELENCO[taglio.dimensione]
        valore = taglio.codice
        if model is not None:
            valore = str(model.objects.filter(**{campo: valore}).values_list("pk", flat=True)[0])
        filtri[nome] = valore
    return filtri


NELL_ELENCO: dict[str, tuple[str, Any, str]] = {
    "macroarea": ("macroarea", None, ""),
    "tema": ("temi__id__exact", Tema, "slug"),
    "regione": ("comune__provincia__regione__id__exact", Regione, "codice_istat"),
    "comune": ("comune__id__exact", Comune, "codice_istat"),
}

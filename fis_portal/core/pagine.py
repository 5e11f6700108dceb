"""What the public pages share: open to all, read only, with pages of a list that exist or not."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import InvalidPage, Page, Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django_filters import MultipleChoiceFilter

from fis_portal.core.filters import FiltriRigorosi, leggibile

PAGINA = "page"
Vista = Callable[..., HttpResponseBase]


class PaginaInesistente(Exception):
    """The address asks for a page that the list does not have."""


def pagina_pubblica(view: Vista) -> Vista:
    """A page anybody may read: GET and HEAD only, whatever else gets a page that says so."""

    @wraps(view)
    def sola_lettura(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD"):
            risposta = render(request, "405.html", status=405)
            risposta["Allow"] = "GET, HEAD"
            return risposta
        try:
            return view(request, *args, **kwargs)
        except PaginaInesistente as errore:
            return render(request, "404_elenco.html", {"message": str(errore)}, status=404)

    # Nothing is written here: without the exemption a POST would get 403 instead of 405.
    return login_not_required(csrf_exempt(sola_lettura))


class PaginatoreContato(Paginator):
    """Pages of rows that somebody has already counted."""

    def __init__(self, righe: Any, per_page: int, *, totale: int) -> None:
        super().__init__(righe, per_page)
        self.totale = totale

    @cached_property
    def count(self) -> int:
        return self.totale


def pagina_chiesta(request: HttpRequest, paginatore: Paginator) -> Page:
    """The page the address asks for (the first unless told). Raises PaginaInesistente."""
    chiesta = request.GET.get(PAGINA, "1")
    try:
        return paginatore.page(chiesta if chiesta.isascii() and chiesta.isdigit() else "no")
    except InvalidPage as errore:
        raise PaginaInesistente(
            _("La pagina «%(chiesta)s» di questo elenco non esiste: l'ultima è la %(ultima)s.")
            % {"chiesta": leggibile(chiesta, 20), "ultima": paginatore.num_pages}
        ) from errore


def problemi_dei_filtri(filtri: FiltriRigorosi, ammessi: Sequence[str] = ()) -> list[str]:
    """What is wrong with the filters of an address, one Italian sentence each."""
    problemi = [
        _("Il filtro «%(nome)s» non esiste.") % {"nome": nome}
        for nome in filtri.parametri_estranei((PAGINA, *ammessi))
    ]
    problemi += [
        _("Il filtro «%(nome)s» accetta un solo valore.") % {"nome": filtri.filters[nome].label}
        for nome in filtri.parametri_ripetuti()
    ]
    for nome, errori in filtri.errors.items():
        problemi += [f"{filtri.filters[nome].label}: {errore}" for errore in errori]
    return problemi


@dataclass(frozen=True, slots=True)
class VoceFaccetta:
    """A value of a facet: how many results it would leave (None: too many to be counted), and
    whether it is chosen."""

    valore: str
    etichetta: str
    conteggio: int | None
    attiva: bool


@dataclass(frozen=True, slots=True)
class Faccetta:
    """A filter as a list of values to tick (templates/_parti/filtri.html)."""

    chiave: str
    titolo: str
    voci: list[VoceFaccetta]
    singola: bool
    aperta: bool

    @property
    def attiva(self) -> bool:
        return any(voce.attiva for voce in self.voci)


def faccetta(
    filtri: FiltriRigorosi,
    nome: str,
    conteggi: Iterable[tuple[str, str, int | None]],
    *,
    aperta: bool = False,
) -> Faccetta:
    """A facet from (code, name, count). What is chosen comes first, with no result too."""
    scelti = {attivo.valore for attivo in filtri.attivi() if attivo.chiave == nome}
    voci = [VoceFaccetta(codice, testo, n, codice in scelti) for codice, testo, n in conteggi]
    mancanti = sorted(scelti - {voce.valore for voce in voci})
    voci += [VoceFaccetta(v, filtri.etichetta(nome, v), 0, True) for v in mancanti]
    voci.sort(key=lambda voce: not voce.attiva)
    singola = not isinstance(filtri.filters[nome], MultipleChoiceFilter)
    return Faccetta(nome, str(filtri.filters[nome].label), voci, singola, aperta or bool(scelti))

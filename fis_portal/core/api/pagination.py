"""Numbered pages, strict: a wrong page is told and never silently replaced by another."""

from typing import Any

from django.core.paginator import InvalidPage, Paginator
from django.db.models import Count, QuerySet, Window
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param

from fis_portal.core.filters import leggibile
from fis_portal.core.quote import numero_it
from fis_portal.core.scorrimento import (
    CONTATE,
    DOPO,
    ORDINATE,
    PaginatoreLimitato,
    PostoSbagliato,
    posto_di,
    posto_scritto,
    righe_dopo,
)

ORDINE = "ordine"
PARAMETRO_DOPO: dict[str, Any] = {
    "name": DOPO,
    "in": "query",
    "required": False,
    "schema": {"type": "string"},
    "description": gettext_lazy(
        "Il posto da cui proseguire, come lo scrive `next` oltre le prime 1.000 righe: costa lo "
        "stesso a qualunque profondità. Solo nell'ordine predefinito e senza `q`."
    ),
}


def _scorrimento(request: Request, view: Any) -> tuple[str, ...]:
    """The fields of the order one may go on in; none where it is an order of one's own."""
    if request.query_params.get(ORDINE) or request.query_params.get("q", "").strip():
        return ()
    campi: tuple[str, ...] = getattr(view, "scorrimento", ())
    return campi


def _is_ricerca(queryset: Any) -> bool:
    return "rilevanza" in getattr(getattr(queryset, "query", None), "annotations", {})


def _paginatore(queryset: Any, request: Request, campi: tuple[str, ...]) -> type[Paginator]:
    """Counting stops where one may go on otherwise, and at the best of a search."""
    if campi or (_is_ricerca(queryset) and not _in_un_ordine_proprio(queryset, request)):
        return PaginatoreLimitato
    return Paginator


def _in_un_ordine_proprio(queryset: Any, request: Request) -> bool:
    return bool(request.query_params.get(ORDINE)) and _is_ricerca(queryset)


def _troppe_da_ordinare() -> ValidationError:
    return ValidationError(
        {
            ORDINE: [
                _(
                    "La ricerca trova più di %(massimo)s righe, troppe per metterle in "
                    "quest'ordine. Aggiungi parole o filtri, oppure togli «ordine»: vedrai le più "
                    "pertinenti."
                )
                % {"massimo": numero_it(ORDINATE)}
            ]
        }
    )


def _troppo_lontana() -> ValidationError:
    return ValidationError(
        {
            PaginaNumerata.page_query_param: [
                _(
                    "In un ordine scelto si leggono le prime %(massimo)s righe. Aggiungi filtri, "
                    "oppure togli «ordine» e segui «next», che arriva in fondo."
                )
                % {"massimo": numero_it(ORDINATE)}
            ]
        }
    )


def _formate(view: Any, righe: Any) -> list[Any]:
    # Shaped after the page is cut, so that counting stays plain.
    forma = getattr(view, "righe", None)
    return list(forma(righe) if forma else righe)


def _lette(view: Any, paginator: Paginator, numero: int) -> list[Any] | None:
    """The rows of a page, where reading them is enough to count them all: to look for them again,
    only to count, costs as much. None where they must be counted first."""
    if not isinstance(paginator, PaginatoreLimitato):
        return None
    if _is_ricerca(paginator.object_list) and hasattr(view, "righe"):
        return _trovate(view, paginator, numero)
    return _prime(view, paginator) if numero == 1 else None


def _trovate(view: Any, paginator: PaginatoreLimitato, numero: int) -> list[Any] | None:
    """A page of a search: to put in order all that it found, it has it at hand."""
    primo = (numero - 1) * paginator.per_page
    if primo >= CONTATE:
        return None
    righe = view.righe(paginator.object_list, Window(Count("pk")))
    righe = list(righe[primo : primo + paginator.per_page])
    if righe or numero == 1:
        paginator.contate = righe[0][1] if righe else 0
    return [riga for riga, _contate in righe]


def _prime(view: Any, paginator: PaginatoreLimitato) -> list[Any]:
    """A first page that is not full is the whole list."""
    righe = _formate(view, paginator.object_list[: paginator.per_page + 1])
    if len(righe) <= paginator.per_page:
        paginator.contate = len(righe)
    return righe


class PaginaNumerata(PageNumberPagination):
    """Numbered pages. A view that names `scorrimento` (its default order, from a text to the key)
    has numbered pages as far as its rows are counted, and goes on from place to place: `dopo`."""

    page_size = 50
    max_page_size = 200
    page_query_param = "page"
    page_size_query_param = "page_size"
    page_query_description = gettext_lazy(  # type: ignore[assignment]
        "Numero della pagina, da 1. Oltre l'ultima pagina la risposta è 404."
    )
    page_size_query_description = gettext_lazy(  # type: ignore[assignment]
        "Righe per pagina: da 1 a 200, 50 se non lo indichi. Fuori da questi valori la risposta "
        "è 400."
    )

    def paginate_queryset(
        self, queryset: Any, request: Request, view: Any = None
    ) -> list[Any] | None:
        self.request = request
        self.campi = _scorrimento(request, view)
        self.posto = ""
        self.seguito: str | None = None
        if DOPO in request.query_params:
            return self._da_un_posto(queryset, request, view)
        numero = self._intero(request, self.page_query_param, 1, None)
        righe = self._intero(
            request, self.page_size_query_param, self.page_size, self.max_page_size
        )
        paginator = _paginatore(queryset, request, self.campi)(queryset, righe)
        if _in_un_ordine_proprio(queryset, request) and paginator.count > ORDINATE:
            raise _troppe_da_ordinare()
        lette = _lette(view, paginator, numero)
        try:
            self.page = paginator.page(numero)
        except InvalidPage as exc:
            raise NotFound(
                _("La pagina %(numero)s non esiste: l'ultima è la %(ultima)s.")
                % {"numero": leggibile(str(numero), 20), "ultima": paginator.num_pages}
            ) from exc
        lunga = bool(getattr(view, "scorrimento", ()))
        if lunga and not self.campi and self.page.start_index() > ORDINATE:
            raise _troppo_lontana()
        if self.campi and getattr(paginator, "oltre", False) and not self.page.has_next():
            self.seguito = posto_di(self.page.object_list[len(self.page) - 1], self.campi)
        if lette is None:
            return _formate(view, self.page.object_list)
        return lette[: self.page.end_index() - self.page.start_index() + 1]

    def _da_un_posto(self, queryset: QuerySet, request: Request, view: Any) -> list[Any]:
        if not self.campi:
            raise ValidationError(
                {DOPO: [_("Si prosegue da un posto solo senza «q» e senza «ordine».")]}
            )
        righe = self._intero(
            request, self.page_size_query_param, self.page_size, self.max_page_size
        )
        self.posto = request.query_params[DOPO]
        try:
            oltre = righe_dopo(queryset, self.campi, self.posto)
        except PostoSbagliato as exc:
            raise ValidationError(
                {DOPO: [_("Non è un posto di questo elenco: usa l'indirizzo di «next».")]}
            ) from exc
        posti = list(oltre.values_list(*self.campi)[: righe + 1])
        if len(posti) > righe:
            self.seguito = posto_scritto(posti[righe - 1])
        return _formate(view, oltre[:righe])

    def get_paginated_response(self, data: Any) -> Response:
        return Response(
            {
                "count": self._quante(),
                "next": self.get_next_link(),
                "previous": None if self.posto else self.get_previous_link(),
                "results": data,
            }
        )

    def _quante(self) -> int | None:
        if self.posto or self.page is None or getattr(self.page.paginator, "oltre", False):
            return None
        return int(self.page.paginator.count)

    def get_next_link(self) -> str | None:
        if self.seguito and self.request:
            url = self.request.build_absolute_uri()
            return replace_query_param(
                remove_query_param(url, self.page_query_param), DOPO, self.seguito
            )
        return None if self.posto else super().get_next_link()

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        def pagina(descrizione: str) -> dict[str, Any]:
            return {
                "type": "string",
                "nullable": True,
                "format": "uri",
                "description": descrizione,
                "example": None,
            }

        return {
            "type": "object",
            "required": ["count", "next", "previous", "results"],
            "properties": {
                "count": {
                    "type": "integer",
                    "nullable": True,
                    "description": str(
                        _(
                            "Righe in tutto, in tutte le pagine; null se sono oltre 1.000, che non "
                            "si contano: segui `next` fino a null."
                        )
                    ),
                    "example": 1,
                },
                "next": pagina(str(_("La pagina seguente; null all'ultima."))),
                "previous": pagina(str(_("La pagina precedente; null alla prima."))),
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        pagina, righe = super().get_schema_operation_parameters(view)
        pagina["schema"] |= {"minimum": 1, "default": 1}
        righe["schema"] |= {"minimum": 1, "maximum": self.max_page_size, "default": self.page_size}
        return [pagina, righe, *([PARAMETRO_DOPO] if getattr(view, "scorrimento", ()) else [])]

    @staticmethod
    def _intero(request: Request, nome: str, assente: int, massimo: int | None) -> int:
        """A whole number from 1 to `massimo`, as typed in the address."""
        testo = request.query_params.get(nome)
        if testo is None:
            return assente
        # Only plain digits: int() would also take " 1_0 " and digits of other scripts.
        if testo.isascii() and testo.isdigit() and len(testo) <= 18:
            valore = int(testo)
            if valore >= 1 and (massimo is None or valore <= massimo):
                return valore
        if massimo is None:
            messaggio = _("Scrivi un numero intero da 1 in su.")
        else:
            messaggio = _("Scrivi un numero intero da 1 a %(massimo)s.") % {"massimo": massimo}
        raise ValidationError({nome: [messaggio]})

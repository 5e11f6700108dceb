"""Numbered pages, strict: a wrong page is told and never silently replaced by another."""

from typing import Any

from django.core.paginator import InvalidPage
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request

from fis_portal.core.filters import leggibile


class PaginaNumerata(PageNumberPagination):
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
        numero = self._intero(request, self.page_query_param, 1, None)
        righe = self._intero(
            request, self.page_size_query_param, self.page_size, self.max_page_size
        )
        paginator = self.django_paginator_class(queryset, righe)
        try:
            self.page = paginator.page(numero)
        except InvalidPage as exc:
            raise NotFound(
                _("La pagina %(numero)s non esiste: l'ultima è la %(ultima)s.")
                % {"numero": leggibile(str(numero), 20), "ultima": paginator.num_pages}
            ) from exc
        # Shaped after the page is cut, so that counting stays plain.
        forma = getattr(view, "righe", None)
        return list(forma(self.page.object_list) if forma else self.page)

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
                    "description": str(_("Righe in tutto, in tutte le pagine.")),
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
        return [pagina, righe]

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

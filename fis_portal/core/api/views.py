"""What every address of the public API has in common."""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.renderers import (
    OpenApiJsonRenderer,
    OpenApiJsonRenderer2,
    OpenApiYamlRenderer,
    OpenApiYamlRenderer2,
)
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import mixins, viewsets
from rest_framework.exceptions import NotFound
from rest_framework.permissions import AllowAny
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from fis_portal.core.api.filters import Parametri, parametri_controlla
from fis_portal.core.api.pagination import PaginaNumerata
from fis_portal.core.api.renderers import JsonRenderer
from fis_portal.core.api.riferimento import riferimento
from fis_portal.core.api.righe import RigaCompilata, RigaSerializer
from fis_portal.core.api.schema import SchemaPubblico, schema_openapi
from fis_portal.core.api.throttling import AnonThrottle, Limite
from fis_portal.core.pagine import pagina_pubblica
from fis_portal.core.scorrimento import DOPO

UN_MINUTO = "public, max-age=60"
INDIRIZZO = {"type": "string", "format": "uri"}


class ApiPubblica(APIView):
    """Public, read-only, the same answer for everybody: caches on the way may keep it."""

    # Nobody is asked who they are, so that no answer depends on a session (no Vary: Cookie).
    authentication_classes = ()
    permission_classes = (AllowAny,)
    renderer_classes: tuple[type[BaseRenderer], ...] = (JsonRenderer,)
    http_method_names = ("get", "head")
    schema = SchemaPubblico()
    parametri: Parametri = {}
    cache_control = UN_MINUTO
    # How long a process may keep the answer and give it to who asks the same (MemoriaMiddleware).
    memoria_s = 0

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.method in ("GET", "HEAD"):
            parametri_controlla(request.query_params, self.parametri_ammessi())

    def parametri_ammessi(self) -> Parametri:
        return self.parametri

    def finalize_response(
        self, request: Request, response: Response, *args: Any, **kwargs: Any
    ) -> Response:
        response = super().finalize_response(request, response, *args, **kwargs)
        is_buona = response.status_code in (200, 304)
        response["Cache-Control"] = self.cache_control if is_buona else "no-store"
        limite: Limite | None = getattr(request, "limite_api", None)
        if limite:
            limite.scrivi(response)
        response.memoria_s = self.memoria_s  # type: ignore[attr-defined]
        return response


class ListaViewSet(
    ApiPubblica, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet
):
    """A list with pages, filters and `ordinamenti` (name -> fields), and a detail without any."""

    ordinamenti: dict[str, tuple[str, ...]] = {}
    # The default order of a list that may be very long: see PaginaNumerata.
    scorrimento: tuple[str, ...] = ()

    def parametri_ammessi(self) -> Parametri:
        if self.detail:
            return {}
        parametri = dict.fromkeys(
            (PaginaNumerata.page_query_param, PaginaNumerata.page_size_query_param), False
        )
        if self.scorrimento:
            parametri[DOPO] = False
        for backend in self.filter_backends:
            parametri |= backend().parametri(self)  # type: ignore[attr-defined] # StrictFilterBackend
        return parametri


class RigheViewSet(ListaViewSet):
    """Rows built by the database: two queries for a list of any length, one for a detail."""

    dettaglio_class: type[RigaSerializer] | None = None

    def get_serializer_class(self) -> type[RigaSerializer]:
        if self.detail and self.dettaglio_class:
            return self.dettaglio_class
        classe: type[RigaSerializer] = super().get_serializer_class()  # type: ignore[assignment]
        return classe

    def righe(self, queryset: QuerySet, *altro: Any) -> QuerySet:
        """The rows, each with what else of it is asked for."""
        base = self.request.build_absolute_uri("/").rstrip("/")
        riga = RigaCompilata(self.get_serializer_class(), base)
        return queryset.values_list(riga, *altro, flat=not altro)

    def get_object(self) -> dict[str, Any]:
        chiave = self.kwargs[self.lookup_field]
        riga = self.righe(self.get_queryset().filter(**{self.lookup_field: chiave})).first()
        if riga is None:
            raise NotFound(
                _("«%(chiave)s» non esiste, o non è pubblico.") % {"chiave": chiave[:60]}
            )
        return riga


class RadiceView(ApiPubblica):
    """Where everything is. `indirizzi` is given where all the apps are known (api_urls)."""

    indirizzi: dict[str, str] = {}

    @extend_schema(
        summary=gettext_lazy("Gli indirizzi dell'API"),
        description=gettext_lazy("Gli elenchi che si possono chiedere, lo schema e la guida."),
        responses={200: {"type": "object", "additionalProperties": INDIRIZZO}},
        examples=[
            OpenApiExample(
                "Due degli indirizzi",
                value={
                    "comuni": "https://esempio.it/api/v1/comuni/",
                    "progetti": "https://esempio.it/api/v1/progetti/",
                },
            )
        ],
    )
    def get(self, request: Request) -> Response:
        return Response(
            {
                nome: request.build_absolute_uri(reverse(vista))
                for nome, vista in self.indirizzi.items()
            }
        )


class SchemaView(ApiPubblica):
    """The OpenAPI description, as YAML or (Accept: application/json) as JSON."""

    renderer_classes = (
        OpenApiYamlRenderer,
        OpenApiYamlRenderer2,
        OpenApiJsonRenderer,
        OpenApiJsonRenderer2,
    )
    parametri = {"format": False}

    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        return Response(schema_openapi())


@pagina_pubblica
def guida(request: HttpRequest) -> HttpResponse:
    """The same description for people: examples to copy, every address, every field."""
    schema = schema_openapi()
    return render(
        request,
        "api/guida.html",
        {
            "base": request.build_absolute_uri(reverse("api:root")),
            "sito": request.build_absolute_uri("/").rstrip("/"),
            "riferimento": riferimento(schema),
            "massimo": AnonThrottle().num_requests,
            "flussi": settings.API_FLUSSI_PER_CLIENTE,
        },
    )

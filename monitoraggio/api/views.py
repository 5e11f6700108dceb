from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from fis_portal.core.api.filters import Parametri
from fis_portal.core.api.views import ListaViewSet, RigheViewSet
from monitoraggio.api.serializers import (
    DatoPubblicatoSerializer,
    DefinizioneFiguraSerializer,
    FiguraSerializer,
    ParametriFigura,
    ReportSerializer,
)
from monitoraggio.filters import DatoPubblicatoFilter, ReportFilter
from monitoraggio.models import DatoPubblicato, ReportMonitoraggio
from monitoraggio.registro import REGISTRO, Ambito, figura

CODICE = OpenApiParameter("codice", OpenApiTypes.STR, OpenApiParameter.PATH, enum=list(REGISTRO))

PARAMETRI_FIGURA: Parametri = dict.fromkeys(ParametriFigura().fields, False)


class FiguraViewSet(ListaViewSet):
    serializer_class = DefinizioneFiguraSerializer
    filter_backends = ()
    lookup_field = "codice"
    lookup_value_regex = r"[-\w]+"

    def parametri_ammessi(self) -> Parametri:
        if self.detail:
            return PARAMETRI_FIGURA
        return super().parametri_ammessi()

    @extend_schema(
        summary=gettext_lazy("Elenco delle figure"),
        description=gettext_lazy(
            "Le cifre che il portale calcola, con la loro definizione. I valori si chiedono "
            "all'indirizzo `api` di ciascuna."
        ),
    )
    def list(self, request: Request) -> Response:
        pagina = self.paginate_queryset(list(REGISTRO.values()))
        return self.get_paginated_response(self.get_serializer(pagina, many=True).data)

    @extend_schema(
        summary=gettext_lazy("Una figura alla data"),
        description=gettext_lazy(
            "I valori di una figura, calcolati dalle righe valide e decise entro un giorno. "
            "Pagina, report e API usano lo stesso calcolo."
        ),
        parameters=[CODICE, ParametriFigura],
        responses=FiguraSerializer,
    )
    def retrieve(self, request: Request, codice: str) -> Response:
        if codice not in REGISTRO:
            raise NotFound(
                _("La figura «%(codice)s» non esiste. Ci sono: %(figure)s.")
                % {"codice": codice[:60], "figure": ", ".join(REGISTRO)}
            )
        return Response(figura(codice, self._ambito(request)).as_dict())

    def _ambito(self, request: Request) -> Ambito:
        parametri = ParametriFigura(data=request.query_params.dict())
        parametri.is_valid(raise_exception=True)
        dati: dict[str, Any] = parametri.validated_data
        return Ambito(
            alla=dati.get("alla", timezone.localdate()),
            dimostrativi=dati.get("dimostrativi") in ("1", "true"),
        )


@extend_schema_view(
    list=extend_schema(
        summary=gettext_lazy("Elenco dei dati pubblicati"),
        description=gettext_lazy(
            "Cifre che altri hanno pubblicato sul programma, citate con la loro fonte: il portale "
            "le mostra accanto a quelle che calcola."
        ),
    ),
    retrieve=extend_schema(
        summary=gettext_lazy("Un dato pubblicato"),
        description=gettext_lazy("Un dato pubblicato, dal suo codice."),
    ),
)
class DatoPubblicatoViewSet(RigheViewSet):
    queryset = DatoPubblicato.objects.all()
    serializer_class = DatoPubblicatoSerializer
    filterset_class = DatoPubblicatoFilter
    lookup_field = "codice"
    lookup_value_regex = r"[-\w]+"
    ordinamenti = {"codice": ("codice",), "data_riferimento": ("data_riferimento",)}


@extend_schema_view(
    list=extend_schema(
        summary=gettext_lazy("Elenco dei report"),
        description=gettext_lazy(
            "I report di monitoraggio pubblicati, in ogni loro versione, con i file e le impronte "
            "SHA-256 per controllarli."
        ),
    ),
    retrieve=extend_schema(
        summary=gettext_lazy("Un report"),
        description=gettext_lazy("Un report pubblicato, dal suo numero."),
    ),
)
class ReportViewSet(ListaViewSet):
    queryset = ReportMonitoraggio.objects.public().defer("dati").prefetch_related("file")
    serializer_class = ReportSerializer
    filterset_class = ReportFilter
    lookup_field = "id"
    lookup_value_regex = r"\d{1,18}"
    ordinamenti = {
        "periodo_fine": ("periodo_fine", "tipo", "versione"),
        "pubblicato_at": ("pubblicato_at",),
    }

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from fis_portal.core.api.filters import Parametri
from fis_portal.core.api.views import ListaViewSet, RigheViewSet
from fis_portal.core.errors import DomainError
from monitoraggio.api.figure import (
    DefinizioneFiguraSerializer,
    FiguraSerializer,
    ParametriFigura,
    RecordFiguraSerializer,
)
from monitoraggio.api.serializers import DatoPubblicatoSerializer, ReportSerializer
from monitoraggio.api.tagli import (
    RECORD_PER_PAGINA,
    ParametriRecord,
    ParametriTagli,
    per_e_filtri,
    prove,
)
from monitoraggio.collect import FiguraReport
from monitoraggio.filters import DatoPubblicatoFilter, ReportFilter
from monitoraggio.forms import istante_di
from monitoraggio.models import DatoPubblicato, ReportMonitoraggio
from monitoraggio.provenienza import esclusi
from monitoraggio.registro import REGISTRO, Ambito, Figura, figura, record_pagina
from monitoraggio.registro.richiesta import richiesta
from monitoraggio.render.tabella import indirizzo

CODICE = OpenApiParameter("codice", OpenApiTypes.STR, OpenApiParameter.PATH, enum=list(REGISTRO))

PARAMETRI_FIGURA: Parametri = {**dict.fromkeys(ParametriTagli().fields, False), "per": True}
PARAMETRI_RECORD: Parametri = dict.fromkeys(ParametriRecord().fields, False)


class FiguraViewSet(ListaViewSet):
    memoria_s = 5
    serializer_class = DefinizioneFiguraSerializer
    filter_backends = ()
    lookup_field = "codice"
    lookup_value_regex = r"[-\w]+"

    def parametri_ammessi(self) -> Parametri:
        if self.action == "record":
            return PARAMETRI_RECORD
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
            "Pagina, report e API usano lo stesso calcolo. Con `per` la figura si divide per una o "
            "due dimensioni; ogni dimensione è anche un filtro: `per=regione&tema=anziani`. "
            "Quelle che la figura non ammette sono rifiutate, con l'elenco delle altre."
        ),
        parameters=[CODICE, ParametriTagli],
        responses=FiguraSerializer,
    )
    def retrieve(self, request: Request, codice: str) -> Response:
        ambito = self._ambito(request, ParametriTagli)
        calcolata = self._calcolata(codice, ambito)
        percorso = FiguraReport(calcolata, (), ()).percorso
        return Response(
            {
                "conosciuto_al": None,
                **calcolata.as_dict(),
                "percorso": request.build_absolute_uri(percorso),
                "record": request.build_absolute_uri(self._indirizzo_record(request, codice)),
            }
        )

    @extend_schema(
        summary=gettext_lazy("I record di una figura"),
        description=gettext_lazy(
            "Da dove viene una figura: le righe pubbliche contate, una pagina dopo l'altra, e ciò "
            "che resta fuori con il suo motivo. Le righe che non si possono nominare sono contate "
            "nella figura e qui in `riservati`. Una riga che sta in più voci torna una volta per "
            "ciascuna. Con un filtro ci sono solo quelle che il filtro sceglie; ciò che resta "
            "fuori è sempre quello della figura intera. Per la pagina seguente segui `next` fino a "
            "null."
        ),
        parameters=[CODICE, ParametriRecord],
        responses=RecordFiguraSerializer,
    )
    @action(detail=True, url_path="record")
    def record(self, request: Request, codice: str) -> Response:
        ambito = self._ambito(request, ParametriRecord)
        calcolata = self._calcolata(codice, ambito)
        dati = self._dati(request, ParametriRecord)
        voce = dati.get("voce", "")
        if voce and calcolata.voce(voce) is None:
            raise ValidationError({"voce": [_("Questa figura non ha questa voce.")]})
        pagina = record_pagina(
            codice,
            ambito,
            voce=voce,
            dopo=dati.get("dopo", ""),
            quanti=dati.get("limite", RECORD_PER_PAGINA),
        )
        base = request.build_absolute_uri("/").rstrip("/")
        return Response(
            {
                "figura": codice,
                "alla": ambito.alla.isoformat(),
                "dimostrativi": ambito.dimostrativi,
                "percorso": base + FiguraReport(calcolata, (), ()).percorso,
                "riservati": sum(r.riservati for r in pagina.record),
                "esclusi": [gruppo.as_dict() for gruppo in esclusi(calcolata, ambito)],
                "next": self._seguente(request, pagina.seguente),
                "results": [
                    {**r.as_dict(), "url": indirizzo(base, r.url)}
                    for r in pagina.record
                    if not r.riservati
                ],
            }
        )

    def _calcolata(self, codice: str, ambito: Ambito) -> Figura:
        if codice not in REGISTRO:
            raise NotFound(
                _("La figura «%(codice)s» non esiste. Ci sono: %(figure)s.")
                % {"codice": codice[:60], "figure": ", ".join(REGISTRO)}
            )
        try:
            return figura(codice, ambito)
        except DomainError:
            raise ValidationError(_rifiuti(codice, ambito)) from None

    def _dati(self, request: Request, quali: type[ParametriFigura]) -> dict[str, Any]:
        chiesti = request.query_params.dict()
        if "per" in chiesti:  # twice, or once with a comma
            chiesti["per"] = ",".join(request.query_params.getlist("per"))
        parametri = quali(data=chiesti)
        parametri.is_valid(raise_exception=True)
        dati: dict[str, Any] = parametri.validated_data
        return dati

    def _ambito(self, request: Request, quali: type[ParametriFigura]) -> Ambito:
        dati = self._dati(request, quali)
        saputo = dati.get("conosciuto_al")
        return Ambito(
            alla=dati.get("alla", timezone.localdate()),
            dimostrativi=dati.get("dimostrativi") in ("1", "true"),
            conosciuto_al=istante_di(saputo) if saputo != timezone.localdate() else None,
            **per_e_filtri(dati),
        )

    def _indirizzo_record(self, request: Request, codice: str) -> str:
        """The records of the figure as it was asked for, but not divided."""
        chiesti = request.query_params.copy()
        for nome in chiesti.keys() - PARAMETRI_RECORD.keys():
            del chiesti[nome]
        query = chiesti.urlencode()
        percorso = reverse("api:figura-record", args=[codice])
        return f"{percorso}?{query}" if query else percorso

    def _seguente(self, request: Request, dopo: str) -> str | None:
        if not dopo:
            return None
        query = request.query_params.copy()
        query["dopo"] = dopo
        return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")


def _rifiuti(codice: str, ambito: Ambito) -> dict[str, list[str]]:
    """Which parameters the figure refuses, and why."""
    errori: dict[str, list[str]] = {}
    for nome, prova in prove(ambito).items():
        try:
            richiesta(REGISTRO[codice], prova)
        except DomainError as rifiuto:
            errori[nome] = [rifiuto.message]
    return errori


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
            "SHA-256 per controllarli. Quelli ritirati restano elencati, con il motivo e senza "
            "file."
        ),
    ),
    retrieve=extend_schema(
        summary=gettext_lazy("Un report"),
        description=gettext_lazy("Un report pubblicato, dal suo numero."),
    ),
)
class ReportViewSet(ListaViewSet):
    queryset = (
        ReportMonitoraggio.objects.usciti()
        .select_related("comune")
        .defer("dati")
        .prefetch_related("file")
    )
    serializer_class = ReportSerializer
    filterset_class = ReportFilter
    lookup_field = "id"
    lookup_value_regex = r"\d{1,18}"
    ordinamenti = {
        "periodo_fine": ("periodo_fine", "tipo", "versione"),
        "pubblicato_at": ("pubblicato_at",),
    }

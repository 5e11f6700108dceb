"""Bulk addresses: each public table as NDJSON or CSV, whole, from a key on, or what changed."""

import zlib
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound, Throttled
from rest_framework.request import Request
from rest_framework.response import Response

from fis_portal.core.api.filters import Parametri
from fis_portal.core.api.throttling import AnonThrottle
from fis_portal.core.api.views import ApiPubblica
from fis_portal.core.posti import Flusso, Posto, posti
from monitoraggio.aperti.massa.flusso import SFUSE, mutamenti_di
from monitoraggio.aperti.massa.gettoni import gettone_adesso
from monitoraggio.aperti.massa.richiesta import LIMITE_MASSIMO, Richiesta
from monitoraggio.aperti.massa.scritture import SCRITTURE
from monitoraggio.aperti.tipi import Tabella

FLUSSI = "api:flussi"
SEGNO = "FIS-Segno"
COMPRESSIONE = 3
RIPROVA_S = 10
PARAMETRI: Parametri = {"dopo": False, "limite": False, "since": False}
CHIEDI = [
    OpenApiParameter(
        "tabella",
        OpenApiTypes.STR,
        OpenApiParameter.PATH,
        description=gettext_lazy("Codice della tabella: sono elencate in `/api/v1/massa/`."),
    ),
    OpenApiParameter(
        "dopo",
        OpenApiTypes.STR,
        description=gettext_lazy(
            "Riprende da qui: la chiave dell'ultima riga ricevuta intera. Se la chiave ha più "
            "colonne, i loro valori nell'ordine, separati da `/`."
        ),
    ),
    OpenApiParameter(
        "limite",
        {"type": "integer", "minimum": 1, "maximum": LIMITE_MASSIMO},
        description=gettext_lazy("Quante righe al massimo; tutte se non lo indichi."),
    ),
    OpenApiParameter(
        "since",
        OpenApiTypes.STR,
        description=gettext_lazy(
            "Solo ciò che è cambiato da una risposta precedente, ritiri compresi: il segno della "
            "sua intestazione `FIS-Segno`. Vale anche un istante come `2026-11-22T09:30:00Z`, e "
            "allora qualche riga può arrivare due volte. Non si usa insieme a `dopo` e `limite`."
        ),
    ),
]
RIGA = '{"slug":"macerata-educommunity","titolo":"Educommunity","comune":"043023"}\n'
RITIRO = '{"ritirato":true,"chiave":{"slug":"bozza"},"quando":"2026-11-22T09:30:00Z"}\n'


class TabellaMassaSerializer(serializers.Serializer):
    codice = serializers.CharField()
    titolo = serializers.CharField()
    chiave = serializers.ListField(
        child=serializers.CharField(), help_text=gettext_lazy("Le colonne che formano la chiave.")
    )
    novita = serializers.SerializerMethodField(
        help_text=gettext_lazy("true se si possono chiedere solo i cambiamenti, con `since`.")
    )
    ndjson = serializers.SerializerMethodField(help_text=gettext_lazy("Un oggetto JSON per riga."))
    csv = serializers.SerializerMethodField()

    def get_novita(self, tabella: Tabella) -> bool:
        return mutamenti_di(tabella) is not None

    def get_ndjson(self, tabella: Tabella) -> str:
        return self._indirizzo("ndjson", tabella)

    def get_csv(self, tabella: Tabella) -> str:
        return self._indirizzo("csv", tabella)

    def _indirizzo(self, formato: str, tabella: Tabella) -> str:
        indirizzo = reverse(f"api:massa-{formato}", args=[tabella.codice])
        return str(self.context["request"].build_absolute_uri(indirizzo))


class TroppiFlussi(Throttled):
    """All the places for downloads are taken."""

    messaggio = gettext_lazy(
        "Ci sono già troppi scaricamenti in corso, tuoi o di tutti: riprova quando uno è finito."
    )

    def __init__(self) -> None:
        super().__init__(wait=RIPROVA_S)


class IndiceMassaView(ApiPubblica):
    """The tables that can be had in bulk, and where."""

    @extend_schema(
        operation_id="massa_indice",
        summary=gettext_lazy("Le tabelle da scaricare intere"),
        description=gettext_lazy(
            "Le tabelle pubbliche che si scaricano senza pagine, in NDJSON (un oggetto JSON per "
            "riga) e in CSV."
        ),
        responses=TabellaMassaSerializer(many=True),
        examples=[
            OpenApiExample(
                "Le fasi dei progetti",
                value={
                    "codice": "fasi",
                    "titolo": "Fasi dei progetti",
                    "chiave": ["progetto", "intervento"],
                    "novita": True,
                    "ndjson": "https://esempio.it/api/v1/massa/fasi.ndjson",
                    "csv": "https://esempio.it/api/v1/massa/fasi.csv",
                },
            )
        ],
    )
    def get(self, request: Request) -> Response:
        contesto = {"request": request}
        return Response(TabellaMassaSerializer(SFUSE.values(), many=True, context=contesto).data)


class MassaView(ApiPubblica):
    """One table, streamed. Rows are read a few at a time: memory does not grow with the table."""

    formato: str
    parametri = PARAMETRI
    cache_control = "public, no-cache"
    intestazioni = {
        SEGNO: gettext_lazy("Il segno da rimandare in `since`: vale per chi ha letto tutto."),
        "Link": gettext_lazy('L\'indirizzo dei prossimi cambiamenti, con `rel="next"`.'),
    }

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        return super().perform_content_negotiation(request, force=True)  # the address says it

    def scarica(self, request: Request, codice: str) -> HttpResponseBase:
        tabella = SFUSE.get(codice)
        if tabella is None:
            raise NotFound(
                _("La tabella «%(codice)s» non c'è. Ci sono: %(tabelle)s.")
                % {"codice": codice[:60], "tabelle": ", ".join(SFUSE)}
            )
        richiesta = Richiesta.letta(tabella, self.formato, request.query_params.dict())
        # Before anything is read: what changes meanwhile comes the next time.
        segno = str(gettone_adesso())
        impronta = richiesta.impronta()
        risposta = self._risposta(request, richiesta, segno, f'W/"{impronta}"' if impronta else "")
        if mutamenti_di(tabella):
            risposta[SEGNO] = segno
            prossima = request.build_absolute_uri(f"{request.path}?since={segno}")
            risposta["Link"] = f'<{prossima}>; rel="next"'
        patch_vary_headers(risposta, ["Accept-Encoding"])
        return risposta

    def _risposta(
        self, request: Request, richiesta: Richiesta, segno: str, etag: str
    ) -> HttpResponseBase:
        risposta: HttpResponseBase
        if etag and _ha_gia(request, etag):
            risposta = HttpResponse(status=304)
        elif request.method == "HEAD":
            risposta = HttpResponse(content_type=SCRITTURE[self.formato].tipo)
        else:
            risposta = _flusso(request, richiesta.parti(segno), self._posto(request))
            risposta["Content-Type"] = SCRITTURE[self.formato].tipo
            nome = f"{richiesta.tabella.codice}.{self.formato}"
            risposta["Content-Disposition"] = f'attachment; filename="{nome}"'
        if etag:
            risposta["ETag"] = etag
        return risposta

    def _posto(self, request: Request) -> Posto:
        posto = posti(settings.REDIS_URL, FLUSSI).prendi(
            AnonThrottle().get_cache_key(request, self),
            per_cliente=settings.API_FLUSSI_PER_CLIENTE,
            in_tutto=settings.API_FLUSSI,
        )
        if posto is None:
            raise TroppiFlussi
        return posto


class NdjsonView(MassaView):
    formato = "ndjson"

    @extend_schema(
        operation_id="massa_ndjson",
        summary=gettext_lazy("Una tabella intera in NDJSON"),
        description=gettext_lazy(
            "Tutte le righe di una tabella pubblica, in ordine di chiave, un oggetto JSON per "
            "riga. Con `since` solo i cambiamenti: le righe come sono adesso, i ritiri come "
            "`ritirato`, `chiave`, `quando`, e in fondo `prossimo`, il segno da rimandare. Se una "
            "tabella è fatta di righe di un'altra (le fasi di un progetto), il ritiro nomina "
            "quella: togli tutte le sue righe; quelle che valgono ancora vengono subito dopo."
        ),
        parameters=CHIEDI,
        responses={(200, "application/x-ndjson"): OpenApiTypes.STR},
        examples=[
            OpenApiExample("Due righe", value=RIGA + RITIRO, media_type="application/x-ndjson")
        ],
    )
    def get(self, request: Request, tabella: str) -> HttpResponseBase:
        return self.scarica(request, tabella)


class CsvView(MassaView):
    formato = "csv"

    @extend_schema(
        operation_id="massa_csv",
        summary=gettext_lazy("Una tabella intera in CSV"),
        description=gettext_lazy(
            "Come in NDJSON, ma in CSV (UTF-8, virgole, intestazione). Un testo che un foglio di "
            "calcolo prenderebbe per una formula comincia con un apostrofo. Con `since` ci sono "
            "due colonne in più, `ritirato` e `quando`, piene solo nei ritiri; il segno da "
            "rimandare è nell'intestazione `FIS-Segno`."
        ),
        parameters=CHIEDI,
        responses={(200, "text/csv"): OpenApiTypes.STR},
        examples=[
            OpenApiExample(
                "Una riga", value="codice_istat,nome\r\n09,Toscana\r\n", media_type="text/csv"
            )
        ],
    )
    def get(self, request: Request, tabella: str) -> HttpResponseBase:
        return self.scarica(request, tabella)


def _ha_gia(request: Request, etag: str) -> bool:
    visti = parse_etags(request.headers.get("If-None-Match", ""))
    return "*" in visti or any(v.removeprefix("W/") == etag.removeprefix("W/") for v in visti)


def _flusso(request: Request, parti: Iterator[bytes], posto: Posto) -> StreamingHttpResponse:
    gzip = "gzip" in request.headers.get("Accept-Encoding", "")
    risposta = StreamingHttpResponse(Flusso(_compresse(parti) if gzip else parti, posto))
    if gzip:
        risposta["Content-Encoding"] = "gzip"
    return risposta


def _compresse(parti: Iterator[bytes]) -> Iterator[bytes]:
    compressore = zlib.compressobj(COMPRESSIONE, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    for numero, parte in enumerate(parti):
        pronti = compressore.compress(parte)
        if numero < 2:  # the header and the first rows leave at once
            pronti += compressore.flush(zlib.Z_SYNC_FLUSH)
        if pronti:
            yield pronti
    yield compressore.flush()

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from community.models import Evento, MaterialeEvento
from community.permissions import puo_avere_materiale
from community.selectors.calendario import calendario_ics, con_giorno
from community.selectors.pagina_evento import evento_pagina, evento_per_pagina
from community.selectors.schema_org import (
    date_iso,
    evento_schema,
    is_descrivibile,
    modo_url,
    stato_url,
)
from fis_portal.core.downloads import TIPI, content_disposition, file_response
from fis_portal.core.pagine import pagina_pubblica


@pagina_pubblica
def evento_detail(request: HttpRequest, slug: str) -> HttpResponse:
    oggi = timezone.localdate()
    evento = get_object_or_404(evento_per_pagina(Evento.objects.public(), oggi), slug=slug)
    contesto = {
        "evento": evento,
        "pagina": evento_pagina(evento, timezone.now()),
        "schema": _schema(evento),
        "aggiornato_il": evento.updated_at,
        "contiene_demo": evento.is_demo,
    }
    return render(request, "community/evento_detail.html", contesto)


def _schema(evento: Evento) -> dict[str, str] | None:
    if not is_descrivibile(evento):
        return None
    inizio, fine = date_iso(evento)
    return {
        "inizio": inizio,
        "fine": fine,
        "modo": modo_url(evento),
        "stato": stato_url(evento),
    }


@pagina_pubblica
def evento_ics(request: HttpRequest, slug: str) -> HttpResponse:
    eventi = Evento.objects.public().filter(slug=slug)
    get_object_or_404(con_giorno(eventi))
    contenuto = calendario_ics(eventi, base=request.build_absolute_uri("/"))
    risposta = HttpResponse(contenuto, content_type=TIPI["ics"])
    risposta["Content-Disposition"] = content_disposition(f"{slug}.ics")
    return risposta


@pagina_pubblica
def evento_jsonld(request: HttpRequest, slug: str) -> HttpResponse:
    evento = get_object_or_404(con_giorno(Evento.objects.public()), slug=slug)
    return JsonResponse(
        evento_schema(evento, request.build_absolute_uri("/")),
        json_dumps_params={"ensure_ascii": False},
        content_type="application/ld+json; charset=utf-8",
    )


@pagina_pubblica
def materiale(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    trovato = get_object_or_404(
        MaterialeEvento.objects.select_related("evento", "file"), evento__slug=slug, pk=pk
    )
    if not puo_avere_materiale(trovato):
        raise Http404
    if trovato.file is None:
        return redirect(trovato.url)
    return file_response(request, trovato.file)

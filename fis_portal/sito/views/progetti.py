"""The page of a project: it puts register, results, meetings and documents together."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from fis_portal.core.downloads import TIPI, content_disposition, file_response
from fis_portal.core.incorpora import codice_iframe
from fis_portal.core.pagine import pagina_pubblica
from fis_portal.core.spreadsheets import write_csv
from fis_portal.sito.progetti import progetto_pagina
from outcomes.models import Indicatore
from outcomes.render.tabella import COLONNE, righe_misure
from outcomes.selectors.progresso import misure_pubbliche
from progetti.enums import VisibilitaDocumento
from progetti.models import Documento, Progetto
from progetti.render.alleanze import alleanza_grafico
from progetti.selectors.simili import progetto_simili

ALTEZZA_CARTA = 360


@pagina_pubblica
def progetto_detail(request: HttpRequest, slug: str) -> HttpResponse:
    pubblici = Progetto.objects.public().order_by().filter(slug=slug)
    pagina = progetto_pagina(pubblici, timezone.localdate())
    if pagina is None:
        raise Http404
    scheda = pagina.scheda
    contesto = {
        "progetto": scheda.progetto,
        "scheda": scheda,
        "pagina": pagina,
        "alleanza": alleanza_grafico(
            pagina.alleanza, oggi=timezone.localdate(), progetto=scheda.progetto.nome_pubblico
        ),
        "simili": progetto_simili(scheda),
        "incorpora": _incorpora(scheda.progetto),
        "aggiornato_il": pagina.aggiornato_at,
        "contiene_demo": scheda.progetto.is_demo,
        "file": _scarica(scheda.progetto) if pagina.indicatori else [],
    }
    return render(request, "progetti/progetto_detail.html", contesto)


def _incorpora(progetto: Progetto) -> dict[str, str]:
    """The card of the project for other sites."""
    indirizzo = reverse("incorpora:progetto", args=[progetto.slug])
    titolo = f"{progetto.nome_pubblico} – {settings.SITE_NAME}"
    return {
        "url": indirizzo,
        "codice": codice_iframe(settings.SITE_URL + indirizzo, titolo, ALTEZZA_CARTA),
    }


def _scarica(progetto: Progetto) -> list[dict[str, str]]:
    csv = reverse("progetti:indicatori_csv", args=[progetto.slug])
    api = f"{reverse('api:rilevazione-list')}?progetto={progetto.slug}"
    api += "&dimostrativi=1" if progetto.is_demo else ""
    return [
        {"formato": "CSV", "url": csv, "descrizione": _("indicatori e valori, per periodo")},
        {"formato": "JSON", "url": api, "descrizione": _("dall’API")},
    ]


@pagina_pubblica
def indicatori_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """The values the page shows, as it shows them."""
    progetto = get_object_or_404(Progetto.objects.public(), slug=slug)
    indicatori = Indicatore.objects.public().filter(quadro__progetto=progetto)
    misure = misure_pubbliche(indicatori.order_by("ordine", "codice", "pk"))
    tabella = write_csv([str(nome) for nome in COLONNE], righe_misure(misure))
    risposta = HttpResponse(tabella, content_type=TIPI["csv"])
    risposta["Content-Disposition"] = content_disposition(f"indicatori-{slug}.csv")
    return risposta


@pagina_pubblica
def documento(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    """A public document of a public project."""
    pubblici = Documento.objects.filter(
        visibilita=VisibilitaDocumento.PUBBLICO, progetto__slug=slug, progetto__is_public=True
    )
    trovato = get_object_or_404(pubblici.select_related("file"), pk=pk)
    return file_response(request, trovato.file)

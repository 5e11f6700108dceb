"""The guiding questions in the area of the Comuni: answers, and who reads each of them."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from community.enums import Visibilita
from community.models import CambiamentoIstituzionale, DomandaGuida, Riflessione
from community.selectors.riflessioni import ancora_domanda, fasi_con_risposte, riflessioni_di
from community.services.riflessioni import RiflessioneCambiata, riflessione_save
from community.services.visibilita import visibilita_set
from fis_portal.accounts.persone import persona
from fis_portal.core.conservazione import conserva
from fis_portal.core.errors import DomainError
from fis_portal.core.isolamento import isolata
from progetti.models import FaseProgetto, Progetto


@require_safe
@isolata
def riflessione_list(request: HttpRequest) -> HttpResponse:
    """Which projects, which Interventi, how many questions answered; and what changed for good."""
    user = persona(request)
    fasi = list(fasi_con_risposte(Progetto.objects.del_referente(user)))
    cambiamenti = CambiamentoIstituzionale.objects.filter(
        comune__referenti__in=user.referenze.attivi()
    )
    contesto = {
        "fasi": fasi,
        "domande": DomandaGuida.objects.count(),
        "cambiamenti": list(cambiamenti.select_related("comune", "progetto")),
        "agisce": user.referenze.attivi().exists(),
        "contiene_demo": any(fase.progetto.is_demo for fase in fasi),
    }
    return render(request, "community/area/riflessioni.html", contesto)


@require_safe
@isolata
def risposte(request: HttpRequest, slug: str, codice: str) -> HttpResponse:
    return _pagina(request, _fase_or_404(request, slug, codice))


@conserva
@require_POST
@isolata
def salva(request: HttpRequest, slug: str, codice: str) -> HttpResponse:
    """One answer. When somebody wrote another meanwhile, both texts come back (409)."""
    fase = _fase_or_404(request, slug, codice)
    codice_domanda = request.POST.get("domanda", "").replace("\x00", "")
    domanda = get_object_or_404(DomandaGuida, codice=codice_domanda)
    testo = request.POST.get("testo", "")
    try:
        riflessione_save(
            progetto=fase.progetto,
            intervento=fase.intervento,
            domanda=domanda,
            testo=testo,
            versione=request.POST.get("versione", ""),
            by=persona(request),
        )
    except DomainError as errore:
        status = 409 if isinstance(errore, RiflessioneCambiata) else 400
        return _pagina(request, fase, rifiutata=domanda, testo=testo, errore=errore, status=status)
    messages.success(request, _("La risposta è salvata."))
    return redirect(_dove(fase, domanda))


@require_POST
@isolata
def visibilita(request: HttpRequest, pk: int) -> HttpResponse:
    """Who reads an answer: a `responsabile` decides."""
    mie = Riflessione.objects.filter(progetto__in=Progetto.objects.del_referente(persona(request)))
    riflessione = get_object_or_404(mie.select_related("progetto__comune", "intervento"), pk=pk)
    fase = get_object_or_404(
        FaseProgetto, progetto=riflessione.progetto, intervento=riflessione.intervento
    )
    cambia_visibilita(request, riflessione)
    return redirect(_dove(fase, riflessione.domanda))


def cambia_visibilita(request: HttpRequest, oggetto: Any) -> None:
    """One step up or any down, said in a message either way."""
    try:
        a = Visibilita(request.POST.get("visibilita", ""))
    except ValueError:
        messages.error(request, _("Scegli chi la può leggere."))
        return
    try:
        visibilita_set(oggetto, a=a, by=persona(request))
    except DomainError as errore:
        messages.error(request, errore.message)
    else:
        messages.success(request, _("Chi la legge ora: %(chi)s.") % {"chi": a.label})


def _fase_or_404(request: HttpRequest, slug: str, codice: str) -> FaseProgetto:
    """An Intervento of a project of one's Comune; others do not exist."""
    fasi = FaseProgetto.objects.filter(
        progetto__in=Progetto.objects.del_referente(persona(request))
    )
    return get_object_or_404(
        fasi.select_related("progetto__comune", "intervento"),
        progetto__slug=slug,
        intervento__codice=codice,
    )


def _dove(fase: FaseProgetto, domanda: DomandaGuida) -> str:
    indirizzo = reverse(
        "area_riflessioni:risposte", args=[fase.progetto.slug, fase.intervento.codice]
    )
    return f"{indirizzo}#{ancora_domanda(domanda)}"


def _pagina(
    request: HttpRequest,
    fase: FaseProgetto,
    *,
    rifiutata: DomandaGuida | None = None,
    testo: str = "",
    errore: DomainError | None = None,
    status: int = 200,
) -> HttpResponse:
    contesto = {
        "fase": fase,
        "risposte": riflessioni_di(fase.progetto, fase.intervento, per=persona(request)),
        "rifiutata": rifiutata,
        "testo": testo,
        "errore": errore,
        "in_conflitto": isinstance(errore, RiflessioneCambiata),
        "contiene_demo": fase.progetto.is_demo,
    }
    return render(request, "community/area/risposte.html", contesto, status=status)

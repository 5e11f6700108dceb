"""Lessons in the area of the Comuni: those of one's projects, and what the community shares."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from community.enums import Visibilita
from community.filters_lezioni import LezioneAreaFilter
from community.forms_lezioni import CommentoForm, LezioneForm
from community.models import Lezione
from community.permissions import puo_condividere, puo_ritirare, puo_scrivere
from community.selectors.area_lezioni import (
    agisce,
    commenti_di,
    comuni_di,
    lezioni_del_gruppo,
    lezioni_della_comunita,
    voci_di,
)
from community.selectors.lezioni import (
    FACCETTE,
    lezione_conteggi,
    lezione_per_elenco,
    riusata_da,
)
from community.services.lezioni import lezione_create, lezione_update, versione_di
from fis_portal.accounts.persone import persona
from fis_portal.core.conservazione import conserva
from fis_portal.core.errors import DomainError
from fis_portal.core.isolamento import isolata
from fis_portal.core.pagine import (
    PaginaInesistente,
    PaginatoreContato,
    faccetta,
    pagina_chiesta,
    problemi_dei_filtri,
)
from progetti.enums import VisibilitaDocumento
from progetti.models import Progetto

PER_PAGINA = 20
VISTE = ("nostre", "comunita")
LISTA = "community/area/lezione_list.html"


def lezione_or_404(request: HttpRequest, pk: int) -> Lezione:
    """A lesson of her projects or of the community; others do not exist."""
    user = persona(request)
    if not agisce(user):
        raise Http404
    mie = lezioni_del_gruppo(user, timezone.localdate()).filter(pk=pk)
    altre = lezioni_della_comunita(user).filter(pk=pk)
    trovata = Lezione.objects.filter(pk__in=mie.values("pk")) | Lezione.objects.filter(
        pk__in=altre.values("pk")
    )
    return get_object_or_404(
        lezione_per_elenco(trovata).select_related("progetto__comune", "intervento", "documento"),
        pk=pk,
    )


@require_safe
@isolata
def lista(request: HttpRequest) -> HttpResponse:
    user = persona(request)
    if not agisce(user):
        raise Http404
    vista = request.GET.get("vista") or VISTE[0]
    base = lezioni_della_comunita(user)
    if vista == VISTE[0]:
        base = lezioni_del_gruppo(user, timezone.localdate())
    filtri = LezioneAreaFilter(request.GET, base)
    problemi = problemi_dei_filtri(filtri, ammessi=("vista",))
    if vista not in VISTE:
        problemi.append(_("La vista può essere «nostre» oppure «comunita»."))
    if problemi:
        return render(request, LISTA, {"problemi": problemi}, status=400)
    conteggi = lezione_conteggi(filtri.qs, {nome: filtri.senza(nome) for nome in FACCETTE})
    righe = PaginatoreContato(lezione_per_elenco(filtri.qs), PER_PAGINA, totale=conteggi.totale)
    try:
        pagina = pagina_chiesta(request, righe)
    except PaginaInesistente as errore:
        return render(request, "404_elenco.html", {"message": str(errore)}, status=404)
    lezioni = list(pagina.object_list)
    contesto = {
        "vista": vista,
        "q": filtri.form.cleaned_data["q"],
        "totale": conteggi.totale,
        "pagina": pagina,
        "lezioni": lezioni,
        "filtri_attivi": filtri.attivi(),
        "faccette": [faccetta(filtri, nome, conteggi.voci[nome]) for nome in FACCETTE],
        "nascosti": [("vista", vista)],
        "scrive": bool(comuni_di(user)),
        "contiene_demo": any(lezione.is_demo for lezione in lezioni),
    }
    return render(request, LISTA, contesto)


@require_safe
@isolata
def scheda(request: HttpRequest, pk: int) -> HttpResponse:
    return pagina(request, lezione_or_404(request, pk))


def pagina(
    request: HttpRequest,
    lezione: Lezione,
    *,
    commento: CommentoForm | None = None,
    errore: DomainError | None = None,
    nota: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page of a lesson; with what was typed and not taken."""
    user = persona(request)
    documento = lezione.documento
    contesto: dict[str, Any] = {
        "lezione": lezione,
        "documento": documento,
        "documento_pubblico": documento
        and documento.visibilita == VisibilitaDocumento.PUBBLICO
        and lezione.progetto
        and lezione.progetto.is_public,
        "puo_scrivere": puo_scrivere(user, lezione),
        "puo_decidere": puo_condividere(user, lezione) or puo_ritirare(user, lezione),
        "condivisa": lezione.visibilita != Visibilita.TEAM,
        "voci": voci_di(lezione, user) if lezione.visibilita != Visibilita.TEAM else [],
        "riusata_da": riusata_da(lezione),
        "commenti": commenti_di(lezione),
        "form": commento or CommentoForm(),
        "errore": errore,
        "nota": nota,
        "contiene_demo": lezione.is_demo,
    }
    return render(request, "community/area/lezione_detail.html", contesto, status=status)


@conserva
@require_http_methods(["GET", "HEAD", "POST"])
@isolata
def nuova(request: HttpRequest) -> HttpResponseBase:
    user = persona(request)
    if not Progetto.objects.del_referente(user).exists():
        raise Http404
    if request.method != "POST":
        return _modulo(request, LezioneForm(user=user))
    form = LezioneForm(request.POST, user=user)
    if not form.is_valid():
        return _modulo(request, form, status=400)
    try:
        lezione = lezione_create(
            progetto=form.cleaned_data["progetto"], campi=form.cleaned_data, by=user
        )
    except DomainError as errore:
        return _rifiutata(request, form, errore)
    messages.success(request, _("Salvata: per ora la legge solo il gruppo del progetto."))
    return redirect("area_lezioni:detail", pk=lezione.pk)


@conserva
@require_http_methods(["GET", "HEAD", "POST"])
@isolata
def modifica(request: HttpRequest, pk: int) -> HttpResponseBase:
    lezione, user = lezione_or_404(request, pk), persona(request)
    if not puo_scrivere(user, lezione):
        raise Http404
    if request.method != "POST":
        valori = LezioneForm.valori(lezione, versione_di(lezione))
        return _modulo(request, LezioneForm(initial=valori, user=user, lezione=lezione), lezione)
    form = LezioneForm(request.POST, user=user, lezione=lezione)
    if not form.is_valid():
        return _modulo(request, form, lezione, status=400)
    try:
        lezione_update(
            lezione=lezione,
            campi=form.cleaned_data,
            letta=form.cleaned_data["letta"],
            by=user,
        )
    except DomainError as errore:
        return _rifiutata(request, form, errore, lezione)
    messages.success(request, _("Salvata."))
    return redirect("area_lezioni:detail", pk=lezione.pk)


def _rifiutata(
    request: HttpRequest, form: LezioneForm, errore: DomainError, lezione: Lezione | None = None
) -> HttpResponse:
    """What was typed stays. After somebody else's writing, saving again is a choice one makes."""
    form.add_error(next(iter(errore.fields), None), errore.message)
    if errore.code == "cambiata" and lezione is not None:
        lezione.refresh_from_db()
        form.data = form.data.copy()  # type: ignore[attr-defined]
        form.data["letta"] = versione_di(lezione)  # type: ignore[index]
        return _modulo(request, form, lezione, attuale=lezione, status=409)
    return _modulo(request, form, lezione, status=400)


def _modulo(
    request: HttpRequest,
    form: LezioneForm,
    lezione: Lezione | None = None,
    *,
    attuale: Lezione | None = None,
    status: int = 200,
) -> HttpResponse:
    contesto = {
        "form": form,
        "campi": [campo for campo in form if not campo.is_hidden],
        "lezione": lezione,
        "attuale": attuale,
        "contiene_demo": bool(lezione and lezione.is_demo),
    }
    return render(request, "community/area/lezione_form.html", contesto, status=status)

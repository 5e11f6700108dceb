"""The evaluators' area: accepted reports of the projects entrusted to who is signed in."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fis_portal.accounts.persone import persona
from fis_portal.core.conservazione import conserva
from fis_portal.core.downloads import file_response
from fis_portal.core.errors import DomainError
from fis_portal.core.isolamento import isolata
from outcomes.forms_valutatori import RitiroForm, VerdettoForm
from outcomes.models import Evidenza, Rendicontazione, Rilevazione
from outcomes.permissions import can_verify
from outcomes.selectors.verifica import affidate_list, is_valutatore, righe_verifica
from outcomes.services.verifica import verdetto_set, verdetto_undo

CONFLITTI = frozenset(
    {"riga_cambiata", "passaggio_non_ammesso", "verdetto_presente", "verdetto_assente"}
)


@require_safe
@isolata
def rendicontazione_list(request: HttpRequest) -> HttpResponse:
    user = persona(request)
    if not is_valutatore(user):
        raise Http404
    rendicontazioni = list(affidate_list(user, timezone.localdate()))
    contesto = {
        "rendicontazioni": rendicontazioni,
        "da_verificare": sum(r.da_verificare for r in rendicontazioni),
        "contiene_demo": any(r.progetto.is_demo for r in rendicontazioni),
    }
    return render(request, "outcomes/valutatori/rendicontazione_list.html", contesto)


@require_safe
@isolata
def rendicontazione_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return _scheda(request, _affidata(request, pk))


@conserva
@require_POST
@isolata
def verdetto(request: HttpRequest, pk: int, rilevazione: int) -> HttpResponse:
    rendicontazione, sua = _valore(request, pk, rilevazione)
    form = VerdettoForm(request.POST, rilevazione=sua)
    if form.is_valid():
        try:
            data = verdetto_set(rilevazione=sua, by=persona(request), **form.cleaned_data)
        except DomainError as errore:
            return _errata(request, rendicontazione, sua, form, errore)
        messages.success(
            request,
            _("%(indicatore)s: valore %(verifica)s.")
            % {"indicatore": data.indicatore.codice, "verifica": data.get_verifica_display()},
        )
        return redirect("valutatori:detail", pk)
    return _scheda(request, rendicontazione, 400, {(sua.pk, "verdetto"): form})


@conserva
@require_POST
@isolata
def ritira(request: HttpRequest, pk: int, rilevazione: int) -> HttpResponse:
    rendicontazione, sua = _valore(request, pk, rilevazione)
    form = RitiroForm(request.POST, rilevazione=sua)
    if form.is_valid():
        try:
            verdetto_undo(rilevazione=sua, by=persona(request), **form.cleaned_data)
        except DomainError as errore:
            return _errata(request, rendicontazione, sua, form, errore)
        messages.success(request, _("%s: verdetto ritirato.") % sua.indicatore.codice)
        return redirect("valutatori:detail", pk)
    return _scheda(request, rendicontazione, 400, {(sua.pk, "ritiro"): form})


@require_safe
@isolata
def evidenza(request: HttpRequest, pk: int, evidenza: int) -> HttpResponseBase:
    affidate = Evidenza.objects.attuali().affidate_a(persona(request), timezone.localdate())
    trovata = get_object_or_404(affidate.select_related("file"), rendicontazione=pk, pk=evidenza)
    return file_response(request, trovata.file)


# --- Parts ---------------------------------------------------------------------------------------
def _affidata(request: HttpRequest, pk: int) -> Rendicontazione:
    """A report entrusted to who asks; anybody else's does not exist."""
    affidate = Rendicontazione.objects.affidate_a(persona(request), timezone.localdate())
    return get_object_or_404(
        affidate.select_related("progetto__comune", "periodo", "quadro"), pk=pk
    )


def _valore(request: HttpRequest, pk: int, rilevazione: int) -> tuple[Rendicontazione, Rilevazione]:
    rendicontazione = _affidata(request, pk)
    if not can_verify(persona(request), rendicontazione):
        raise Http404
    sue = rendicontazione.rilevazioni.select_related("indicatore")
    return rendicontazione, get_object_or_404(sue, pk=rilevazione)


def _errata(
    request: HttpRequest,
    rendicontazione: Rendicontazione,
    rilevazione: Rilevazione,
    form: VerdettoForm | RitiroForm,
    errore: DomainError,
) -> HttpResponse:
    """The page as it is now, with what was written and why it was not taken."""
    form.add_domain_error(errore)
    rendicontazione.refresh_from_db()
    stato = 409 if errore.code in CONFLITTI else 400
    return _scheda(request, rendicontazione, stato, {(rilevazione.pk, form.tipo): form})


def _scheda(
    request: HttpRequest,
    rendicontazione: Rendicontazione,
    stato: int = 200,
    inviati: dict[tuple[int, str], Any] | None = None,
) -> HttpResponse:
    voci: list[dict[str, Any]] = []
    aspettano = []
    for riga in righe_verifica(rendicontazione):
        form = ritiro = None
        if riga.rilevazione is not None:
            form = (inviati or {}).get((riga.rilevazione.pk, "verdetto"))
            ritiro = (inviati or {}).get((riga.rilevazione.pk, "ritiro"))
            if riga.is_verificabile:
                aspettano.append(riga.indicatore)
                form = form or VerdettoForm(rilevazione=riga.rilevazione)
            elif riga.has_verdetto:
                ritiro = ritiro or RitiroForm(rilevazione=riga.rilevazione)
        voci.append({"riga": riga, "form": form, "ritiro": ritiro})
    contesto = {
        "rendicontazione": rendicontazione,
        "contiene_demo": rendicontazione.progetto.is_demo,
        "voci": voci,
        "da_verificare": aspettano,
        "errati": [form for form in (inviati or {}).values() if form.errors],
        "passaggi": rendicontazione.passaggi.exclude(nota="").order_by("-pk"),
    }
    return render(
        request, "outcomes/valutatori/rendicontazione_detail.html", contesto, status=stato
    )

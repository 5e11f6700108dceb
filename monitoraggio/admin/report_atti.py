"""What staff do with a report, each behind a page that asks first."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import action
from unfold.enums import ActionVariant

from fis_portal.core.errors import DomainError
from monitoraggio.admin.moduli import RichiestaForm, RitiroForm
from monitoraggio.models import ReportMonitoraggio
from monitoraggio.selectors import comuni_con_progetti, modelli_in_uso, primo_giorno
from monitoraggio.services import (
    report_discard,
    report_publish,
    report_queue,
    report_request,
    report_retry,
    report_revise,
    report_withdraw,
)

CHIESTO = {
    False: gettext_lazy("Report in coda: la costruzione comincia fra poco."),
    True: gettext_lazy("Bozza pronta: scegli e commenta le sezioni, poi usa «Costruisci»."),
}


class AttiReportMixin:
    """The acts, on the list and on the page of a report."""

    def has_request_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return request.user.has_perm("monitoraggio.request_reportmonitoraggio")

    def has_publish_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return request.user.has_perm("monitoraggio.publish_reportmonitoraggio")

    @action(
        description=gettext_lazy("Chiedi un report"),
        url_path="chiedi",
        permissions=["request"],
        icon="add",
        variant=ActionVariant.PRIMARY,
    )
    def chiedi(self, request: HttpRequest) -> HttpResponse:
        oggi = timezone.localdate()
        inviato = request.POST if request.method == "POST" else None
        form = RichiestaForm(
            inviato,
            dal=primo_giorno() or oggi,
            oggi=oggi,
            modelli=modelli_in_uso(),
            comuni=comuni_con_progetti(),
        )
        if form.is_valid():
            bozza = "_componi" in request.POST
            try:
                report = report_request(**form.richiesta(), bozza=bozza, by=request.user)
            except DomainError as errore:
                form.add_domain_error(errore)
            else:
                messages.success(request, CHIESTO[bozza])
                return self._alla_pagina(report)
        return self._pagina(request, "chiedi", _("Chiedi un report"), form=form)

    @action(
        description=gettext_lazy("Pubblica"),
        url_path="pubblica",
        permissions=["publish"],
        icon="publish",
        variant=ActionVariant.PRIMARY,
    )
    def pubblica(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._conferma(
            request,
            object_id,
            report_publish,
            titolo=_("Pubblica il report"),
            testo=_(
                "Il report diventa visibile a tutti, e chi è nell'elenco dei destinatari riceve un "
                "messaggio. Poi non si cambia più: si supera con una nuova versione, o si ritira "
                "dicendo perché."
            ),
            bottone=_("Pubblica"),
            fatto=_("Report pubblicato."),
        )

    @action(
        description=gettext_lazy("Riprova"),
        url_path="riprova",
        permissions=["request"],
        icon="refresh",
    )
    def riprova(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._conferma(
            request,
            object_id,
            report_retry,
            titolo=_("Riprova a costruire il report"),
            testo=_("Il report torna in coda e la costruzione ricomincia da capo."),
            bottone=_("Riprova"),
            fatto=_("Report di nuovo in coda."),
        )

    @action(
        description=gettext_lazy("Costruisci"),
        url_path="costruisci",
        permissions=["request"],
        icon="build",
        variant=ActionVariant.PRIMARY,
    )
    def costruisci(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._conferma(
            request,
            object_id,
            report_queue,
            titolo=_("Costruisci il report"),
            testo=_(
                "Sezioni e commenti si fissano insieme alle cifre. Il report sarà pubblico solo "
                "quando qualcuno lo pubblica."
            ),
            bottone=_("Costruisci"),
            fatto=_("Report in coda: la costruzione comincia fra poco."),
        )

    @action(
        description=gettext_lazy("Scarta la bozza"),
        url_path="scarta",
        permissions=["request"],
        icon="delete",
    )
    def scarta(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._conferma(
            request,
            object_id,
            report_discard,
            titolo=_("Scarta la bozza"),
            testo=_("La bozza e i suoi commenti si perdono. Niente di costruito va perso."),
            bottone=_("Scarta la bozza"),
            fatto=_("Bozza scartata."),
            all_elenco=True,
        )

    @action(
        description=gettext_lazy("Nuova versione da comporre"),
        url_path="nuova-versione",
        permissions=["request"],
        icon="edit_note",
    )
    def nuova_versione(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._conferma(
            request,
            object_id,
            report_revise,
            titolo=_("Componi una nuova versione"),
            testo=_(
                "Comincia una bozza con le sezioni di questo report, da riordinare e commentare. "
                "Questo report resta com'è."
            ),
            bottone=_("Comincia la bozza"),
            fatto=_("Bozza pronta da comporre."),
        )

    @action(
        description=gettext_lazy("Ritira"),
        url_path="ritira",
        permissions=["publish"],
        icon="block",
        variant=ActionVariant.DANGER,
    )
    def ritira(self, request: HttpRequest, object_id: str) -> HttpResponse:
        report = self._da_vedere(request, object_id)
        form = RitiroForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            motivo = form.cleaned_data["motivo"]
            try:
                report_withdraw(report=report, motivo=motivo, by=request.user)
            except DomainError as errore:
                form.add_domain_error(errore)
            else:
                messages.success(request, _("Report ritirato: il suo indirizzo dice perché."))
                return self._alla_pagina(report)
        return self._pagina(request, "ritira", _("Ritira il report"), report=report, form=form)

    def _conferma(
        self,
        request: HttpRequest,
        object_id: str,
        servizio: Any,
        *,
        fatto: str,
        all_elenco: bool = False,
        **testi: str,
    ) -> HttpResponse:
        """Ask before acting; a GET changes nothing."""
        report = self._da_vedere(request, object_id)
        if request.method != "POST":
            return self._pagina(request, "conferma", report=report, **testi)
        try:
            esito = servizio(report=report, by=request.user)
        except DomainError as errore:
            messages.error(request, errore.message)
            return self._alla_pagina(report)
        messages.success(request, fatto)
        return self._all_elenco() if all_elenco else self._alla_pagina(esito)

    def _alla_pagina(self, report: ReportMonitoraggio) -> HttpResponseRedirect:
        return HttpResponseRedirect(
            reverse("admin:monitoraggio_reportmonitoraggio_change", args=[report.pk])
        )

    def _all_elenco(self) -> HttpResponseRedirect:
        return HttpResponseRedirect(reverse("admin:monitoraggio_reportmonitoraggio_changelist"))

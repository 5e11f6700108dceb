"""From the diary to the framework: a decision of a support meeting opens its new version."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from community.models import DecisioneIncontro
from fis_portal.accounts.persone import persona
from fis_portal.core.errors import DomainError
from outcomes.models import QuadroImpatto
from outcomes.services.quadro import quadro_da_decisione


class DaDecisioneMixin:
    """Adds `da-decisione/<pk>/` to the admin of the frameworks."""

    def get_urls(self) -> list[URLPattern]:
        vista = require_http_methods(["GET", "HEAD", "POST"])(self.da_decisione_view)
        return [
            path(
                "da-decisione/<int:decisione>/",
                self.admin_site.admin_view(vista),  # type: ignore[attr-defined]
                name="outcomes_quadroimpatto_da_decisione",
            ),
            *super().get_urls(),  # type: ignore[misc]
        ]

    def da_decisione_view(self, request: HttpRequest, decisione: int) -> HttpResponse:
        if not (
            self.has_add_permission(request)  # type: ignore[attr-defined]
            and request.user.has_perm("community.view_decisioneincontro")
        ):
            raise PermissionDenied
        scelta = get_object_or_404(
            DecisioneIncontro.objects.select_related("verbale__evento", "verbale__progetto"),
            pk=decisione,
        )
        diario = reverse("admin:community_verbaleincontro_change", args=[scelta.verbale_id])
        if request.method != "POST":
            return self._chiedi(request, scelta, diario)
        try:
            quadro = quadro_da_decisione(decisione=scelta, by=persona(request))
        except DomainError as errore:
            messages.error(request, errore.message)
            return HttpResponseRedirect(diario)
        messages.success(request, _("Ecco la versione del quadro aperta da questa decisione."))
        return self._alla_pagina(quadro)  # type: ignore[attr-defined]

    def _chiedi(
        self, request: HttpRequest, decisione: DecisioneIncontro, diario: str
    ) -> HttpResponse:
        return self._pagina(  # type: ignore[attr-defined,no-any-return]
            request,
            "da_decisione",
            _("Apri la nuova versione del quadro"),
            decisione=decisione,
            aperto=QuadroImpatto.objects.filter(decisione=decisione).first(),
            diario=diario,
        )

"""The admin site of the portal: django-unfold's, with our log-in and a search of its own."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.contenttypes.models import ContentType
from django.contrib.contenttypes.views import shortcut
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from unfold.dataclasses import SearchResult
from unfold.sites import UnfoldAdminSite

from fis_portal.core.text import chiave
from fis_portal.sito.navigation import navigation


class GestioneSite(UnfoldAdminSite):
    index_title = _("La scrivania")
    enable_nav_sidebar = True

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """The colours stand in static/css/gestione.css: an inline style would need a looser CSP."""
        return {**super().each_context(request), "colors": None}

    def get_urls(self) -> list[URLPattern | URLResolver]:
        sul_sito = path(
            "r/<path:content_type_id>/<path:object_id>/",
            self.admin_view(self.sul_sito),
            name="view_on_site",
        )
        return [sul_sito, *super().get_urls()]

    def sul_sito(self, request: HttpRequest, content_type_id: str, object_id: str) -> HttpResponse:
        """To the public address of a row whose page here one may open: it tells the title."""
        tipi = ContentType.objects.get_for_models(*self._registry)
        model = next((m for m, tipo in tipi.items() if str(tipo.pk) == content_type_id), None)
        registrato = self._registry.get(model)
        if registrato is None or not registrato.has_view_permission(request):
            raise Http404
        riga = registrato.get_object(request, object_id)
        if riga is None:
            raise Http404
        return shortcut(request, content_type_id, riga.pk)

    @method_decorator(never_cache)
    @login_not_required
    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """One door for everybody: the portal's own log-in, and then back here."""
        prossima = request.GET.get("next", "") or reverse("admin:index")
        if request.user.is_authenticated and not self.has_permission(request):
            return render(request, "admin/login.html", status=403)
        if request.user.is_authenticated:
            sicura = url_has_allowed_host_and_scheme(prossima, None) and prossima.startswith("/")
            return redirect(prossima if sicura else "admin:index")
        return redirect(f"{reverse('account_login')}?{urlencode({'next': prossima})}")

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """The desk answers what makes sense of its address, and says when some does not."""
        risposta: TemplateResponse = super().index(request, extra_context)
        if risposta.context_data and risposta.context_data.get("problemi"):
            risposta.status_code = 400
        return risposta

    def search(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Pages of the sidebar whose name holds the text. No cache: Valkey may be down."""
        testo = chiave(request.GET.get("s", "")).strip()
        if not testo:
            return HttpResponse()
        risultati = [
            SearchResult(
                title=voce["title"], description=gruppo["title"], link=voce["link"], icon="tag"
            )
            for gruppo in navigation(request)
            for voce in gruppo["items"]
            if testo in chiave(voce["title"])
        ]
        return TemplateResponse(
            request,
            "unfold/helpers/search_results.html",
            {"results": risultati},
            headers={"HX-Trigger": "search"},
        )

"""Pages of its own that a model has in the management area: acts that ask first, boards."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.template.response import TemplateResponse


class PagineMixin:
    """What each of them is given. Templates: `admin/<app>/<model>/`, else `admin/<app>/`."""

    def _pagina(
        self,
        request: HttpRequest,
        pagina: str,
        titolo: str,
        status: int | None = None,
        **altro: Any,
    ) -> TemplateResponse:
        """The page; of a form that came back with errors, with 422 unless told otherwise."""
        form = altro.get("form")
        opts, sito = self.opts, self.admin_site  # type: ignore[attr-defined]
        media = self.media  # type: ignore[attr-defined]
        context = {
            **sito.each_context(request),
            "title": titolo,
            "subtitle": None,
            "opts": opts,
            "media": media + form.media if form else media,
            **altro,
        }
        request.current_app = sito.name  # type: ignore[attr-defined]
        if status is None:
            status = 422 if form is not None and form.errors else 200
        app = f"admin/{opts.app_label}"
        template = [f"{app}/{opts.model_name}/{pagina}.html", f"{app}/{pagina}.html"]
        return TemplateResponse(request, template, context, status=status)

    def _da_vedere(self, request: HttpRequest, object_id: Any) -> Any:
        """The row of an address, for who may see it."""
        riga = self.get_object(request, str(object_id))  # type: ignore[attr-defined]
        if riga is None:
            raise Http404
        if not self.has_view_permission(request, riga):  # type: ignore[attr-defined]
            raise PermissionDenied
        return riga

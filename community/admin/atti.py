"""What the acts of the community's pages share: a page with a form, or a question, then back."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from fis_portal.core.admin.servizi import ModuloDominio
from fis_portal.core.errors import DomainError


class AttiMixin:
    """An admin whose acts ask something on a page of their own, then call a service."""

    opts: Any

    def oggetto(self, request: HttpRequest, object_id: str, azione: str = "change") -> Any:
        oggetto = self.get_object(request, object_id)  # type: ignore[attr-defined]
        if oggetto is None:
            raise Http404
        if not getattr(self, f"has_{azione}_permission")(request, oggetto):
            raise PermissionDenied
        return oggetto

    def alla_scheda(self, oggetto: Any) -> HttpResponseRedirect:
        nome = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        return HttpResponseRedirect(reverse(nome, args=[oggetto.pk]))

    def con_modulo(
        self,
        request: HttpRequest,
        oggetto: Any,
        form: ModuloDominio,
        atto: Callable[..., str],
        **pagina: Any,
    ) -> HttpResponse:
        """Show the form; filled well, do `atto` with what it holds and say what it answers."""
        if form.is_bound and form.is_valid():
            try:
                fatto = atto(**form.cleaned_data)
            except DomainError as errore:
                form.add_domain_error(errore)
            else:
                messages.success(request, fatto)
                return self.alla_scheda(oggetto)
        return self.pagina_atto(request, oggetto, form=form, **pagina)

    def con_conferma(
        self, request: HttpRequest, oggetto: Any, atto: Callable[[], str], **pagina: Any
    ) -> HttpResponse:
        """Ask first; asked to go on, do `atto` and say what it answers."""
        if request.method != "POST":
            return self.pagina_atto(request, oggetto, form=None, **pagina)
        try:
            messages.success(request, atto())
        except DomainError as errore:
            messages.error(request, errore.message)
        return self.alla_scheda(oggetto)

    def pagina_atto(
        self,
        request: HttpRequest,
        oggetto: Any,
        *,
        titolo: Any,
        testo: Any,
        form: ModuloDominio | None,
        pagina: str = "atto",
        **altro: Any,
    ) -> TemplateResponse:
        return self._pagina(  # type: ignore[attr-defined,no-any-return]
            request,
            pagina,
            titolo,
            oggetto=oggetto,
            testo=testo,
            form=form,
            ritorno=self.alla_scheda(oggetto).url,
            **altro,
        )

    def actions_utili(self, azioni: list[Any], inutili: set[str]) -> list[Any]:
        """The acts that make sense in the state of the row."""
        nome = f"{self.opts.app_label}_{self.opts.model_name}_"
        return [a for a in azioni if a.action_name.removeprefix(nome) not in inutili]

"""The certificates of a meeting from its page: for who may see who came."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action
from unfold.widgets import UnfoldAdminSelectWidget

from community.admin.nomi import may_see_names
from community.models import Evento
from community.selectors.attestati import presenze_da_attestare
from community.services.attestati import PER_FILE, attestati_release
from fis_portal.accounts.persone import persona
from fis_portal.core.admin.servizi import ModuloDominio
from fis_portal.core.downloads import CSP_SANDBOX, TIPI, content_disposition
from fis_portal.core.errors import DomainError


class AttestatiForm(ModuloDominio):
    parte = forms.TypedChoiceField(
        label=_("quali"), coerce=int, required=False, empty_value=1, widget=UnfoldAdminSelectWidget
    )

    def __init__(self, *args: Any, quante: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parti = range(1, max(1, -(-quante // PER_FILE)) + 1)
        self.fields["parte"].choices = [  # type: ignore[attr-defined]
            (n, f"{(n - 1) * PER_FILE + 1}–{min(n * PER_FILE, quante)}") for n in parti
        ]
        if len(parti) == 1:
            self.fields["parte"].widget = forms.HiddenInput()


class AttoAttestati:
    """Mixin of EventoAdmin: the PDF of all the certificates."""

    def has_attestati_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_see_names(request) and self.has_view_permission(request, obj)  # type: ignore[attr-defined]

    @action(
        description=_("Attestati di partecipazione (PDF)"),
        url_path="attestati",
        permissions=["attestati"],
        icon="workspace_premium",
    )
    def attestati(self, request: HttpRequest, object_id: str) -> HttpResponse:
        evento = self.oggetto(request, object_id, "attestati")  # type: ignore[attr-defined]
        dati = request.POST if request.method == "POST" else None
        form = AttestatiForm(dati, quante=len(presenze_da_attestare(evento)))
        if form.is_valid():
            try:
                contenuto = attestati_release(
                    evento=evento, parte=form.cleaned_data["parte"], by=persona(request)
                )
            except DomainError as errore:
                form.add_domain_error(errore)
            else:
                return _pdf(evento, contenuto)
        return self.pagina_atto(  # type: ignore[attr-defined,no-any-return]
            request,
            evento,
            form=form,
            titolo=_("Attestati di partecipazione (PDF)"),
            testo=_(
                "Un file con l'attestato di ognuno, una pagina per persona, in ordine di cognome. "
                "Contiene dati personali: il registro degli accessi annota chi lo scarica."
            ),
        )


def _pdf(evento: Evento, contenuto: bytes) -> HttpResponse:
    return HttpResponse(
        contenuto,
        content_type=TIPI["pdf"],
        headers={
            "Content-Disposition": content_disposition(f"attestati-{evento.slug}.pdf"),
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": CSP_SANDBOX,
        },
    )

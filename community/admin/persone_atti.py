"""What may be done to a person's data from her page: joined, separated, handed over, erased."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
)
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.dataclasses import UnfoldAction
from unfold.decorators import action
from unfold.widgets import UnfoldAdminTextInputWidget

from community.enums import AzionePersona
from community.models import Persona
from community.selectors.persone import persona_schede, persone_doppie, persone_simili
from community.services.cancellazione import persona_anonymise
from community.services.persone import persona_merge, persona_unmerge
from community.services.richieste import persona_export
from fis_portal.core.downloads import content_disposition
from fis_portal.core.errors import DomainError

MOSTRATE = 20


class MotivoForm(forms.Form):
    """Why a person's data are erased: what stays written after she is gone."""

    motivo = forms.CharField(
        label=gettext_lazy("Perché i dati si cancellano"),
        max_length=200,
        widget=UnfoldAdminTextInputWidget,
        help_text=gettext_lazy(
            "Per esempio «lo ha chiesto per telefono». Resta scritto: senza nomi né indirizzi."
        ),
    )


def zip_response(dati: bytes, persona: Persona) -> HttpResponse:
    """The copy to hand over: a download that no cache keeps (the middleware of the area)."""
    risposta = HttpResponse(dati, content_type="application/zip")
    risposta["Content-Disposition"] = content_disposition(f"dati-persona-{persona.pk}.zip")
    risposta["X-Content-Type-Options"] = "nosniff"
    return risposta


class AttiPersona:
    """Mixin of PersonaAdmin: pages of their own, each for who may erase (`erase_persona`)."""

    opts: Any
    admin_site: Any
    media: Any

    def has_erase_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        permessi = ("community.view_persona", "community.erase_persona")
        return request.user.has_perms(permessi)  # type: ignore[union-attr]

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[UnfoldAction]:
        """Only what makes sense for this row."""
        persona = self.get_object(request, str(object_id))  # type: ignore[attr-defined]
        inutili = set()
        if persona is None or persona.anonimizzata_il:
            inutili = {"unisci", "separa", "cancella"}
        elif persona.fusa_in_id is None:
            inutili.add("separa")
        else:
            inutili.add("unisci")
        nome = f"{self.opts.app_label}_{self.opts.model_name}_"
        return [
            azione
            for azione in super().get_actions_detail(request, object_id)  # type: ignore[misc]
            if azione.action_name.removeprefix(nome) not in inutili
        ]

    # --- Pages ------------------------------------------------------------------------------------
    @action(
        description=gettext_lazy("Possibili doppioni"),
        url_path="doppioni",
        permissions=["erase"],
        icon="group_search",
    )
    def doppioni(self, request: HttpRequest) -> HttpResponse:
        doppioni = persone_doppie()
        quante = sum(len(doppione.schede) for doppione in doppioni)
        self.registra(request, AzionePersona.ELENCO, quante=quante, nota="doppioni")  # type: ignore[attr-defined]
        return self._pagina(request, "doppioni", _("Possibili doppioni"), doppioni=doppioni)

    @action(
        description=gettext_lazy("Unisci a un'altra scheda"),
        url_path="unisci",
        permissions=["erase"],
        icon="merge",
    )
    def unisci(self, request: HttpRequest, object_id: str) -> HttpResponse:
        persona = self._persona(object_id)
        if request.method != "POST":
            return self._unisci_page(request, persona)
        altra = self._altra(persona, request.POST.get("altra", ""))
        if altra is None:
            messages.error(request, _("Scegli l'altra scheda."))
            return self._unisci_page(request, persona, status=422)
        scelte = (altra, persona) if request.POST.get("tieni") == "altra" else (persona, altra)
        return self._esegui(
            request,
            persona,
            lambda: persona_merge(tenuta=scelte[0], doppia=scelte[1], by=request.user),  # type: ignore[arg-type]
            _("Le due schede ora contano come una persona. Per tornare indietro: «Separa»."),
        )

    @action(
        description=gettext_lazy("Separa"),
        url_path="separa",
        permissions=["erase"],
        icon="call_split",
    )
    def separa(self, request: HttpRequest, object_id: str) -> HttpResponse:
        persona = self._persona(object_id)
        if request.method != "POST":
            testo = _("Le due schede torneranno a contare come due persone.")
            bottone = _("Separa le schede")
            return self._pagina(
                request, "atto", _("Separa"), persona=persona, testo=testo, bottone=bottone
            )
        return self._esegui(
            request,
            persona,
            lambda: persona_unmerge(persona=persona, by=request.user),  # type: ignore[arg-type]
            _("Le due schede sono di nuovo separate."),
        )

    @action(
        description=gettext_lazy("Esporta i dati"),
        url_path="esporta",
        permissions=["erase"],
        icon="download",
    )
    def esporta(self, request: HttpRequest, object_id: str) -> HttpResponse:
        persona = self._persona(object_id)
        if request.method == "POST":
            return zip_response(persona_export(persona=persona, by=request.user), persona)  # type: ignore[arg-type]
        testo = _(
            "Un file ZIP con tutto ciò che il portale conserva di questa persona, da consegnare a "
            "lei soltanto. Resta scritto chi lo ha scaricato."
        )
        bottone = _("Scarica la copia dei dati")
        return self._pagina(
            request, "atto", _("Esporta i dati"), persona=persona, testo=testo, bottone=bottone
        )

    @action(
        description=gettext_lazy("Cancella i dati"),
        url_path="cancella",
        permissions=["erase"],
        icon="person_remove",
    )
    def cancella(self, request: HttpRequest, object_id: str) -> HttpResponse:
        persona = self._persona(object_id)
        form = MotivoForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            try:
                persona_anonymise(persona=persona, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
            except DomainError as errore:
                form.add_error("motivo", errore.message)
            else:
                messages.success(request, _("Dati cancellati. I conteggi non cambiano."))
                return self._alla_scheda(persona)
        schede = list(persona_schede(persona))
        return self._pagina(
            request,
            "atto",
            _("Cancella i dati"),
            persona=persona,
            schede=schede if len(schede) > 1 else (),
            testo=_(
                "Nome, e-mail e utenza si cancellano per sempre, anche dalla storia e dalla posta. "
                "Iscrizioni e presenze restano, senza nome."
            ),
            bottone=_("Cancella i dati per sempre"),
            form=form,
        )

    # --- Parts ------------------------------------------------------------------------------------
    def _persona(self, object_id: str) -> Persona:
        persona = Persona.objects.filter(pk=object_id).first() if object_id.isdigit() else None
        if persona is None:
            raise Http404
        return persona

    def _candidate(self, persona: Persona) -> QuerySet[Persona]:
        return Persona.objects.distinte().filter(
            anonimizzata_il__isnull=True, is_demo=persona.is_demo
        ).exclude(pk__in=(persona.pk, persona.fusa_in_id or persona.pk))  # fmt: skip

    def _altra(self, persona: Persona, pk: str) -> Persona | None:
        return self._candidate(persona).filter(pk=pk).first() if pk.isdecimal() else None

    def _unisci_page(
        self, request: HttpRequest, persona: Persona, status: int = 200
    ) -> TemplateResponse:
        cercata = request.GET.get("q", "").replace("\x00", "").strip()
        altra = self._altra(persona, request.GET.get("con", ""))
        if cercata:
            trovate, _doppi = self.get_search_results(  # type: ignore[attr-defined]
                request, self._candidate(persona), cercata
            )
            trovate = list(trovate.select_related("organizzazione")[:MOSTRATE])
        else:
            trovate = persone_simili(persona)[:MOSTRATE]
        self.registra(request, AzionePersona.ELENCO, quante=len(trovate) + 1, nota="unione")  # type: ignore[attr-defined]
        return self._pagina(
            request,
            "unisci",
            _("Unisci a un'altra scheda"),
            status=status,
            persona=persona,
            altra=altra,
            due=[(s, list(s.partecipazioni.select_related("evento"))) for s in (persona, altra)]
            if altra
            else (),
            cercata=cercata,
            trovate=trovate,
        )

    def _esegui(
        self, request: HttpRequest, persona: Persona, atto: Callable[[], object], detto: str
    ) -> HttpResponse:
        try:
            atto()
        except DomainError as errore:
            messages.error(request, errore.message)
        else:
            messages.success(request, detto)
        return self._alla_scheda(persona)

    def _alla_scheda(self, persona: Persona) -> HttpResponseRedirect:
        return HttpResponseRedirect(reverse("admin:community_persona_change", args=[persona.pk]))

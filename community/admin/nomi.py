"""Who may see names, and the trace that seeing them leaves: mixins of pages that show people."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from community.enums import AzionePersona
from community.models import Evento, Persona
from community.services.accessi import accesso_record

VEDE_PERSONE = "community.view_persona"


def may_see_names(request: HttpRequest) -> bool:
    return request.user.has_perm(VEDE_PERSONE)  # type: ignore[union-attr]


def nomi_di_evento_record(request: HttpRequest, evento: Evento | None) -> None:
    """The page of an event shows who came: a line of the log, if anybody did and is shown."""
    if evento is None or not may_see_names(request):
        return
    quante = evento.partecipazioni.count()
    if quante:
        accesso_record(
            azione=AzionePersona.ELENCO,
            by=request.user,  # type: ignore[arg-type]
            evento=evento,
            quante=quante,
        )


class ConNomi:
    """Mixin of admins and inlines whose rows say who a person is: the right to see people first."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_see_names(request) and super().has_view_permission(request, obj)  # type: ignore[misc]

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return may_see_names(request) and super().has_add_permission(request, *args)  # type: ignore[misc]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_see_names(request) and super().has_change_permission(request, obj)  # type: ignore[misc]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_see_names(request) and super().has_delete_permission(request, obj)  # type: ignore[misc]


class NomiRegistrati(ConNomi):
    """Mixin of admins: opening a page or a list, being suggested a name and writing are logged."""

    def persona_di(self, obj: Any) -> Persona:
        return obj if isinstance(obj, Persona) else obj.persona

    def registra(self, request: HttpRequest, azione: AzionePersona, **altro: Any) -> None:
        accesso_record(azione=azione, by=request.user, **altro)  # type: ignore[arg-type]

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        risposta = super().changelist_view(request, *args, **kwargs)  # type: ignore[misc]
        elenco = (getattr(risposta, "context_data", None) or {}).get("cl")
        if elenco is not None:
            quante = len(elenco.result_list)
            nota = str(elenco.opts.verbose_name_plural)
            self.registra(request, AzionePersona.ELENCO, quante=quante, nota=nota)
        return risposta

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        if request.path.endswith("/autocomplete/"):
            self.registra(request, AzionePersona.ELENCO, nota="suggerimenti")
        return super().get_search_results(request, queryset, search_term)  # type: ignore[misc]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        obj = kwargs.get("obj")
        if obj is not None:
            self.registra(request, AzionePersona.VISTA, persona=self.persona_di(obj))
        return super().render_change_form(request, context, *args, **kwargs)  # type: ignore[misc]

    def history_view(self, request: HttpRequest, object_id: str, *args: Any) -> HttpResponse:
        risposta = super().history_view(request, object_id, *args)  # type: ignore[misc]
        obj = (getattr(risposta, "context_data", None) or {}).get("object")
        if obj is not None:
            persona = self.persona_di(obj)
            self.registra(request, AzionePersona.VISTA, persona=persona, nota="storia")
        return risposta

    def save_related(self, request: HttpRequest, form: Any, *args: Any) -> None:
        super().save_related(request, form, *args)  # type: ignore[misc]
        self.registra(request, AzionePersona.MODIFICA, persona=self.persona_di(form.instance))

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        self.registra(request, AzionePersona.MODIFICA, persona=self.persona_di(obj), nota="tolta")
        super().delete_model(request, obj)  # type: ignore[misc]

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        quante = queryset.count()
        self.registra(request, AzionePersona.MODIFICA, quante=quante, nota="tolte")
        super().delete_queryset(request, queryset)  # type: ignore[misc]

"""What every page of the management area shares: fast lists, Italian numbers, full history."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, ClassVar

from django.contrib.admin import ShowFacets
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import NestedObjects, unquote
from django.core.exceptions import PermissionDenied
from django.db import models, router
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, StackedInline, TabularInline
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from fis_portal.core.admin.pagine import PagineMixin
from fis_portal.core.changes import Parte, storia_page
from fis_portal.core.text import chiave

PAGINA = "p"
# Money and coordinates are typed and shown as Italians write them: 450.000,00.
ITALIANI: dict[type[models.Field], dict[str, Any]] = {
    models.DecimalField: {"widget": UnfoldAdminTextInputWidget, "localize": True},
    models.TextField: {"widget": UnfoldAdminTextareaWidget(attrs={"rows": 4})},
    models.URLField: {"assume_scheme": "https"},
}


def _quante(conti: Mapping[str, int]) -> list[str]:
    return sorted(f"{nome}: {n}" for nome, n in conti.items())


class RegistroMixin:
    """What lists and inlines share."""

    formfield_overrides: ClassVar[dict] = ITALIANI


class RegistroAdmin(PagineMixin, RegistroMixin, ModelAdmin):
    """A model in the management area.

    Subclasses name the foreign keys of their list in `list_select_related`, search on stored keys
    (`nome_chiave__contains`) and list in `storia_collegati` the tracked models whose changes belong
    to the history of a row, each with the name of its key back to it.
    """

    show_full_result_count = False
    list_per_page = 50
    list_max_show_all = 200
    list_filter_submit = True
    list_filter_sheet = True
    warn_unsaved_form = True
    show_facets = ShowFacets.NEVER  # a count per filter value would be slow on 7,896 Comuni
    empty_value_display = "—"
    object_history_template = "admin/registro/storia.html"
    storia_collegati: Sequence[tuple[type[models.Model], str]] = ()

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """A filter that no stored text can match leads back to the list, as other wrong ones do."""
        if any("\x00" in valore for valori in request.GET.lists() for valore in valori[1]):
            raise IncorrectLookupParameters
        return super().get_changelist_instance(request)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Accents and case do not matter: keys are stored without them."""
        return super().get_search_results(request, queryset, chiave(search_term))

    def get_ordering(self, request: HttpRequest) -> Sequence[Any]:
        """The model's own order, said aloud: Django drops it from lists that count something, and
        the pages of an autocomplete would repeat and skip rows."""
        return super().get_ordering(request) or self.opts.ordering

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[Any], dict[str, int], set[Any], list[Any]]:
        """What goes along, or stands in the way, is named only to who may see it."""
        insieme, conti, mancano, protette = super().get_deleted_objects(objs, request)
        raccolta = NestedObjects(using=router.db_for_write(self.model), origin=objs)
        raccolta.collect(objs)
        if self.may_see_all(request, {*chain(*raccolta.model_objs.values()), *raccolta.protected}):
            return insieme, conti, mancano, protette
        ferme = Counter(str(riga._meta.verbose_name_plural) for riga in raccolta.protected)
        return _quante(conti), conti, mancano, _quante(ferme)

    # Django's own log would keep the names of people whose data were erased; the triggers of
    # core.history tell who changed what.
    def log_addition(self, *args: Any) -> None: ...

    def log_change(self, *args: Any) -> None: ...

    def log_deletions(self, *args: Any) -> None: ...

    # --- History ---------------------------------------------------------------------------------
    def storia_parti(self, request: HttpRequest, pk: Any) -> list[Parte]:
        """The row's own events and those of what belongs to it, if this person may see them."""
        parti = []
        if hasattr(self.model, "pgh_event_models"):
            parti.append(Parte(self.model, {"pgh_obj_id": pk}))
        for model, via in self.storia_collegati:
            if self.may_see(request, model):
                parti.append(Parte(model, {via: pk}, frozenset({via})))
        return parti

    def may_see(self, request: HttpRequest, model: type[models.Model]) -> bool:
        """Plain links follow their row; a model with rights of its own asks its own page."""
        registrato = self.admin_site._registry.get(model)
        return registrato is None or registrato.has_view_permission(request)

    def may_see_all(self, request: HttpRequest, righe: Iterable[models.Model]) -> bool:
        """May this person open the page of each of these rows, as far as it has one?"""
        chiavi: dict[type[models.Model], set[Any]] = {}
        for riga in righe:
            chiavi.setdefault(type(riga), set()).add(riga.pk)
        for model, attese in chiavi.items():
            if not self.may_see(request, model):
                return False
            registrato = self.admin_site._registry.get(model)
            if registrato is not None:
                sue = registrato.get_queryset(request).filter(pk__in=attese)
                if attese - set(sue.values_list("pk", flat=True)):
                    return False
        return True

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_or_change_permission(request, obj):
            raise PermissionDenied
        parti = self.storia_parti(request, obj.pk)
        pagina = storia_page(parti, request.GET.get(PAGINA, 1)) if parti else None
        context = {
            **self.admin_site.each_context(request),
            "title": _("Storia: %s") % obj,
            "subtitle": None,
            "module_name": capfirst(str(self.opts.verbose_name_plural)),
            "object": obj,
            "opts": self.opts,
            "pagina": pagina,
            "pagina_param": PAGINA,
            "preserved_filters": self.get_preserved_filters(request),
            **(extra_context or {}),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, self.object_history_template, context)


class SolaLetturaMixin:
    """A log: nobody adds, changes or deletes its rows by hand."""

    def has_add_permission(self, *args: Any, **kwargs: Any) -> bool:
        return False

    def has_change_permission(self, *args: Any, **kwargs: Any) -> bool:
        return False

    def has_delete_permission(self, *args: Any, **kwargs: Any) -> bool:
        return False


class RegistroTabularInline(RegistroMixin, TabularInline):
    """Rows of a related model inside a page, as a table."""

    extra = 0
    show_change_link = False
    tab = True


class RegistroStackedInline(RegistroMixin, StackedInline):
    """Rows of a related model inside a page, one under the other."""

    extra = 0
    tab = True

"""The schedule of the jobs (django-celery-beat) in the management area: what, when, on or off.

Only jobs of the portal, on a calendar or at intervals; the many options of the library that nobody
needs here stay out of the page.
"""

from typing import Any

import django_celery_beat.admin  # noqa: F401 - registers the models that are taken over here
from celery import current_app
from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_celery_beat.models import (
    ClockedSchedule,
    CrontabSchedule,
    IntervalSchedule,
    PeriodicTask,
    PeriodicTasks,
    SolarSchedule,
)
from unfold.contrib.filters.admin import BooleanRadioFilter
from unfold.decorators import display
from unfold.widgets import UnfoldAdminSelectWidget

from fis_portal.core.admin.base import RegistroAdmin
from fis_portal.core.templatetags.fis import dataora

for model in (PeriodicTask, CrontabSchedule, IntervalSchedule, ClockedSchedule, SolarSchedule):
    admin.site.unregister(model)

TUTTI = "*"


def calendario_in_parole(calendario: CrontabSchedule) -> str:
    """A crontab as people say it."""
    ora = _("alle %(ora)s") % {"ora": f"{calendario.hour}:{calendario.minute:0>2}"}
    if calendario.hour == TUTTI:
        ora = _("ogni ora, al minuto %(minuto)s") % {"minuto": calendario.minute}
    parti = [ora]
    if calendario.day_of_week != TUTTI:
        giorni = calendario.day_of_week
        parti.append(_("nei giorni della settimana %(n)s (0 = domenica)") % {"n": giorni})
    if calendario.day_of_month != TUTTI:
        parti.append(_("il giorno %(n)s") % {"n": calendario.day_of_month})
        if calendario.month_of_year == TUTTI:
            parti.append(_("di ogni mese"))
    if calendario.month_of_year != TUTTI:
        parti.append(_("nei mesi %(n)s") % {"n": calendario.month_of_year})
    return " ".join(parti)


def intervallo_in_parole(intervallo: IntervalSchedule) -> str:
    periodi = {
        "days": ngettext("%(n)s giorno", "%(n)s giorni", intervallo.every),
        "hours": ngettext("%(n)s ora", "%(n)s ore", intervallo.every),
        "minutes": ngettext("%(n)s minuto", "%(n)s minuti", intervallo.every),
        "seconds": ngettext("%(n)s secondo", "%(n)s secondi", intervallo.every),
    }
    periodo = periodi.get(intervallo.period, f"%(n)s {intervallo.get_period_display()}")
    return _("ogni %(periodo)s") % {"periodo": periodo % {"n": intervallo.every}}


def lavori_del_portale() -> list[tuple[str, str]]:
    """Names of the jobs that the portal can do: those of its own apps."""
    current_app.loader.import_default_modules()
    nomi = sorted(nome for nome in current_app.tasks if not nome.startswith("celery."))
    return [(nome, nome) for nome in nomi]


class LavoroForm(forms.ModelForm):
    task = forms.ChoiceField(label=gettext_lazy("lavoro"), widget=UnfoldAdminSelectWidget)

    class Meta:
        model = PeriodicTask
        fields = ("name", "task", "description", "enabled", "crontab", "interval")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scelte = lavori_del_portale()
        attuale = self.instance.task
        if attuale and attuale not in dict(scelte):
            scelte.append((attuale, attuale))
        if "task" in self.fields:
            self.fields["task"].choices = scelte  # type: ignore[attr-defined]
            self.fields["task"].label = capfirst(_("lavoro"))
        for campo, in_parole in (
            ("crontab", calendario_in_parole),
            ("interval", intervallo_in_parole),
        ):
            if campo in self.fields:
                self.fields[campo].label_from_instance = in_parole  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        puliti = super().clean() or {}
        quando = [campo for campo in ("crontab", "interval") if puliti.get(campo)]
        if len(quando) != 1:
            self.add_error("crontab", _("Scegli un calendario oppure un intervallo."))
        return puliti

    def validate_unique(self) -> None:
        """The library's own rule, in English, says again what `clean` has said."""
        if "crontab" not in self.errors:
            super().validate_unique()


@admin.register(PeriodicTask)
class LavoroPianificatoAdmin(RegistroAdmin):
    form = LavoroForm
    list_display = ("name", "quando", "enabled", "ultima", "total_run_count")
    list_select_related = ("crontab", "interval")
    list_filter = (("enabled", BooleanRadioFilter),)
    search_fields = ("name__unaccent__icontains", "task")
    actions = ("attiva", "sospendi")
    readonly_fields = ("ultima", "total_run_count")
    fieldsets = (
        (None, {"fields": ("name", "task", "description", "enabled")}),
        (
            gettext_lazy("Quando"),
            {
                "fields": (("crontab", "interval"),),
                "description": gettext_lazy("Un calendario oppure un intervallo."),
            },
        ),
        (gettext_lazy("Che cosa è successo"), {"fields": (("ultima", "total_run_count"),)}),
    )

    @display(description=gettext_lazy("quando"))
    def quando(self, lavoro: PeriodicTask) -> str:
        if lavoro.crontab:
            return calendario_in_parole(lavoro.crontab)
        return intervallo_in_parole(lavoro.interval) if lavoro.interval else "—"

    @display(description=gettext_lazy("ultima esecuzione"), ordering="last_run_at")
    def ultima(self, lavoro: PeriodicTask) -> str:
        return dataora(lavoro.last_run_at) or "—"

    @admin.action(description=gettext_lazy("Attiva i lavori scelti"), permissions=["change"])
    def attiva(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._set_enabled(request, queryset, True)

    @admin.action(description=gettext_lazy("Sospendi i lavori scelti"), permissions=["change"])
    def sospendi(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._set_enabled(request, queryset, False)

    def _set_enabled(self, request: HttpRequest, queryset: QuerySet, enabled: bool) -> None:
        quanti = queryset.update(enabled=enabled)
        # Beat looks at this mark to know that it must read the schedule again.
        PeriodicTasks.update_changed()
        testo = ngettext("%(n)s lavoro aggiornato.", "%(n)s lavori aggiornati.", quanti)
        messages.success(request, testo % {"n": quanti})


@admin.register(CrontabSchedule)
class CalendarioAdmin(RegistroAdmin):
    list_display = ("in_parole", "minute", "hour", "day_of_month", "month_of_year", "day_of_week")
    fields = ("minute", "hour", "day_of_month", "month_of_year", "day_of_week")

    @display(description=gettext_lazy("quando"))
    def in_parole(self, calendario: CrontabSchedule) -> str:
        return calendario_in_parole(calendario)


@admin.register(IntervalSchedule)
class IntervalloAdmin(RegistroAdmin):
    list_display = ("in_parole",)
    fields = (("every", "period"),)

    @display(description=gettext_lazy("quando"))
    def in_parole(self, intervallo: IntervalSchedule) -> str:
        return intervallo_in_parole(intervallo)

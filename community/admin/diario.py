"""The diary of one-to-one support: pages, decisions, actions and what became of them."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.contrib.filters.admin import (
    AutocompleteSelectFilter,
)
from unfold.dataclasses import UnfoldAction
from unfold.decorators import action, display
from unfold.enums import ActionVariant

from community.admin.atti import AttiMixin
from community.admin.azioni import AssegnatariMixin
from community.admin.moduli import SeguitoForm, VerbaleNuovoForm
from community.models import AzioneIncontro, DecisioneIncontro, SeguitoAzione, VerbaleIncontro
from community.selectors.diario import azioni_da_seguire, ore_supporto
from community.services.diario import (
    Detto,
    seguiti_record,
    verbale_share,
)
from fis_portal.accounts.persone import persona
from fis_portal.core.admin.base import RegistroAdmin, RegistroTabularInline
from fis_portal.core.admin.servizi import ConServizioMixin
from fis_portal.core.errors import DomainError
from fis_portal.core.quote import data_it, numero_it


class DecisioneInline(RegistroTabularInline):
    model = DecisioneIncontro
    fields = ("ordine", "testo", "motivo", "cambia_quadro")


class AzioneInline(AssegnatariMixin, RegistroTabularInline):
    model = AzioneIncontro
    fields = ("ordine", "testo", "a_carico_di", "assegnata_a", "scadenza", "stato")
    readonly_fields = ("stato",)
    show_change_link = True


@admin.register(VerbaleIncontro)
class VerbaleIncontroAdmin(ConServizioMixin, AttiMixin, RegistroAdmin):
    nuovo_form = VerbaleNuovoForm
    list_display = ("progetto", "evento", "giorno", "ore", "condiviso")
    list_select_related = ("evento", "progetto__comune")
    list_filter = (
        ("progetto", AutocompleteSelectFilter),
        ("evento", AutocompleteSelectFilter),
        ("condiviso_il", admin.EmptyFieldListFilter),
    )
    search_fields = (
        "progetto__titolo_chiave__contains",
        "progetto__comune__nome_chiave__contains",
        "evento__titolo_chiave__contains",
    )
    autocomplete_fields = ("evento", "progetto")
    actions_detail = ("condividi", "seguito")
    change_form_before_template = "admin/community/verbaleincontro/riassunto.html"
    storia_collegati = (
        (DecisioneIncontro, "verbale"),
        (AzioneIncontro, "verbale"),
        (SeguitoAzione, "verbale"),
    )

    def get_fieldsets(self, request: HttpRequest, obj: VerbaleIncontro | None = None) -> Any:
        incontro = ("evento", "progetto", "argomenti", "ore_supporto")
        scritto = ("by", "condiviso_il") if obj else ()
        descrizione = _("La nota interna non è mai condivisa con il Comune.")
        return (
            (None, {"fields": incontro}),
            (
                _("Solo per il programma"),
                {"fields": ("nota_interna", *scritto), "description": descrizione},
            ),
        )

    def get_readonly_fields(self, request: HttpRequest, obj: VerbaleIncontro | None = None) -> Any:
        return ("evento", "progetto", "by", "condiviso_il") if obj else ()

    def get_inlines(self, request: HttpRequest, obj: VerbaleIncontro | None) -> Any:
        return (DecisioneInline, AzioneInline) if obj else ()

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> Any:
        messages.success(request, _("Pagina aperta: ora aggiungi decisioni e azioni."))
        return self.alla_scheda(obj)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        verbale = kwargs.get("obj")
        if verbale is not None:
            context |= {
                "ore": ore_supporto(verbale.progetto),
                "da_seguire": azioni_da_seguire(verbale),
                "da_quadro": list(verbale.decisioni.filter(cambia_quadro=True)),
                "cura": self.has_change_permission(request, verbale),
            }
        return super().render_change_form(request, context, *args, **kwargs)

    # --- Columns ---------------------------------------------------------------------------------
    @display(description=_("data"), ordering="evento__data_inizio")
    def giorno(self, verbale: VerbaleIncontro) -> str:
        return data_it(verbale.evento.data_inizio, vuoto="—")

    @display(description=_("ore di supporto"), ordering="ore_supporto")
    def ore(self, verbale: VerbaleIncontro) -> str:
        return numero_it(verbale.ore_supporto, vuoto=str(_("non misurate")))

    @display(description=_("condiviso il"), ordering="condiviso_il")
    def condiviso(self, verbale: VerbaleIncontro) -> str:
        return data_it(verbale.condiviso_il, vuoto="—")

    # --- Acts ------------------------------------------------------------------------------------
    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[UnfoldAction]:
        verbale = self.get_object(request, str(object_id))
        inutili = set()
        if verbale is None or verbale.condiviso_il is not None:
            inutili.add("condividi")
        return self.actions_utili(super().get_actions_detail(request, object_id), inutili)

    @action(
        description=_("Condividi con il Comune"),
        url_path="condividi",
        permissions=["change"],
        icon="share",
        variant=ActionVariant.PRIMARY,
    )
    def condividi(self, request: HttpRequest, object_id: str) -> HttpResponse:
        verbale = self.oggetto(request, object_id)

        def atto() -> str:
            verbale_share(verbale=verbale, by=persona(request))
            return str(_("Condiviso: chi agisce per il Comune riceve una mail."))

        return self.con_conferma(
            request,
            verbale,
            atto,
            titolo=_("Condividi con il Comune"),
            testo=_(
                "Il gruppo del progetto leggerà argomenti, decisioni, azioni e seguito; mai la "
                "nota interna. Non si torna indietro."
            ),
        )

    @action(
        description=_("Seguito delle azioni"),
        url_path="seguito",
        permissions=["change"],
        icon="checklist",
    )
    def seguito(self, request: HttpRequest, object_id: str) -> HttpResponse:
        verbale = self.oggetto(request, object_id)
        dati = request.POST if request.method == "POST" else None
        moduli = [SeguitoForm(a, a.detto, dati) for a in azioni_da_seguire(verbale)]  # type: ignore[attr-defined]
        if dati is not None and _tutti_validi(moduli):
            detti = [
                Detto(modulo.azione, modulo.cleaned_data["stato"], modulo.cleaned_data["nota"])
                for modulo in moduli
                if modulo.cleaned_data["stato"]
            ]
            try:
                n = seguiti_record(verbale=verbale, detti=detti, by=persona(request))
            except DomainError as errore:
                messages.error(request, errore.message)
            else:
                testo = ngettext(
                    "Registrato il seguito di %(n)s azione.",
                    "Registrato il seguito di %(n)s azioni.",
                    n,
                )
                messages.success(request, testo % {"n": n})
                return self.alla_scheda(verbale)
        return self.pagina_atto(
            request,
            verbale,
            form=None,
            titolo=_("Seguito delle azioni"),
            testo=_("Le azioni concordate negli incontri precedenti e ancora aperte."),
            pagina="seguito",
            moduli=moduli,
        )


def _tutti_validi(moduli: list[SeguitoForm]) -> bool:
    """Each is looked at, also after one that is wrong: the page shows all the remarks."""
    esiti = [modulo.is_valid() for modulo in moduli]
    return all(esiti)

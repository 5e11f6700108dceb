from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommunityConfig(AppConfig):
    name = "community"
    verbose_name = "Comunità di pratica"

    def ready(self) -> None:
        from community.services.adozioni import AVVISO_ADOZIONE
        from community.services.diario import AVVISO_DIARIO
        from comuni.permissions import acts_for_comune
        from fis_portal.accounts.aree import Area, area_register
        from fis_portal.accounts.avvisi import avviso_register
        from progetti.permissions import acts_for_partner

        area_register(Area(_("Incontri"), "area_incontri:list", acts_for_comune, ordine=25))
        area_register(
            Area(
                _("Diario dei progetti"),
                "area_diario:list",
                _partecipa,
                ordine=32,
                tra=acts_for_partner,
            )
        )
        area_register(
            Area(
                _("Lezioni"),
                "area_lezioni:list",
                acts_for_comune,
                ordine=34,
                anche=acts_for_partner,
            )
        )
        area_register(Area(_("Pratiche"), "area_pratiche:list", acts_for_comune, ordine=36))
        avviso_register(AVVISO_ADOZIONE, _("Un altro Comune riprende una pratica del tuo"))
        area_register(Area(_("Riflessioni"), "area_riflessioni:list", acts_for_comune, ordine=38))
        avviso_register(AVVISO_DIARIO, _("Il verbale di un incontro di supporto è condiviso"))


def _partecipa(user: Any) -> bool:
    from django.utils import timezone

    from community.selectors.diario import is_delegato

    return is_delegato(user, timezone.localdate())

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommunityConfig(AppConfig):
    name = "community"
    verbose_name = "Comunità di pratica"

    def ready(self) -> None:
        from community.services.adozioni import AVVISO_ADOZIONE
        from community.services.diario import AVVISO_DIARIO
        from fis_portal.accounts.aree import Area, area_register
        from fis_portal.accounts.avvisi import avviso_register

        area_register(Area(_("Incontri"), "area_incontri:list", _per_il_comune, ordine=25))
        area_register(Area(_("Diario dei progetti"), "area_diario:list", _partecipa, ordine=32))
        area_register(Area(_("Lezioni"), "area_lezioni:list", _agisce, ordine=34))
        area_register(Area(_("Pratiche"), "area_pratiche:list", _per_il_comune, ordine=36))
        avviso_register(AVVISO_ADOZIONE, _("Un altro Comune riprende una pratica del tuo"))
        area_register(Area(_("Riflessioni"), "area_riflessioni:list", _per_il_comune, ordine=38))
        avviso_register(AVVISO_DIARIO, _("Il verbale di un incontro di supporto è condiviso"))


def _per_il_comune(user: Any) -> bool:
    return bool(user.referenze.attivi().exists())


def _partecipa(user: Any) -> bool:
    from django.utils import timezone

    from community.selectors.diario import is_delegato

    return is_delegato(user, timezone.localdate())


def _agisce(user: Any) -> bool:
    from community.selectors.area_lezioni import agisce

    return agisce(user)

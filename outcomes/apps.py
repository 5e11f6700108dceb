from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutcomesConfig(AppConfig):
    name = "outcomes"
    verbose_name = "Risultati"

    def ready(self) -> None:
        from fis_portal.accounts.aree import Area, area_register
        from fis_portal.accounts.avvisi import avviso_register
        from outcomes.services.invio import AVVISO_INVIO

        area_register(Area(_("Rendicontazioni"), "area_comuni:inbox", _agisce, ordine=10))
        avviso_register(AVVISO_INVIO, _("Conferma di un invio del tuo Comune"))


def _agisce(user: Any) -> bool:
    return bool(user.referenze.attivi().exists())

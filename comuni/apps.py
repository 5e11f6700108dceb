from collections.abc import Iterable
from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ComuniConfig(AppConfig):
    name = "comuni"
    verbose_name = "Comuni"

    def ready(self) -> None:
        from comuni.permissions import acts_for_comune
        from fis_portal.accounts.aree import INCARICHI, Area, area_register
        from fis_portal.accounts.validators import PAROLE_DELLA_PERSONA

        area_register(
            Area(_("Persone del Comune"), "area_comuni_persone:list", acts_for_comune, ordine=40)
        )
        INCARICHI.append(_incarichi)
        PAROLE_DELLA_PERSONA.append(_nomi_dei_comuni)


def _incarichi(user: Any) -> Iterable[str]:
    for referente in user.referenze.attivi().select_related("comune"):
        yield f"{referente.comune.nome}, {referente.get_ruolo_display()}"


def _nomi_dei_comuni(user: Any) -> Iterable[str]:
    """Nobody's password is the name of their own Comune."""
    if user.pk is None:
        return []
    return list(user.referenze.values_list("comune__nome", flat=True))

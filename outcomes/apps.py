from collections.abc import Iterable
from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutcomesConfig(AppConfig):
    name = "outcomes"
    verbose_name = "Risultati"

    def ready(self) -> None:
        from comuni.permissions import acts_for_comune
        from fis_portal.accounts.aree import INCARICHI, Area, area_register
        from fis_portal.accounts.avvisi import avviso_register
        from outcomes.enums import TipoAvviso
        from outcomes.services.invio import AVVISO_INVIO
        from progetti.permissions import acts_for_partner

        area_register(Area(_("Rendicontazioni"), "area_comuni:inbox", acts_for_comune, ordine=10))
        area_register(Area(_("Scadenze"), "scadenze:list", acts_for_comune, ordine=20))
        area_register(
            Area(_("Area valutatori"), "valutatori:list", _valuta, ordine=30, tra=acts_for_partner)
        )
        area_register(
            Area(
                _("Chiavi di accesso"), "area_chiavi:list", _dirige, ordine=45, tra=acts_for_comune
            )
        )
        INCARICHI.append(_deleghe)
        avviso_register(AVVISO_INVIO, _("Conferma di un invio del tuo Comune"))
        for tipo in TipoAvviso:
            avviso_register(tipo.value, tipo.label)


def _dirige(user: Any) -> bool:
    return bool(user.referenze.attivi().responsabili().exists())


def _valuta(user: Any) -> bool:
    from outcomes.selectors.verifica import is_valutatore

    return is_valutatore(user)


def _deleghe(user: Any) -> Iterable[str]:
    for delegato in user.deleghe.attivi().select_related("organizzazione"):
        yield delegato.organizzazione.nome

"""The kinds of mail one may do without: each app declares its own (AppConfig.ready)."""

from django.utils.functional import Promise

# Kind -> what it is, as people read it beside the check box.
AVVISI: dict[str, str | Promise] = {}


def avviso_register(tipo: str, etichetta: str | Promise) -> None:
    AVVISI[tipo] = etichetta

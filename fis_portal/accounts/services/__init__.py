"""What changes who may enter, and what people are told by mail."""

from fis_portal.accounts.services.accesso import (
    secondo_fattore_reset,
    sessioni_close,
    utente_update,
)
from fis_portal.accounts.services.avvisi import avvisi_set, avviso_send
from fis_portal.accounts.services.inviti import invito_accept, invito_create, utente_invite

__all__ = [
    "avvisi_set",
    "avviso_send",
    "invito_accept",
    "invito_create",
    "secondo_fattore_reset",
    "sessioni_close",
    "utente_invite",
    "utente_update",
]

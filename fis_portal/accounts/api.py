"""Sessions in the API: as good as in the pages, no better."""

from typing import Any

from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request

from fis_portal.accounts.middleware import sessione_scaduta
from fis_portal.accounts.secondo_fattore import is_ammesso


class SessioneAuthentication(SessionAuthentication):
    """REST framework takes its views out of the middleware's hands: the same questions here."""

    def authenticate(self, request: Request) -> Any:
        trovato = super().authenticate(request)
        if trovato is None:
            return None
        sotto = request._request
        return None if sessione_scaduta(sotto) or not is_ammesso(sotto) else trovato

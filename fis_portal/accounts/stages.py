from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest

IDP = "idp"


class SecondoFattoreStage(AuthenticateStage):
    """Asks for the second proof, unless SPID or CIE has just asked for it (accounts.oidc)."""

    def _should_handle(self, request: HttpRequest) -> bool:
        prove = get_authentication_records(request, self.login.user)
        if any((p.get("method"), p.get("type")) == ("mfa", IDP) for p in prove):
            return False
        return super()._should_handle(request)

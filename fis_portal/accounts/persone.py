from typing import cast

from django.http import HttpRequest

from fis_portal.accounts.models import User


def persona(request: HttpRequest) -> User:
    """Who asks, in a view that AccessoMiddleware lets only signed-in people reach."""
    return cast(User, request.user)

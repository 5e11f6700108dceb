"""A person's second factor, as tests use it."""

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.test import Client

from fis_portal.accounts.models import User

PASSWORD = "una-parola-lunga-di-prova"
SEGRETO = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def con_app(user: User) -> Authenticator:
    return totp.TOTP.activate(user, SEGRETO).instance


def codice(segreto: str = SEGRETO, passi: int = 0) -> str:
    return totp.format_hotp_value(totp.hotp_value(segreto, int(time.time()) // 30 + passi))


def entra(client: Client, user: User, **extra):
    return client.post("/accesso/entra/", {"login": user.email, "password": PASSWORD}, **extra)


def entra_del_tutto(client: Client, user: User) -> None:
    """Password and code, as people do."""
    entra(client, user)
    risposta = client.post("/accesso/secondo-fattore/verifica/", {"code": codice()})
    assert risposta.status_code == 302, risposta.content.decode()

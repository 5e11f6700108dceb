"""Who asks: the seven columns of the matrix, and what a person of the staff may do."""

from collections.abc import Callable

from django.contrib.auth.models import Group

from fis_portal.accounts.models import User
from fis_portal.sito.roles import FUNZIONARIO, LETTURA, RESPONSABILE, permissions_of, sync_roles
from tests.accounts.factories import UserFactory
from tests.comuni.factories import ReferenteFactory

METODI = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")

# Name of the column -> group of the staff, if it is one.
RUOLI: dict[str, str | None] = {
    "anonimo": None,
    "referente": None,
    "referente altrui": None,  # of another Comune
    "lettura": LETTURA,
    "funzionario": FUNZIONARIO,
    "responsabile": RESPONSABILE,
    "superuser": None,
}
# The slug of the Comune whose rows the "referente" may see, and the "referente altrui" may not.
COMUNE_DEL_REFERENTE = "comune-del-referente"
ESTRANEI = ("anonimo", "referente", "referente altrui")
PERSONALE = ("lettura", "funzionario", "responsabile", "superuser")


def can(ruolo: str, permesso: str) -> bool:
    """Does the declared role hold `app.codename`?"""
    if ruolo == "superuser":
        return True
    gruppo = RUOLI[ruolo]
    return gruppo is not None and permesso in permissions_of(gruppo)


def persone() -> dict[str, User | None]:
    """One person for each column."""
    sync_roles()
    return {ruolo: _CREA.get(ruolo, _del_personale)(ruolo) for ruolo in RUOLI}


def _del_personale(ruolo: str) -> User:
    utente = UserFactory(staff=True)
    utente.groups.add(Group.objects.get(name=RUOLI[ruolo]))
    return utente


_CREA: dict[str, Callable[[str], User | None]] = {
    "anonimo": lambda ruolo: None,
    "referente": lambda ruolo: ReferenteFactory(comune__slug=COMUNE_DEL_REFERENTE).user,
    "referente altrui": lambda ruolo: ReferenteFactory().user,
    "superuser": lambda ruolo: UserFactory(superuser=True),
}

"""Who reads what a team tells: raised by its Comune's consent, one step at a time."""

from typing import TypeVar

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from community.enums import Visibilita
from community.models import CambiamentoIstituzionale, Lezione, Pratica, Riflessione
from community.permissions import puo_condividere, puo_pubblicare, puo_ritirare
from fis_portal.accounts.models import User
from fis_portal.core.errors import DomainError

_SCALA = (Visibilita.TEAM, Visibilita.COMUNITA, Visibilita.PUBBLICA)
Condiviso = TypeVar("Condiviso", Lezione, Pratica, Riflessione, CambiamentoIstituzionale)


@transaction.atomic
def visibilita_set(oggetto: Condiviso, *, a: Visibilita, by: User) -> Condiviso:
    """Let more people read it, or fewer. Twice is once.

    Raising records the consent of a `responsabile` of its Comune; what is no Comune's and quotes
    a published source is raised by staff. Back to the team alone, the consent is taken back too
    (the history keeps it). Raises DomainError: `non_responsabile`, `un_passo_alla_volta`,
    `incompleta`, `eliminata`.
    """
    # The document stays with what was read before: only the row is locked.
    bloccato = type(oggetto).objects.select_for_update(of=("self",)).filter(pk=oggetto.pk).first()
    if bloccato is None:
        raise DomainError("eliminata", _("Qualcuno l'ha appena eliminata: non c'è più."))
    passi = _SCALA.index(Visibilita(a)) - _SCALA.index(Visibilita(bloccato.visibilita))
    if passi > 0:
        _raise(bloccato, passi, by)
    elif passi < 0:
        _lower(bloccato, a, by)
    else:
        return bloccato
    bloccato.visibilita = a
    bloccato.save(update_fields=["visibilita", "consenso_di", "consenso_il", "updated_at"])
    return bloccato


def _raise(oggetto: Condiviso, passi: int, by: User) -> None:
    if passi > 1:
        raise DomainError(
            "un_passo_alla_volta",
            _("Prima si condivide con la comunità di pratica, poi si pubblica per tutti."),
        )
    if isinstance(oggetto, Lezione) and not oggetto.tentato:
        raise DomainError("incompleta", _("Prima racconta che cosa avete provato."))
    if puo_pubblicare(by, oggetto):
        return
    if not puo_condividere(by, oggetto):
        raise DomainError(
            "non_responsabile",
            _("Solo un responsabile del Comune può decidere di mostrarla ad altri."),
        )
    oggetto.consenso_di, oggetto.consenso_il = by, timezone.now()


def _lower(oggetto: Condiviso, a: Visibilita, by: User) -> None:
    if not puo_ritirare(by, oggetto):
        raise DomainError(
            "non_responsabile",
            _("Solo un responsabile del Comune può decidere di mostrarla a meno persone."),
        )
    if a == Visibilita.TEAM:
        oggetto.consenso_di = oggetto.consenso_il = None

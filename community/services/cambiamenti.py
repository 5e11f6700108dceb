"""What changed in an institution because of a project, as its Comune writes it."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from community.enums import Visibilita
from community.models import CambiamentoIstituzionale
from community.permissions import puo_scrivere
from community.selectors.riflessioni import versione_di
from comuni.models import Comune
from fis_portal.accounts.models import User
from fis_portal.core.errors import DomainError

CAMPI = (
    "progetto", "tipo", "titolo", "descrizione", "data", "precisione", "atto", "atto_url",
    "documento",
)  # fmt: skip


@transaction.atomic
def cambiamento_create(
    *, comune: Comune, campi: Mapping[str, Any], by: User
) -> CambiamentoIstituzionale:
    """Write it down, for the team alone. Raises DomainError `progetto_altrui`, `non_del_comune`."""
    nuovo = CambiamentoIstituzionale(comune=comune, autore=by, is_demo=comune.is_demo)
    _write(nuovo, campi, by)
    return nuovo


@transaction.atomic
def cambiamento_update(
    *, cambiamento: CambiamentoIstituzionale, campi: Mapping[str, Any], versione: str, by: User
) -> CambiamentoIstituzionale:
    """Change what is written. Raises as `cambiamento_create`, and `cambiamento_cambiato`."""
    bloccato = CambiamentoIstituzionale.objects.select_for_update(of=("self",)).get(
        pk=cambiamento.pk
    )
    if all(getattr(bloccato, nome) == campi[nome] for nome in CAMPI if nome in campi):
        return bloccato
    if versione != versione_di(bloccato):
        raise DomainError(
            "cambiamento_cambiato",
            _(
                "Nel frattempo un'altra persona ha cambiato questa pagina: confronta con quello "
                "che c'è ora e salva di nuovo se vuoi tenere il tuo testo."
            ),
        )
    _write(bloccato, campi, by)
    return bloccato


@transaction.atomic
def cambiamento_delete(*, cambiamento: CambiamentoIstituzionale, by: User) -> None:
    """Take it away; the history keeps it. Raises DomainError `solo_responsabile`."""
    bloccato = CambiamentoIstituzionale.objects.select_for_update(of=("self",)).get(
        pk=cambiamento.pk
    )
    _may_write(bloccato, by)
    bloccato.delete()


def _write(oggetto: CambiamentoIstituzionale, campi: Mapping[str, Any], by: User) -> None:
    _may_write(oggetto, by)
    for nome in CAMPI:
        if nome in campi:
            setattr(oggetto, nome, campi[nome])
    if oggetto.progetto and oggetto.progetto.comune_id != oggetto.comune_id:
        raise DomainError("progetto_altrui", _("Il progetto è di un altro Comune."))
    if oggetto.documento and oggetto.documento.progetto_id != oggetto.progetto_id:
        raise DomainError("documento_altrui", _("Il documento è di un altro progetto."))
    if oggetto.visibilita != Visibilita.TEAM:
        # The consent is given to a text: this one is new.
        oggetto.consenso_di, oggetto.consenso_il = by, timezone.now()
    oggetto.full_clean()
    oggetto.save()


def _may_write(oggetto: CambiamentoIstituzionale, by: User) -> None:
    if puo_scrivere(by, oggetto):
        return
    if oggetto.visibilita == Visibilita.TEAM:
        raise DomainError("non_del_comune", _("Scrive soltanto chi agisce per il Comune."))
    raise DomainError(
        "solo_responsabile",
        _("È già condiviso: lo cambia soltanto un responsabile del Comune."),
    )

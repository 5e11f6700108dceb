"""From what did not work in a report to a lesson for others."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from community.models import Lezione
from community.services.lezioni import lezione_create
from fis_portal.accounts.models import User
from fis_portal.core.errors import DomainError
from outcomes.enums import CapitoloTesto
from outcomes.models import OrigineLezione, Rendicontazione
from outcomes.selectors.lezioni import testi_per_lezione
from progetti.models import FaseProgetto


@transaction.atomic
def lezione_da_rendicontazione(*, rendicontazione: Rendicontazione, by: User) -> Lezione:
    """Draft a lesson, read by the team alone, from what did not work; twice is the same draft.

    Raises DomainError `manca_testo` if the report does not say what did not work.
    """
    # Two clicks at once wait for each other here.
    rendicontazione = (
        Rendicontazione.objects.select_for_update(of=("self",))
        .select_related("progetto__comune", "periodo")
        .get(pk=rendicontazione.pk)
    )
    origine = (
        OrigineLezione.objects.filter(rendicontazione=rendicontazione)
        .select_related("lezione")
        .first()
    )
    if origine is not None:
        return origine.lezione
    testi = testi_per_lezione(rendicontazione)
    if not testi.get(CapitoloTesto.NON_FUNZIONATO):
        raise DomainError(
            "manca_testo",
            _("Scrivi e salva prima «Che cosa non ha funzionato»: la lezione parte da lì."),
        )
    lezione = lezione_create(
        progetto=rendicontazione.progetto, campi=_campi(rendicontazione, testi), by=by
    )
    OrigineLezione.objects.create(lezione=lezione, rendicontazione=rendicontazione)
    return lezione


def _campi(rendicontazione: Rendicontazione, testi: dict[str, str]) -> dict[str, Any]:
    progetto, periodo = rendicontazione.progetto, rendicontazione.periodo
    fase = (
        FaseProgetto.objects.filter(progetto=progetto)
        .select_related("intervento")
        .order_by("-intervento__ordine")
        .first()
    )
    titolo = _("%(progetto)s: che cosa non ha funzionato (%(periodo)s)") % {
        "progetto": progetto.nome_pubblico[:120],
        "periodo": periodo.nome[:40],
    }
    return {
        "titolo": titolo[:200],
        "tentato": testi.get(CapitoloTesto.NARRATIVA, ""),
        "deluso": testi[CapitoloTesto.NON_FUNZIONATO],
        "evidenza": _("Rendicontazione: %(periodo)s.") % {"periodo": periodo.nome},
        "intervento": fase.intervento if fase else None,
        "temi": list(progetto.temi.all()),
    }

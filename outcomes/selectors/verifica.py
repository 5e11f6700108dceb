"""What an evaluator sees: accepted reports of the projects entrusted to it, value by value."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from outcomes.enums import SezioneRendicontazione, StatoValore, Verifica
from outcomes.models import Evidenza, Indicatore, Rendicontazione, Rilevazione
from outcomes.querysets import RendicontazioneQuerySet
from outcomes.selectors.righe import Riga, righe, valore_mostrato
from progetti.models import Progetto

MISURATE = Q(rilevazioni__stato_valore=StatoValore.MISURATO)


@dataclass(frozen=True, slots=True)
class ValorePassato:
    """The same indicator in an earlier period."""

    periodo: str
    valore: str
    verifica: str


@dataclass(frozen=True, slots=True)
class RigaVerifica:
    """One indicator of a report, with everything needed to judge its value."""

    riga: Riga
    indicatore: Indicatore
    rilevazione: Rilevazione | None
    valore: str
    parti: tuple[tuple[str, str], ...]
    passati: tuple[ValorePassato, ...]
    evidenze: tuple[Evidenza, ...]

    @property
    def has_verdetto(self) -> bool:
        return self.rilevazione is not None and self.rilevazione.verifica != Verifica.DA_VERIFICARE

    @property
    def is_verificabile(self) -> bool:
        """There is a measured value, with no verdict yet."""
        return (
            self.rilevazione is not None
            and self.rilevazione.stato_valore == StatoValore.MISURATO
            and self.rilevazione.verifica == Verifica.DA_VERIFICARE
        )


def is_valutatore(user: Any) -> bool:
    """Is any project entrusted to this person today?"""
    return Progetto.objects.affidati_a(user, timezone.localdate()).exists()


def affidate_list(user: Any, alla: date) -> RendicontazioneQuerySet:
    """Accepted reports to verify, with how many values still wait: those first."""
    return (
        Rendicontazione.objects.affidate_a(user, alla)
        .select_related("progetto__comune", "periodo")
        .annotate(
            misurati=Count("rilevazioni", filter=MISURATE),
            da_verificare=Count(
                "rilevazioni",
                filter=MISURATE & Q(rilevazioni__verifica=Verifica.DA_VERIFICARE),
            ),
            contestati=Count("rilevazioni", filter=Q(rilevazioni__verifica=Verifica.CONTESTATA)),
        )
        .order_by("stato", "periodo__al", "progetto__titolo", "pk")
    )


def righe_verifica(rendicontazione: Rendicontazione) -> tuple[RigaVerifica, ...]:
    """The indicators of a report in their order, one by one."""
    passate = _passate(rendicontazione)
    evidenze = _evidenze(rendicontazione)
    return tuple(
        _riga(riga, passate, evidenze)
        for riga in righe(rendicontazione, SezioneRendicontazione.INDICATORI)
        if isinstance(riga.riferimento, Indicatore)
    )


def _riga(
    riga: Riga, passate: dict[Any, list[Rilevazione]], evidenze: dict[int, list[Evidenza]]
) -> RigaVerifica:
    indicatore = riga.riferimento
    assert isinstance(indicatore, Indicatore)  # noqa: S101 - rows of this section have one
    rilevazione = riga.oggetto if isinstance(riga.oggetto, Rilevazione) else None
    return RigaVerifica(
        riga=riga,
        indicatore=indicatore,
        rilevazione=rilevazione,
        valore=valore_mostrato(indicatore, rilevazione),
        parti=tuple(
            (str(campo.etichetta), riga.valori[campo.nome])
            for campo in riga.campi
            if campo.nome.startswith("parti/") and riga.valori[campo.nome]
        ),
        passati=tuple(_passati(passate.get(indicatore.serie, ()))),
        evidenze=tuple(evidenze.get(rilevazione.pk, ())) if rilevazione is not None else (),
    )


def _passati(rilevazioni: Iterable[Rilevazione]) -> Iterable[ValorePassato]:
    for passata in rilevazioni:
        yield ValorePassato(
            periodo=str(passata.rendicontazione.periodo),
            valore=valore_mostrato(passata.indicatore, passata)
            or passata.get_stato_valore_display(),
            verifica=passata.get_verifica_display(),
        )


def _passate(rendicontazione: Rendicontazione) -> dict[Any, list[Rilevazione]]:
    """By series, what accepted reports of earlier periods say, newest first."""
    trovate: dict[Any, list[Rilevazione]] = {}
    rilevazioni = (
        Rilevazione.objects.filter(
            rendicontazione__progetto=rendicontazione.progetto_id,
            rendicontazione__periodo__al__lt=rendicontazione.periodo.al,
            rendicontazione__accettata_il__isnull=False,
        )
        .exclude(stato_valore="")
        .select_related("indicatore", "rendicontazione__periodo")
        .order_by("-rendicontazione__periodo__al", "pk")
    )
    for rilevazione in rilevazioni:
        trovate.setdefault(rilevazione.indicatore.serie, []).append(rilevazione)
    return trovate


def _evidenze(rendicontazione: Rendicontazione) -> dict[int, list[Evidenza]]:
    trovate: dict[int, list[Evidenza]] = {}
    allegate = Evidenza.objects.attuali().filter(
        rendicontazione=rendicontazione, rilevazione__isnull=False
    )
    for evidenza in allegate.select_related("file").order_by("created_at", "pk"):
        if evidenza.rilevazione_id is not None:
            trovate.setdefault(evidenza.rilevazione_id, []).append(evidenza)
    return trovate

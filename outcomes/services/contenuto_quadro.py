"""Write the content of a draft from plain data: templates, demonstrative data, other systems."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from fis_portal.accounts.models import User
from fis_portal.core.errors import DomainError
from outcomes.enums import StatoBase, StatoQuadro
from outcomes.models import (
    Dimensione,
    Esito,
    Indicatore,
    LegameEsito,
    PeriodoMonitoraggio,
    QuadroImpatto,
    TargetPeriodo,
)

Dati = Mapping[str, Any]
DI_ESITO = ("livello", "titolo", "descrizione", "ipotesi")
DI_INDICATORE = (
    "nome",
    "definizione",
    "tipo",
    "unita",
    "direzione",
    "cumulo",
    "minimo",
    "massimo",
    "target_finale",
    "target_motivo",
    "fonte_dati",
    "metodo",
    "frequenza",
    "chi_misura",
    "chi_verifica",
    "evidenza_richiesta",
    "is_public",
    "riservatezza",
    "sdg",
    "bes",
)


@transaction.atomic
def quadro_write(
    *, quadro: QuadroImpatto, esiti: Sequence[Dati], togli: Sequence[str] = (), by: User | None
) -> None:
    """Add outcomes and indicators to a draft, or change those that have the same code.

    What is not said stays as it is; indicators in `togli` are taken away. Raises DomainError if the
    framework is no draft, or naming the row that is not valid.
    """
    bloccato = QuadroImpatto.objects.select_for_update(of=("self",)).get(pk=quadro.pk)
    if bloccato.stato != StatoQuadro.BOZZA:
        testo = _("Una versione entrata in vigore non cambia: cominciane una nuova.")
        raise DomainError("quadro_non_bozza", testo)
    bloccato.indicatori.filter(codice__in=togli).delete()
    scritti = {}
    for ordine, riga in enumerate(esiti, start=1):
        esito = _riga(Esito, bloccato, riga, ordine)
        _save(esito, {c: riga[c] for c in DI_ESITO if c in riga})
        scritti[esito.codice] = esito
        for n, sua in enumerate(riga.get("indicatori", ()), start=1):
            _indicatore(bloccato, esito, sua, ordine * 10 + n)
    tutti = {esito.codice: esito for esito in bloccato.esiti.all()}
    for riga in esiti:
        for a, ipotesi in riga.get("verso", {}).items():
            LegameEsito.objects.update_or_create(
                da=scritti[riga["codice"]], a=tutti[a], defaults={"ipotesi": ipotesi}
            )


def _indicatore(quadro: QuadroImpatto, esito: Esito, riga: Dati, ordine: int) -> None:
    indicatore = _riga(Indicatore, quadro, riga, ordine)
    valori = {c: riga[c] for c in DI_INDICATORE if c in riga}
    if base := riga.get("base"):
        valori |= {
            "base_stato": StatoBase(base["stato"]),
            "base_valore": base.get("valore"),
            "base_data": base.get("data"),
            "base_motivo": base.get("motivo", ""),
        }
    _save(indicatore, {**valori, "esito": esito})
    for n, (nome, voci) in enumerate(riga.get("dimensioni", {}).items(), start=1):
        Dimensione.objects.update_or_create(
            indicatore=indicatore, nome=nome, defaults={"voci": voci, "ordine": n}
        )
    for codice, valore in riga.get("target", {}).items():
        TargetPeriodo.objects.update_or_create(
            indicatore=indicatore,
            periodo=PeriodoMonitoraggio.objects.get(codice=codice),
            defaults={"valore": valore},
        )


def _riga(model: Any, quadro: QuadroImpatto, riga: Dati, ordine: int) -> Any:
    trovata = model.objects.filter(quadro=quadro, codice=riga["codice"]).first()
    return trovata or model(quadro=quadro, codice=riga["codice"], ordine=ordine)


def _save(oggetto: models.Model, valori: Dati) -> None:
    for campo, valore in valori.items():
        # 4.6 means 4.6, not the nearest binary fraction.
        esatto = Decimal(str(valore)) if isinstance(valore, float) else valore
        setattr(oggetto, campo, esatto)
    try:
        oggetto.full_clean()
    except ValidationError as errore:
        testi = [testo for lista in errore.message_dict.values() for testo in lista]
        nome = getattr(oggetto, "codice", "")
        raise DomainError("dati_non_validi", f"{nome}: {' '.join(testi)}") from errore
    oggetto.save()

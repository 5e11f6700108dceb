"""Impact frameworks: the templates anybody may start from, and those of demonstrative projects."""

from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from community.models import Evento
from outcomes.enums import StatoQuadro
from outcomes.models import PeriodoMonitoraggio, QuadroImpatto
from outcomes.services.contenuto_quadro import quadro_write
from outcomes.services.quadro import quadro_enact, quadro_start
from progetti.models import Attivita, Intervento, Progetto, VoceSpesa

DATI = Path(__file__).resolve().parent.parent / "data"

Riga = dict[str, Any]


@transaction.atomic
def modelli_load(percorso: Path = DATI / "modelli_quadro.yaml") -> dict[str, int]:
    """Add the templates that are missing; those that staff changed stay as they are."""
    aggiunti = 0
    for riga in yaml.safe_load(percorso.read_text(encoding="utf-8")):
        modello, creato = QuadroImpatto.objects.get_or_create(
            nome_modello=riga["nome"], defaults={"motivo": riga["motivo"]}
        )
        if creato:
            quadro_write(quadro=modello, esiti=riga["esiti"], by=None)
            aggiunti += 1
    return {"modelli di quadro": aggiunti}


@transaction.atomic
def quadri_load(percorso: Path = DATI / "quadri_dimostrativi.yaml") -> dict[str, int]:
    """Add frameworks, activities and budgets to the demonstrative projects that have none."""
    dati = yaml.safe_load(percorso.read_text(encoding="utf-8"))
    for periodo in dati["periodi"]:
        PeriodoMonitoraggio.objects.get_or_create(
            codice=periodo["codice"], defaults={**periodo, "is_demo": True}
        )
    aggiunti = 0
    for riga in dati["progetti"]:
        progetto = Progetto.objects.get(titolo=riga["titolo"], is_demo=True)
        if not progetto.quadri.exists():
            _svolgimento(progetto, riga)
            for versione in riga["versioni"]:
                _versione(progetto, versione)
                aggiunti += 1
    return {"quadri d'impatto": aggiunti}


def quadri_remove() -> None:
    """The demonstrative frameworks and periods, before the meetings they name are deleted."""
    QuadroImpatto.objects.filter(is_demo=True).delete()
    PeriodoMonitoraggio.objects.filter(is_demo=True, target__isnull=True).delete()


def _svolgimento(progetto: Progetto, riga: Riga) -> None:
    for ordine, attivita in enumerate(riga["attivita"], start=1):
        Attivita.objects.create(
            progetto=progetto,
            ordine=ordine,
            titolo=attivita["titolo"],
            prevista_dal=attivita["dal"],
            prevista_al=attivita["al"],
        )
    intervento = Intervento.objects.get(codice="II")
    for tipo, importo in riga["spese"].items():
        VoceSpesa.objects.create(
            progetto=progetto, intervento=intervento, tipo=tipo, preventivo_eur=importo
        )


def _versione(progetto: Progetto, riga: Riga) -> None:
    da = None
    if riga.get("da") == "propria":
        da = QuadroImpatto.objects.get(progetto=progetto, stato=StatoQuadro.IN_VIGORE)
    elif riga.get("da"):
        da = QuadroImpatto.objects.modelli().get(nome_modello=riga["da"])
    quadro = quadro_start(progetto=progetto, da=da, by=None)
    quadro_write(quadro=quadro, esiti=riga["esiti"], togli=riga.get("togli", ()), by=None)
    incontro = riga.get("deciso_in")
    quadro_enact(
        quadro=quadro,
        dal=riga["dal"],
        motivo=riga["motivo"],
        concordato_con=riga["concordato_con"],
        deciso_in=Evento.objects.get(titolo=incontro, is_demo=True) if incontro else None,
        by=None,
    )

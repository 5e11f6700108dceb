"""The real FIS programme, as public sources tell it (data/programma.yaml).

Every loader adds what is missing, by natural key, and never overwrites what staff changed since.
"""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from django.utils.text import slugify

from community.models import Evento, RiepilogoIncontri
from comuni.models import Comune
from fis_portal.core.enums import PrecisioneData
from fis_portal.core.models import Fonte
from monitoraggio.models import DatoPubblicato
from progetti.enums import RuoloPartenariato, StatoFase
from progetti.models import (
    FaseProgetto,
    FattoProgetto,
    Intervento,
    Macroarea,
    Organizzazione,
    Partenariato,
    Progetto,
    ProgettoMacroarea,
    ProgettoTema,
    Tema,
)
from progetti.services.fasi import fase_transition

DATI = Path(__file__).resolve().parent.parent / "data"

Riga = dict[str, Any]


@transaction.atomic
def programma_load(percorso: Path = DATI / "programma.yaml") -> dict[str, int]:
    """Load sources, vocabularies, projects, events and published figures. Returns rows added."""
    dati = yaml.safe_load(percorso.read_text(encoding="utf-8"))
    fonti = _Fonti(dati["fonti"])
    aggiunte = {
        "fonti": fonti.aggiunte,
        "interventi": _interventi(dati["interventi"], fonti),
        "macroaree": _vocabolario(Macroarea, dati["macroaree"], fonti),
        "temi": _vocabolario(Tema, dati["temi"], fonti),
        "progetti": sum(_progetto(riga, fonti) for riga in dati["progetti"]),
        "eventi": sum(_evento(riga, fonti) for riga in dati["eventi"]),
        "riepiloghi": sum(_riepilogo(riga, fonti) for riga in dati["riepiloghi_incontri"]),
        "dati_pubblicati": sum(
            _dato_pubblicato(riga, fonti, ordine)
            for ordine, riga in enumerate(dati["dati_pubblicati"])
        ),
    }
    return aggiunte


class _Fonti:
    """Sources by code; an unknown code is a mistake in the data file and raises KeyError."""

    def __init__(self, righe: dict[str, Riga]) -> None:
        self.aggiunte = 0
        self._per_codice = {}
        for codice, riga in righe.items():
            fonte, creata = Fonte.objects.get_or_create(
                codice=codice,
                defaults={**riga, "data": _data(riga.get("data"))},
            )
            self.aggiunte += creata
            self._per_codice[codice] = fonte

    def __getitem__(self, codice: str) -> Fonte:
        return self._per_codice[codice]

    def get(self, codice: str | None) -> Fonte | None:
        return self._per_codice[codice] if codice else None


def _data(testo: str | None) -> date | None:
    return date.fromisoformat(testo) if testo else None


def _interventi(righe: list[Riga], fonti: _Fonti) -> int:
    aggiunti = 0
    for ordine, riga in enumerate(righe, start=1):
        _intervento, creato = Intervento.objects.get_or_create(
            codice=riga["codice"],
            defaults={
                "nome": riga["nome"],
                "ordine": ordine,
                "massimale_eur": Decimal(riga["massimale_eur"]),
                "dotazione_eur": Decimal(riga["dotazione_eur"]),
                "nota": riga.get("nota", ""),
                "fonte": fonti[riga["fonte"]],
            },
        )
        aggiunti += creato
    return aggiunti


def _vocabolario(modello: type[Macroarea] | type[Tema], righe: list[Riga], fonti: _Fonti) -> int:
    aggiunti = 0
    for ordine, riga in enumerate(righe, start=1):
        _vocabolo, creato = modello.objects.get_or_create(
            slug=slugify(riga["nome"]),
            defaults={"nome": riga["nome"], "ordine": ordine, "fonte": fonti[riga["fonte"]]},
        )
        aggiunti += creato
    return aggiunti


def _progetto(riga: Riga, fonti: _Fonti) -> bool:
    slug = riga.get("slug") or slugify(riga["titolo"])[:80].rstrip("-")
    if Progetto.objects.filter(slug=slug).exists():
        return False
    progetto = Progetto(
        comune=Comune.objects.get(codice_istat=riga["codice_istat"]),
        titolo=riga["titolo"],
        slug=slug,
        nota=riga.get("nota", ""),
        data_inizio=_data(riga.get("data_inizio")),
        is_public=True,
    )
    progetto.full_clean()
    progetto.save()
    progetto.fonti.set(fonti[codice] for codice in riga["fonti"])
    _parole(progetto, riga, fonti)
    _partner(progetto, riga, fonti)
    for ordine, fatto in enumerate(riga["fatti"]):
        FattoProgetto.objects.create(
            progetto=progetto, testo=fatto["testo"], fonte=fonti[fatto["fonte"]], ordine=ordine
        )
    for codice, fase in riga["fasi"].items():
        _fase(progetto, codice, fase, fonti)
    return True


def _parole(progetto: Progetto, riga: Riga, fonti: _Fonti) -> None:
    for macroarea in riga["macroaree"]:
        ProgettoMacroarea.objects.create(
            progetto=progetto,
            macroarea=Macroarea.objects.get(nome=macroarea["nome"]),
            fonte=fonti[macroarea["fonte"]],
        )
    for tema in riga["temi"]:
        ProgettoTema.objects.create(progetto=progetto, tema=Tema.objects.get(nome=tema))


def _partner(progetto: Progetto, riga: Riga, fonti: _Fonti) -> None:
    for partner in riga["partner"]:
        organizzazione, _creata = Organizzazione.objects.get_or_create(
            nome=partner["nome"], defaults={"tipo": partner.get("tipo", "")}
        )
        Partenariato.objects.create(
            progetto=progetto,
            organizzazione=organizzazione,
            ruolo=partner.get("ruolo", RuoloPartenariato.PARTNER),
            fonte=fonti.get(partner.get("fonte")),
        )


def _fase(progetto: Progetto, codice: str, riga: Riga, fonti: _Fonti) -> None:
    importo = riga.get("importo_concesso_eur")
    fase = FaseProgetto.objects.create(
        progetto=progetto,
        intervento=Intervento.objects.get(codice=codice),
        importo_concesso_eur=Decimal(importo) if importo else None,
        fonte_importo=fonti.get(riga.get("fonte_importo")),
    )
    for passaggio in riga["transizioni"]:
        fase_transition(
            fase=fase,
            a=StatoFase(passaggio["a"]),
            data=date.fromisoformat(passaggio["data"]),
            precisione=PrecisioneData(passaggio.get("precisione", PrecisioneData.GIORNO)),
            fonte=fonti.get(passaggio.get("fonte")),
            by=None,
        )


def _evento(riga: Riga, fonti: _Fonti) -> bool:
    slug = slugify(riga["titolo"])[:100].rstrip("-")
    evento, creato = Evento.objects.get_or_create(
        slug=slug,
        defaults={
            **{
                campo: riga[campo]
                for campo in ("tipo", "titolo", "luogo", "data_testo", "nota", "organizzatori")
                if campo in riga
            },
            "progetti_presenti": riga.get("progetti_presenti"),
            "data_inizio": _data(riga.get("data_inizio")),
            "is_public": True,
        },
    )
    if creato:
        evento.fonti.set(fonti[codice] for codice in riga["fonti"])
        evento.progetti.set(
            Progetto.objects.reali().filter(comune__nome__in=riga.get("comuni_presenti", []))
        )
    return creato


def _riepilogo(riga: Riga, fonti: _Fonti) -> bool:
    intervento = riga.get("intervento")
    _riepilogo, creato = RiepilogoIncontri.objects.get_or_create(
        titolo=riga["titolo"],
        fonte=fonti[riga["fonte"]],
        defaults={
            "tipo": riga.get("tipo", ""),
            "intervento": Intervento.objects.get(codice=intervento) if intervento else None,
            "incontri": riga.get("incontri"),
            "persone": riga.get("persone"),
            "data_riferimento": date.fromisoformat(riga["data_riferimento"]),
            "precisione": riga["precisione"],
            "nota": riga.get("nota", ""),
        },
    )
    return creato


def _dato_pubblicato(riga: Riga, fonti: _Fonti, ordine: int) -> bool:
    _dato, creato = DatoPubblicato.objects.get_or_create(
        codice=riga["codice"],
        defaults={
            "etichetta": riga["etichetta"],
            "valore": Decimal(riga["valore"]),
            "unita": riga["unita"],
            "fonte": fonti[riga["fonte"]],
            "nota": riga.get("nota", ""),
            "figura": riga.get("figura", ""),
            "voce": riga.get("voce", ""),
            "is_quota": riga.get("is_quota", False),
            "spiegazione": riga.get("spiegazione", ""),
            "ordine": ordine,
        },
    )
    return creato

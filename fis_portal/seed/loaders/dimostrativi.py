"""Demonstrative data: invented, on plainly fictional Comuni, marked and removable as a whole."""

import json
import secrets
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.text import slugify

from community.models import Evento, Partecipazione, Persona, RiepilogoIncontri
from comuni.enums import RuoloReferente
from comuni.models import Comune, Referente
from fis_portal.accounts.models import User
from fis_portal.core.posta import posta_muta
from fis_portal.seed.loaders.comunita_dimostrativa import (
    comunita_demo_load,
    comunita_demo_remove,
)
from fis_portal.seed.loaders.pratiche_dimostrative import pratiche_load, pratiche_remove
from fis_portal.seed.loaders.quadri import quadri_load, quadri_remove
from fis_portal.seed.loaders.rendicontazioni import (
    rendicontazioni_load,
    rendicontazioni_remove,
)
from monitoraggio.models import ReportMonitoraggio
from progetti.enums import RuoloPartenariato, StatoFase, TipoOrganizzazione
from progetti.models import (
    FaseProgetto,
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


@posta_muta()
@transaction.atomic
def dimostrativi_load(
    accessi: Path | None = None, percorso: Path = DATI / "dimostrativi.yaml"
) -> dict[str, int]:
    """Add the demonstrative rows that are missing. Returns how many of each kind were added.

    Passwords are random and written to `accessi`, for the embedded mode to print; without it the
    demonstrative users cannot sign in.
    """
    dati = yaml.safe_load(percorso.read_text(encoding="utf-8"))
    prima = Comune.objects.filter(is_demo=True).count()
    comuni = [_comune(i, nome) for i, nome in enumerate(dati["comuni"], start=1)]
    progetti = [
        _progetto(i, comune, riga)
        for i, (comune, riga) in enumerate(zip(comuni, dati["progetti"], strict=True))
    ]
    return {
        "comuni": len(comuni) - prima,
        "utenti": _utenti(dati["utenti"], accessi),
        "progetti": sum(progetti),
        "eventi": sum(_evento(riga) for riga in dati["eventi"]),
        **quadri_load(),
        **rendicontazioni_load(),
        **pratiche_load(),
        **comunita_demo_load(),
    }


@transaction.atomic
def dimostrativi_remove() -> dict[str, int]:
    """Delete every demonstrative row. Users that real records name are switched off instead."""
    tolti = {"esperienze": comunita_demo_remove()}  # lessons hold the reports they come from
    tolti["rendicontazioni"] = rendicontazioni_remove()
    quadri_remove()
    tolti["pratiche"] = pratiche_remove()
    for modello in (
        ReportMonitoraggio,
        Evento,
        RiepilogoIncontri,
        Persona,
        Progetto,
        Organizzazione,
    ):
        righe = modello.objects.filter(is_demo=True)
        tolti[str(modello._meta.verbose_name_plural)] = righe.count()
        righe.delete()
    Referente.objects.filter(comune__is_demo=True).delete()
    tolti["Comuni"] = Comune.objects.filter(is_demo=True).delete()[0]
    for user in User.objects.filter(is_demo=True):
        try:
            with transaction.atomic():
                user.delete()
        except ProtectedError:
            user.is_active = False
            user.set_unusable_password()
            user.save()
    return tolti


def _comune(numero: int, nome: str) -> Comune:
    comune, _creato = Comune.objects.get_or_create(
        codice_istat=f"999{numero:03d}",
        defaults={"nome": nome, "slug": slugify(nome), "capoluogo": True, "is_demo": True},
    )
    return comune


def _utenti(righe: list[Riga], accessi: Path | None) -> int:
    aggiunti, noti = 0, []
    senza_file = accessi is not None and not accessi.exists()
    for riga in righe:
        user, creato = User.objects.get_or_create(
            email=riga["email"],
            defaults={
                "nome": riga["nome"],
                "cognome": riga["cognome"],
                "is_staff": "gruppo" in riga,
                "is_demo": True,
            },
        )
        aggiunti += creato
        if creato or senza_file:
            password = secrets.token_urlsafe(9) if accessi else None
            user.set_password(password)
            user.save()
            noti.append(
                {
                    "ruolo": _nome_ruolo(riga),
                    "email": user.email,
                    "password": password,
                }
            )
        _ruolo(user, riga)
    if accessi and noti:
        accessi.write_text(json.dumps(noti, ensure_ascii=False, indent=1))
        accessi.chmod(0o600)
    return aggiunti


def _nome_ruolo(riga: Riga) -> str:
    return riga.get("gruppo") or riga.get("ruolo") or f"Referente di {riga['comune']}"


def _ruolo(user: User, riga: Riga) -> None:
    if "gruppo" in riga:
        user.groups.set(Group.objects.filter(name=riga["gruppo"]))
    elif "comune" in riga:
        Referente.objects.get_or_create(
            user=user,
            comune=Comune.objects.get(nome=riga["comune"], is_demo=True),
            defaults={"ruolo": RuoloReferente.RESPONSABILE},
        )


def _progetto(indice: int, comune: Comune, riga: Riga) -> bool:
    progetto, creato = Progetto.objects.get_or_create(
        slug=f"esempio-{slugify(riga['titolo'])}",
        defaults={
            "comune": comune,
            "titolo": riga["titolo"],
            "sintesi": f"Progetto inventato per mostrare il portale: {riga['titolo']}.",
            "bisogno": "Bisogno inventato, scritto per far vedere come si presenta una scheda.",
            "destinatari": riga["destinatari"],
            "is_public": True,
            "is_demo": True,
        },
    )
    if not creato:
        return False
    for posizione, nome in enumerate(riga["macroaree"]):
        ProgettoMacroarea.objects.create(
            progetto=progetto,
            macroarea=Macroarea.objects.get(nome=nome),
            is_prevalente=posizione == 0,
        )
    for nome in riga["temi"]:
        ProgettoTema.objects.create(progetto=progetto, tema=Tema.objects.get(nome=nome))
    _partner(indice, comune, progetto)
    _fasi(indice, progetto)
    return True


def _partner(indice: int, comune: Comune, progetto: Progetto) -> None:
    """Who is in and since when: the investor of every third project left after the study."""
    enti = (
        (
            f"Cooperativa {comune.nome}",
            TipoOrganizzazione.ETS,
            RuoloPartenariato.ATTUATORE,
            date(2025, 2, 3),
            None,
        ),
        (
            f"Fondazione Esempio {indice % 4 + 1}",
            TipoOrganizzazione.FONDAZIONE,
            RuoloPartenariato.INVESTITORE,
            date(2025, 6, 1) + timedelta(days=30 * (indice % 4)),
            date(2025, 12, 15) if indice % 3 == 2 else None,
        ),
        (
            f"Università degli Esempi {indice % 3 + 1}",
            TipoOrganizzazione.UNIVERSITA,
            RuoloPartenariato.VALUTATORE,
            date(2026, 1, 15),
            None,
        ),
    )
    for nome, tipo, ruolo, dal, al in enti:
        organizzazione, _creata = Organizzazione.objects.get_or_create(
            nome=nome, defaults={"tipo": tipo, "is_demo": True}
        )
        Partenariato.objects.create(
            progetto=progetto, organizzazione=organizzazione, ruolo=ruolo, dal=dal, al=al
        )


def _fasi(indice: int, progetto: Progetto) -> None:
    """All eighteen studies are financed; fourteen go on, one withdraws, two are concluded."""
    passi_i = [
        (StatoFase.CANDIDATA, date(2024, 10, 1)),
        (StatoFase.AMMESSA, date(2024, 12, 10)),
        (StatoFase.FINANZIATA, date(2025, 1, 20)),
        (StatoFase.IN_CORSO, date(2025, 2, 3)),
        (StatoFase.CONCLUSA, date(2025, 12, 15)),
    ]
    passi_ii = [
        (StatoFase.CANDIDATA, date(2026, 1, 15)),
        (StatoFase.AMMESSA, date(2026, 3, 2)),
        (StatoFase.FINANZIATA, date(2026, 4, 1)),
        (StatoFase.IN_CORSO, date(2026, 5, 4)),
    ]
    _fase(progetto, "I", 120_000 + 1_500 * indice, passi_i)
    if indice < 14:
        _fase(progetto, "II", 380_000 + 5_000 * indice, passi_ii[: 3 + indice % 2])
    elif indice == 14:
        _fase(progetto, "II", None, [*passi_ii[:2], (StatoFase.RITIRATA, date(2026, 3, 20))])


def _fase(
    progetto: Progetto, codice: str, importo: int | None, passi: list[tuple[StatoFase, date]]
) -> None:
    fase = FaseProgetto.objects.create(
        progetto=progetto,
        intervento=Intervento.objects.get(codice=codice),
        importo_concesso_eur=importo,
    )
    for stato, giorno in passi:
        motivo = "Il partner investitore si è ritirato." if stato == StatoFase.RITIRATA else ""
        fase_transition(fase=fase, a=stato, data=giorno, motivo=motivo, by=None)


def _evento(riga: Riga) -> bool:
    """An event with its first-to-last numbered people; `tra_giorni` dates it from today."""
    giorno = riga.get("data") or timezone.localdate() + timedelta(days=riga["tra_giorni"])
    evento, creato = Evento.objects.get_or_create(
        slug=f"esempio-{slugify(riga['titolo'])}",
        defaults={
            "tipo": riga["tipo"],
            "titolo": riga["titolo"],
            "luogo": "Sala degli Esempi",
            "data_inizio": giorno,
            "intervento": Intervento.objects.get(codice=riga["intervento"]),
            "descrizione": "Evento inventato per mostrare il portale.",
            "is_public": True,
            "is_demo": True,
        },
    )
    if creato:
        evento.progetti.set(Progetto.objects.filter(is_demo=True).order_by("pk")[:8])
        prima, ultima = riga.get("persone", (1, 0))
        Partecipazione.objects.bulk_create(
            Partecipazione(evento=evento, persona=_persona(numero))
            for numero in range(prima, ultima + 1)
        )
    return creato


def _persona(numero: int) -> Persona:
    persona, _creata = Persona.objects.get_or_create(
        email=f"persona{numero:02d}@esempio.example",
        defaults={"nome": f"Nome{numero:02d}", "cognome": f"Cognome{numero:02d}", "is_demo": True},
    )
    return persona

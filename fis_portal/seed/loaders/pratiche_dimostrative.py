"""Demonstrative practices, and how they travel among invented Comuni."""

from pathlib import Path
from typing import Any

import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models import Q

from community.enums import Visibilita
from community.models import Adozione, Bisogno, Destinatario, ElementoKit, Pratica
from community.services.adozioni import adozione_declare, adozione_update, pratica_da_adozione
from community.services.pratiche import kit_add, pratica_create, pratica_save, versione_di
from community.services.visibilita import Condiviso, visibilita_set
from comuni.enums import RuoloReferente
from comuni.models import Comune, Referente
from fis_portal.accounts.models import User
from fis_portal.core.models import FileProtetto
from fis_portal.core.posta import posta_muta
from fis_portal.seed.loaders.esperienze import vocabolari_load
from progetti.models import Progetto, Tema

DATI = Path(__file__).resolve().parent.parent / "data"
CHI = "comuni@esempio.example"
SCALA = (Visibilita.COMUNITA, Visibilita.PUBBLICA)
PAROLE = {"bisogni": Bisogno, "destinatari": Destinatario, "temi": Tema}
TESTI = (
    "titolo",
    "sintesi",
    "problema",
    "come_funziona",
    "risultati",
    "limiti",
    "tempo_mesi",
    "costo_eur",
    "costo_nota",
    "persone",
    "partner",
    "popolazione_min",
    "popolazione_max",
)

Riga = dict[str, Any]


@posta_muta()
@transaction.atomic
def pratiche_load(percorso: Path = DATI / "pratiche_dimostrative.yaml") -> dict[str, int]:
    """Write the practices and let them travel, once. Returns how many there are of each kind."""
    if Pratica.objects.filter(is_demo=True).exists():
        return {}
    vocabolari_load()
    dati = yaml.safe_load(percorso.read_text(encoding="utf-8"))
    pratiche = {riga["chiave"]: _pratica(riga) for riga in dati["pratiche"]}
    for riga in dati["adozioni"]:
        adozione = _adozione(pratiche[riga["pratica"]], riga)
        if "nata" in riga:
            pratiche[riga["nata"]["chiave"]] = _nata(adozione, riga["nata"])
    return {"pratiche": len(pratiche), "adozioni": len(dati["adozioni"])}


def pratiche_remove() -> int:
    """The demonstrative practices, their kits and who took them up."""
    pratiche = Pratica.objects.filter(
        Q(is_demo=True) | Q(comune__is_demo=True) | Q(progetto__is_demo=True)
    )
    file = [
        pk
        for pk in ElementoKit.objects.filter(pratica__in=pratiche).values_list("file", flat=True)
        if pk
    ]
    # An adoption holds its practice, and a practice born from it holds the adoption.
    adozioni = Adozione.objects.filter(
        Q(is_demo=True)
        | Q(comune__is_demo=True)
        | Q(progetto__is_demo=True)
        | Q(pratica__in=pratiche)
    )
    Pratica.objects.filter(da_adozione__in=adozioni).update(da_adozione=None)
    adozioni.delete()
    quante = pratiche.count()
    pratiche.delete()
    FileProtetto.objects.filter(pk__in=file).delete()
    return quante


def _pratica(riga: Riga) -> Pratica:
    comune = Comune.objects.get(nome=riga["comune"], is_demo=True)
    chi = responsabile_of(comune)
    dati = _dati(riga)
    dati["progetto"] = Progetto.objects.filter(
        comune=comune, titolo=riga["progetto"], is_demo=True
    ).first()
    pratica = pratica_create(comune=comune, dati=dati, by=chi)
    for pezzo in riga.get("kit", ()):
        testo = pezzo.get("testo")
        kit_add(
            pratica=pratica,
            tipo=pezzo["tipo"],
            titolo=pezzo["titolo"],
            descrizione=pezzo["descrizione"],
            url=pezzo.get("url", ""),
            upload=SimpleUploadedFile("convenzione.txt", testo.encode()) if testo else None,
            by=chi,
        )
    return mostra(pratica, riga["visibilita"], chi)


def _dati(riga: Riga) -> Riga:
    dati = {campo: riga[campo] for campo in TESTI if campo in riga}
    for nome, modello in PAROLE.items():
        if nome in riga:
            dati[nome] = list(modello.objects.filter(slug__in=riga[nome]))
    return dati


def mostra(oggetto: Condiviso, fino_a: str, chi: User) -> Condiviso:
    """Raise who reads it up to `fino_a`, one step at a time, as its Comune does."""
    for passo in SCALA[: Visibilita.values.index(fino_a)]:
        oggetto = visibilita_set(oggetto, a=passo, by=chi)
    return oggetto


def _adozione(pratica: Pratica, riga: Riga) -> Adozione:
    comune = Comune.objects.get(nome=riga["comune"], is_demo=True)
    chi = responsabile_of(comune)
    cambia = riga.get("che_cosa_cambia", "")
    adozione = adozione_declare(
        pratica=pratica, comune=comune, tipo=riga["tipo"], che_cosa_cambia=cambia, by=chi
    )
    return adozione_update(
        adozione=adozione,
        tipo=riga["tipo"],
        che_cosa_cambia=cambia,
        stato=riga["stato"],
        esito=riga.get("esito", ""),
        versione=versione_di(adozione),
        by=chi,
    )


def _nata(adozione: Adozione, riga: Riga) -> Pratica:
    chi = responsabile_of(adozione.comune)
    pratica = pratica_da_adozione(adozione=adozione, by=chi)
    pratica = pratica_save(pratica=pratica, dati=_dati(riga), versione=versione_di(pratica), by=chi)
    return mostra(pratica, riga["visibilita"], chi)


def responsabile_of(comune: Comune) -> User:
    """The invented officer who answers for the invented Comuni."""
    user, creato = User.objects.get_or_create(
        email=CHI, defaults={"nome": "Elio", "cognome": "Comuni", "is_demo": True}
    )
    if creato:
        user.set_unusable_password()
        user.save()
    Referente.objects.get_or_create(
        user=user, comune=comune, defaults={"ruolo": RuoloReferente.RESPONSABILE}
    )
    return user

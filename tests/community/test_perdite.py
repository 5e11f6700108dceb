"""What is not for everybody leaves by no door: pages, searches, feeds, API, exports, management.

Every address that the resolver knows is asked, with the values the table of the matrix gives it
and with those of what is private; a new address is covered by itself.
"""

import io
import logging
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.http import HttpResponse
from django.test import Client

from fis_portal.accounts.models import User
from fis_portal.sito.roles import FUNZIONARIO, permissions_of
from progetti.enums import RuoloPartenariato
from tests.accounts.factories import UserFactory
from tests.community.privati import (
    CHIAVE,
    COMUNITA,
    DIARIO,
    GRUPPO,
    PERSONA,
    PK,
    RISERVATO,
    SLUG,
    crea_privati,
)
from tests.comuni.factories import ReferenteFactory
from tests.matrice.dati import crea_dati
from tests.matrice.gestione import pagina_di_modello
from tests.matrice.indirizzi import PREFISSO_ADMIN, indirizzi, riempi
from tests.matrice.lettura import prova_senza_traccia
from tests.matrice.tavola import TAVOLA
from tests.progetti.factories import DelegatoFactory, PartenariatoFactory, ProgettoFactory

pytestmark = pytest.mark.django_db
ALTROVE = ("/accesso/", "/utenza/", "/salute/", "/api/v1/docs/", "/api/v1/schema/", "/parere/")
AREE = ("/area-comuni/", "/area-valutatori/")
INDIRIZZI = [i for i in indirizzi() if not i.startswith(ALTROVE) and not i.endswith(".pdf")]
PUBBLICI = [i for i in INDIRIZZI if not i.startswith((PREFISSO_ADMIN, *AREE))]
DELLE_AREE = [i for i in INDIRIZZI if i.startswith(AREE)]
DEI_COMUNI = [i for i in INDIRIZZI if i.startswith((*AREE, "/eventi/"))]
TUTTE = (GRUPPO, COMUNITA, RISERVATO, DIARIO, PERSONA, SLUG)
DI_ALTRI = (GRUPPO, RISERVATO, DIARIO, PERSONA, SLUG)
# Who asks, what she may not read, and where: pages for all are the same for whoever is signed in.
ESTRANEI = {
    "anonimo": (TUTTE, PUBBLICI),
    "referente di un altro Comune": (DI_ALTRI, DEI_COMUNI),
    "delegato di un altro progetto": (DI_ALTRI, DELLE_AREE),
    "valutatore di un altro progetto": (DI_ALTRI, DELLE_AREE),
}
SENZA_DIRITTI = (GRUPPO, DIARIO, PERSONA)
MAI_DI_NESSUNO = ("<object_id>/", "import/", "process_import/")
PAGINE = sorted(
    {
        (pagina.model._meta.label_lower, indirizzo)
        for indirizzo in INDIRIZZI
        if (pagina := pagina_di_modello(indirizzo))
        and pagina.tipo not in MAI_DI_NESSUNO
        and pagina.model._meta.label_lower
        in {
            *(
                m._meta.label_lower
                for m in admin.site._registry
                if m._meta.app_label == "community"
            ),
            "outcomes.originelezione",
            "progetti.progetto",
        }
    }
)


@dataclass
class Portale:
    """The rows, and who is signed in for each role."""

    dati: Any
    privati: list[models.Model]
    client: dict[str, Client]


@pytest.fixture(scope="module")
def portale(django_db_setup: None, django_db_blocker: Any) -> Iterator[Portale]:
    """One set of rows for the whole module; every request is undone after it."""
    with _svelto(), django_db_blocker.unblock(), transaction.atomic():
        dati = crea_dati()
        yield Portale(dati, crea_privati(dati), {r: _client(p) for r, p in _persone().items()})
        transaction.set_rollback(True)


@contextmanager
def _svelto() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as toppa:
        toppa.setattr("django.test.client.store_rendered_templates", lambda *args, **kwargs: None)
        logging.disable()
        yield
        logging.disable(logging.NOTSET)


def _client(persona: User | None) -> Client:
    client = Client(raise_request_exception=False)
    if persona is not None:
        client.force_login(persona)
    return client


def _persone() -> dict[str, User | None]:
    referente = ReferenteFactory()
    ProgettoFactory(comune=referente.comune)
    funzionario = UserFactory(staff=True)
    funzionario.user_permissions.set(_permessi_senza_diritti())
    return {
        "anonimo": None,
        "referente di un altro Comune": referente.user,
        "delegato di un altro progetto": _delegato(RuoloPartenariato.PARTNER),
        "valutatore di un altro progetto": _delegato(RuoloPartenariato.VALUTATORE),
        "funzionario senza diritti": funzionario,
        "superuser": UserFactory(superuser=True),
    }


def _delegato(ruolo: RuoloPartenariato) -> User:
    delegato = DelegatoFactory()
    PartenariatoFactory(organizzazione=delegato.organizzazione, ruolo=ruolo)
    return delegato.user


def _permessi_senza_diritti() -> list[Permission]:
    """A project officer's, but for people and diary; `team_lezione` no project officer has."""
    nomi = {nome.partition(".")[2] for nome in permissions_of(FUNZIONARIO)}
    diario = ("verbaleincontro", "decisioneincontro", "azioneincontro", "seguitoazione")
    tolti = {n for n in nomi if n.endswith(("_persona", *diario))}
    return list(Permission.objects.filter(codename__in=nomi - tolti))


# --- What an answer tells -------------------------------------------------------------------------
def _perdite(client: Client, percorso: str, parole: tuple[str, ...], **post: Any) -> list[str]:
    """The words of an answer, headers and packed files included, which were not in the question."""
    with prova_senza_traccia(sola_lettura=not post):
        risposta = client.post(percorso, post) if post else client.get(percorso)
        corpo = _letto(risposta)
    return [
        f"{percorso} ({risposta.status_code}): {_intorno(corpo, parola)}"
        for parola in parole
        if parola in corpo and parola not in percorso
    ]


def _letto(risposta: HttpResponse) -> str:
    corpo = risposta.getvalue()
    if corpo.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(corpo)) as archivio:
            corpo = b"".join(archivio.read(nome) for nome in archivio.namelist())
    intestazioni = " ".join(f"{nome}: {valore}" for nome, valore in risposta.headers.items())
    return f"{intestazioni} {corpo.decode(errors='replace')}".lower()


def _intorno(corpo: str, parola: str) -> str:
    dove = corpo.find(parola)
    return " ".join(corpo[max(0, dove - 60) : dove + 40].split())


def _chieste(dati: Any, indirizzo: str) -> list[str]:
    """An address as the matrix asks for it, for what is private, and searching for it."""
    riga = TAVOLA[indirizzo]
    chieste = [riempi(indirizzo, riga.parametri(dati)) + (f"?{riga.query}" if riga.query else "")]
    if "<" in indirizzo:
        chieste.append(riempi(indirizzo, _con({"slug": SLUG})))
        if "<slug>" in indirizzo and indirizzo.count("<") > 1:  # of a page that is public
            pubblici = {n: v for n, v in riga.parametri(dati).items() if n == "slug"}
            chieste.append(riempi(indirizzo, _con(pubblici)))
    else:
        chieste.append(f"{indirizzo}?q={CHIAVE}")
    return list(dict.fromkeys(chieste))


def _con(valori: dict[str, Any]) -> defaultdict[str, str]:
    """These, and for the other parameters the number of what is private."""
    return defaultdict(lambda: str(PK), valori)


# --- The doors ------------------------------------------------------------------------------------
def test_the_words_are_there_for_who_may_read_them(portale: Portale) -> None:
    client = portale.client["superuser"]
    modelli = ("lezione", "pratica", "evento", "decisioneincontro", "persona")
    elenchi = [f"{PREFISSO_ADMIN}community/{modello}/?q={CHIAVE}" for modello in modelli]
    elenchi.append(f"{PREFISSO_ADMIN}community/evento/{PK}/change/")

    trovate = " ".join(parola for e in elenchi for parola in _perdite(client, e, TUTTE))

    assert [parola for parola in TUTTE if parola not in trovate] == []


@pytest.mark.parametrize("ruolo", ESTRANEI)
def test_no_address_tells_strangers_what_is_not_theirs(portale: Portale, ruolo: str) -> None:
    parole, dove = ESTRANEI[ruolo]
    client = portale.client[ruolo]

    perdite = [
        perdita
        for indirizzo in dove
        for percorso in _chieste(portale.dati, indirizzo)
        for perdita in _perdite(client, percorso, parole)
    ]

    assert perdite == []


@pytest.mark.parametrize(("modello", "indirizzo"), PAGINE)
def test_management_tells_a_project_officer_what_she_has_the_right_to(
    portale: Portale, modello: str, indirizzo: str
) -> None:
    client = portale.client["funzionario senza diritti"]
    sua = portale.dati.di_modello[
        next(m for m in admin.site._registry if m._meta.label_lower == modello)
    ]
    numeri = (PK, sua.pk) if indirizzo.endswith(("/change/", "/delete/")) else (PK,)
    percorsi = [riempi(indirizzo, {"object_id": n, "id": n, "formato": "csv"}) for n in numeri]
    if indirizzo.endswith(f"{modello.partition('.')[2]}/"):
        percorsi.append(f"{percorsi[0]}?q={CHIAVE}")

    perdite = [p for percorso in percorsi for p in _perdite(client, percorso, SENZA_DIRITTI)]

    assert perdite == []


def test_no_suggestion_names_what_one_may_not_read(portale: Portale) -> None:
    client = portale.client["funzionario senza diritti"]
    campi = [
        f"app_label={campo.model._meta.app_label}"
        f"&model_name={campo.model._meta.model_name}&field_name={campo.name}"
        for model in admin.site._registry
        for campo in model._meta.get_fields()
        if campo.is_relation
        and not campo.auto_created
        and getattr(campo.related_model, "_meta", None)
        and campo.related_model._meta.app_label in ("community", "core")
    ]

    perdite = [
        perdita
        for campo in campi
        for perdita in _perdite(
            client, f"/admin/autocomplete/?{campo}&term={CHIAVE}", (*SENZA_DIRITTI,)
        )
    ]

    assert len(campi) > 30
    assert perdite == []


@pytest.mark.parametrize("modello", ["evento", "pratica"])
def test_no_export_holds_what_one_may_not_read(portale: Portale, modello: str) -> None:
    client = portale.client["funzionario senza diritti"]

    perdite = _perdite(client, f"/admin/community/{modello}/export/", SENZA_DIRITTI, format="1")

    assert perdite == []


def test_the_way_to_the_public_page_tells_no_title(portale: Portale) -> None:
    """The address of a page is made of its title."""
    client = portale.client["funzionario senza diritti"]
    del_gruppo = [r for r in portale.privati if getattr(r, "visibilita", "") == "team"]

    perdite = [
        perdita
        for riga in del_gruppo
        for perdita in _perdite(
            client,
            f"/admin/r/{ContentType.objects.get_for_model(riga).pk}/{riga.pk}/",
            (*SENZA_DIRITTI, SLUG),
        )
    ]

    assert del_gruppo
    assert perdite == []

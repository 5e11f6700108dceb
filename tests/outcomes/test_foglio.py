"""Uploading the workbook of a report: preview, confirmation, and what must not happen."""

from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from fis_portal.accounts.models import User
from outcomes.models import ParteRilevazione, Rendicontazione, Rilevazione, TestoRendicontazione
from outcomes.selectors.foglio.confronto import foglio_anteprima
from outcomes.services.bozza import riga_save
from outcomes.services.foglio import AnteprimaCambiata, foglio_apply, foglio_keep
from tests.accounts.factories import UserFactory
from tests.comuni.factories import ReferenteFactory
from tests.outcomes.fogli import compilato, rendicontazione_piena, scaricato

pytestmark = pytest.mark.django_db
COMPILATO = {"Indicatori!H2": "1.234", "Disaggregazioni!F2": 1000, "Racconto!C2": "Va bene, è così"}


@pytest.fixture
def mia() -> Rendicontazione:
    return rendicontazione_piena()


@pytest.fixture
def by(mia: Rendicontazione, client: Client) -> User:
    """An officer of its Comune, signed in."""
    user = ReferenteFactory(comune=mia.progetto.comune).user
    client.force_login(user)
    return user


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def _url(mia: Rendicontazione, resto: str = "foglio/") -> str:
    return f"/area-comuni/rendicontazioni/{mia.pk}/{resto}"


def _carica(
    client: Client, mia: Rendicontazione, dati: bytes, nome: str = "foglio.xlsx"
) -> HttpResponse:
    return client.post(_url(mia), {"file": SimpleUploadedFile(nome, dati)})


def _conferma(client: Client, mia: Rendicontazione, anteprima: Any, **altro: Any) -> HttpResponse:
    gettone = anteprima.context["gettone"]
    return client.post(_url(mia, "foglio/conferma/"), {"gettone": gettone, **altro})


def _salva(mia: Rendicontazione, by: User, valore: str) -> None:
    riga_save(
        rendicontazione=mia,
        sezione="indicatori",
        chiave="I1",
        campi={"valore": valore},
        versione=None,
        by=by,
    )


# --- From download to confirmation ---------------------------------------------------------------
def test_downloaded_filled_in_seen_confirmed(
    client: Client,
    mia: Rendicontazione,
    by: User,
    tmp_path: Path,
    django_capture_on_commit_callbacks: Any,
) -> None:
    scaricata = client.get(_url(mia, "foglio.xlsx"))
    anteprima = _carica(client, mia, compilato(scaricata.content, COMPILATO))

    assert scaricata.headers["Content-Disposition"].startswith("attachment;")
    assert scaricata.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in scaricata.headers["Content-Security-Policy"]
    assert anteprima.status_code == 200
    assert "1.234" in anteprima.content.decode()
    assert not Rilevazione.objects.exists()

    with django_capture_on_commit_callbacks(execute=True):
        risposta = _conferma(client, mia, anteprima)

    assert (risposta.status_code, risposta.headers["Location"]) == (302, _url(mia, ""))
    rilevazione = Rilevazione.objects.get()
    assert (rilevazione.valore, rilevazione.stato_valore, rilevazione.modificata_da) == (
        1234, "misurato", by,
    )  # fmt: skip
    assert ParteRilevazione.objects.get().valore == 1000
    assert TestoRendicontazione.objects.get().testo == "Va bene, è così"
    assert list((tmp_path / "fogli").iterdir()) == []


def test_the_same_confirmation_twice_writes_once(
    client: Client, mia: Rendicontazione, by: User, django_capture_on_commit_callbacks: Any
) -> None:
    anteprima = _carica(client, mia, compilato(scaricato(mia), COMPILATO))
    with django_capture_on_commit_callbacks(execute=True):
        _conferma(client, mia, anteprima)

    ancora = _conferma(client, mia, anteprima)

    assert ancora.status_code == 409
    assert "già stato confermato" in ancora.content.decode()
    assert Rilevazione.objects.get().versione == 1


def test_two_previews_side_by_side_are_two_files(
    client: Client, mia: Rendicontazione, by: User
) -> None:
    prima = _carica(client, mia, compilato(scaricato(mia), {"Racconto!C2": "primo"}))
    seconda = _carica(client, mia, compilato(scaricato(mia), {"Racconto!C3": "secondo"}))

    assert _conferma(client, mia, seconda).status_code == 302
    assert _conferma(client, mia, prima).status_code == 302
    assert set(TestoRendicontazione.objects.values_list("testo", flat=True)) == {"primo", "secondo"}


def test_the_wait_needs_no_cache(client: Client, mia: Rendicontazione, by: User) -> None:
    anteprima = _carica(client, mia, compilato(scaricato(mia), COMPILATO))
    cache.clear()

    assert _conferma(client, mia, anteprima).status_code == 302


def test_a_workbook_as_it_was_has_nothing_to_confirm(
    client: Client, mia: Rendicontazione, by: User, tmp_path: Path
) -> None:
    risposta = _carica(client, mia, scaricato(mia))

    assert "stesse cose" in risposta.content.decode()
    assert risposta.context["gettone"] == ""
    assert not (tmp_path / "fogli").exists()


# --- Nothing is written on error -----------------------------------------------------------------
def test_with_one_bad_cell_nothing_can_be_confirmed(
    client: Client, mia: Rendicontazione, by: User
) -> None:
    dati = compilato(scaricato(mia), {**COMPILATO, "Spese!E2": "tanto"})

    risposta = _carica(client, mia, dati)

    assert risposta.status_code == 422
    assert "<strong>Spese!E2</strong>" in risposta.content.decode()
    assert risposta.context["gettone"] == ""


def test_a_value_the_database_refuses_undoes_all_and_names_its_cell(
    client: Client, mia: Rendicontazione, by: User
) -> None:
    # Readable as an amount, too long for the budget: found only when the rows are written.
    dati = compilato(scaricato(mia), {"Racconto!C2": "testo", "Spese!E2": "99.999.999.999,99"})

    risposta = _conferma(client, mia, _carica(client, mia, dati))

    assert risposta.status_code == 422
    assert "Spese!E2" in risposta.content.decode()
    assert not TestoRendicontazione.objects.exists()
    mia.refresh_from_db()
    assert mia.stato == "da_iniziare"


def test_a_row_taken_away_after_the_preview_undoes_all(mia: Rendicontazione, by: User) -> None:
    dati = compilato(scaricato(mia), {"Racconto!C2": "testo", "Attività!F2": "05/03/2026"})
    anteprima = foglio_anteprima(dati, mia)
    gettone = foglio_keep(dati=dati, anteprima=anteprima, rendicontazione=mia, by=by)
    mia.progetto.attivita.get().delete()

    with pytest.raises(AnteprimaCambiata) as errore:
        foglio_apply(gettone=gettone, scelti=(), rendicontazione=mia, by=by)

    assert [cella.indirizzo for cella in errore.value.anteprima.errori] == ["Attività!A2"]
    assert not TestoRendicontazione.objects.exists()


@pytest.mark.parametrize(
    ("nome", "dati", "stato", "parola"),
    [
        ("foglio.csv", b"a;b", 400, ".xlsx"),
        ("foglio.xlsx", b"a;b", 400, "non è una cartella"),
        ("foglio.xlsx", b"", 400, "vuoto"),
        ("foglio.xlsx", b"PK\x03\x04" + b"x" * 2_000, 413, "MB"),
    ],
)
def test_a_file_that_is_not_ours_is_refused_with_the_reason(
    client: Client,
    mia: Rendicontazione,
    by: User,
    settings: Any,
    nome: str,
    dati: bytes,
    stato: int,
    parola: str,
) -> None:
    settings.FOGLIO_MAX_BYTE = 1_000

    risposta = _carica(client, mia, dati, nome)

    assert risposta.status_code == stato
    assert parola in risposta.content.decode()


def test_a_full_disk_is_said(
    client: Client, mia: Rendicontazione, by: User, tmp_path: Path
) -> None:
    (tmp_path / "fogli").write_text("a file where the folder should be")

    risposta = _carica(client, mia, compilato(scaricato(mia), COMPILATO))

    assert risposta.status_code == 503
    assert "non accetta scritture" in risposta.content.decode()


# --- Somebody else meanwhile ---------------------------------------------------------------------
def test_a_conflict_keeps_the_portal_unless_the_workbook_is_chosen(
    client: Client, mia: Rendicontazione, by: User
) -> None:
    dati = compilato(scaricato(mia), {"Indicatori!H2": 7, "Racconto!C2": "testo"})
    _salva(mia, UserFactory(nome="Ada", cognome="Altra"), "5")

    lasciata = _carica(client, mia, dati)
    assert "Ada Altra" in lasciata.content.decode()
    _conferma(client, mia, lasciata)

    assert Rilevazione.objects.get().valore == 5
    assert TestoRendicontazione.objects.get().testo == "testo"

    _conferma(client, mia, _carica(client, mia, dati), usa=["indicatori/I1"])

    assert Rilevazione.objects.get().valore == 7


def test_what_changed_after_the_preview_is_shown_again(
    client: Client, mia: Rendicontazione, by: User
) -> None:
    anteprima = _carica(client, mia, compilato(scaricato(mia), COMPILATO))
    _salva(mia, UserFactory(), "5")

    risposta = _conferma(client, mia, anteprima)

    assert risposta.status_code == 409
    assert [p.indirizzo for p in risposta.context["anteprima"].conflitti] == ["indicatori/I1"]
    assert not TestoRendicontazione.objects.exists()
    assert _conferma(client, mia, risposta, usa=["indicatori/I1"]).status_code == 302
    assert Rilevazione.objects.get().valore == 1234


def test_a_change_in_the_very_moment_is_not_overwritten(
    mia: Rendicontazione, by: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    dati = compilato(scaricato(mia), COMPILATO)
    anteprima = foglio_anteprima(dati, mia)
    gettone = foglio_keep(dati=dati, anteprima=anteprima, rendicontazione=mia, by=by)
    # Compared before, written after: the versions are checked again under the lock.
    monkeypatch.setattr("outcomes.services.foglio.foglio_anteprima", lambda *args: anteprima)
    _salva(mia, UserFactory(), "5")

    with pytest.raises(AnteprimaCambiata):
        foglio_apply(gettone=gettone, scelti=(), rendicontazione=mia, by=by)

    assert Rilevazione.objects.get().valore == 5
    assert not TestoRendicontazione.objects.exists()


# --- Who may, and when ---------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("metodo", "resto"),
    [("get", "foglio.xlsx"), ("get", "foglio/"), ("post", "foglio/"), ("post", "foglio/conferma/")],
)
def test_the_reports_of_others_do_not_exist(
    client: Client, mia: Rendicontazione, referente_altro_comune: User, metodo: str, resto: str
) -> None:
    client.force_login(referente_altro_comune)

    assert getattr(client, metodo)(_url(mia, resto)).status_code == 404


def test_a_sent_report_is_downloaded_and_not_uploaded(
    client: Client, mia: Rendicontazione, by: User
) -> None:
    dati = compilato(scaricato(mia), COMPILATO)
    prima = _carica(client, mia, dati)
    Rendicontazione.objects.update(stato="inviata")

    assert client.get(_url(mia, "foglio.xlsx")).status_code == 200
    assert client.get(_url(mia)).status_code == 200
    assert _carica(client, mia, dati).status_code == 409
    assert _conferma(client, mia, prima).status_code == 409
    assert not Rilevazione.objects.exists()


def test_the_token_is_of_one_person_and_one_report(
    client: Client, mia: Rendicontazione, by: User
) -> None:
    anteprima = _carica(client, mia, compilato(scaricato(mia), COMPILATO))
    altra = rendicontazione_piena()
    ReferenteFactory(user=by, comune=altra.progetto.comune)
    collega = ReferenteFactory(comune=mia.progetto.comune).user

    sbagliata = _conferma(client, altra, anteprima)
    client.force_login(collega)
    di_altri = _conferma(client, mia, anteprima)

    assert (sbagliata.status_code, di_altri.status_code) == (409, 409)
    assert not Rilevazione.objects.exists()


def test_a_day_later_the_preview_is_gone(
    client: Client, mia: Rendicontazione, by: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    anteprima = _carica(client, mia, compilato(scaricato(mia), COMPILATO))
    monkeypatch.setattr("outcomes.services.foglio.DURATA", -1)

    assert _conferma(client, mia, anteprima).status_code == 409
    assert not Rilevazione.objects.exists()


@pytest.mark.parametrize("gettone", ["", "x", "a:b:c"])
def test_an_invented_token_is_refused(
    client: Client, mia: Rendicontazione, by: User, gettone: str
) -> None:
    risposta = client.post(_url(mia, "foglio/conferma/"), {"gettone": gettone})

    assert risposta.status_code == 409

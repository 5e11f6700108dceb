"""The files that prove a report: attached, taken away, seen by who may."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from fis_portal.accounts.models import User
from fis_portal.core.enums import StatoFile
from fis_portal.core.models import FileProtetto
from outcomes.models import Evidenza, Rendicontazione, Rilevazione
from outcomes.selectors.modulo import modulo
from tests.comuni.factories import ReferenteFactory
from tests.outcomes.modulo import modulo_nuovo, officer

pytestmark = pytest.mark.django_db
RIGA = "indicatori/I1"


@pytest.fixture
def rendicontazione() -> Rendicontazione:
    return modulo_nuovo(indicatore={"evidenza_richiesta": True})


@pytest.fixture
def chi(rendicontazione: Rendicontazione, client: Client) -> User:
    user = officer(rendicontazione)
    client.force_login(user)
    return user


def _allega(
    client: Client, rendicontazione: Rendicontazione, riga: str = RIGA, **altro: Any
) -> Any:
    contenuto = altro.pop("contenuto", b"registro;presenze\n")
    upload = SimpleUploadedFile(altro.pop("nome", "presenze.csv"), contenuto, "image/png")
    dati = {"riga": riga, f"file:{riga}": upload, f"descrizione:{riga}": "Registro"}
    indirizzo = reverse("area_comuni:evidenza_aggiungi", args=[rendicontazione.pk])
    return client.post(indirizzo, dati, **altro)


def test_file_is_attached_to_its_row_even_before_anything_is_said_of_it(
    client: Client, chi: User, rendicontazione: Rendicontazione
) -> None:
    risposta = _allega(client, rendicontazione)

    evidenza = Evidenza.objects.get()
    rendicontazione.refresh_from_db()
    assert risposta.status_code == 302
    assert evidenza.rilevazione == Rilevazione.objects.get()
    assert (evidenza.by, evidenza.file.caricato_da, rendicontazione.stato) == (chi, chi, "bozza")


def test_required_evidence_is_missing_until_there_is_one(
    client: Client, chi: User, rendicontazione: Rendicontazione
) -> None:
    _allega(client, rendicontazione)
    Rilevazione.objects.update(stato_valore="misurato", valore=12)

    con = {m.indirizzo for m in modulo(rendicontazione).bloccanti}
    client.post(reverse("area_comuni:evidenza_togli", args=[Evidenza.objects.get().pk]))
    senza = {m.indirizzo for m in modulo(rendicontazione).bloccanti}

    assert f"{RIGA}/evidenze" not in con
    assert f"{RIGA}/evidenze" in senza
    assert Evidenza.objects.get().tolta_il is not None


def test_script_is_answered_in_its_own_language(
    client: Client, chi: User, rendicontazione: Rendicontazione
) -> None:
    buona = _allega(client, rendicontazione, "", headers={"Accept": "application/json"})
    cattiva = _allega(
        client, rendicontazione, "", nome="x.exe", headers={"Accept": "application/json"}
    )

    assert (buona.status_code, buona.json()["nome"]) == (201, "presenze.csv")
    assert (cattiva.status_code, cattiva.json()["code"]) == (400, "tipo_non_ammesso")


@pytest.mark.parametrize(
    ("riga", "altro"),
    [
        (RIGA, {"nome": "presenze.pdf"}),  # not what its name says
        (RIGA, {"contenuto": b""}),
        ("indicatori/I9", {}),
        ("testi/narrativa", {}),
        ("spese/999999", {}),
        ("../../etc", {}),
    ],
)
def test_refused_file_leaves_nothing_behind(
    client: Client,
    chi: User,
    rendicontazione: Rendicontazione,
    riga: str,
    altro: dict[str, Any],
) -> None:
    risposta = _allega(client, rendicontazione, riga, **altro)

    assert risposta.status_code == 400
    assert 'role="alert"' in risposta.content.decode()
    assert (Evidenza.objects.count(), FileProtetto.objects.count()) == (0, 0)
    assert not Rilevazione.objects.exists()


def test_quota_of_the_comune_is_kept(
    client: Client, chi: User, rendicontazione: Rendicontazione, settings: Any
) -> None:
    settings.EVIDENZE_QUOTA_FILE = 1
    _allega(client, rendicontazione)

    risposta = _allega(client, rendicontazione)

    assert risposta.status_code == 400
    assert Evidenza.objects.count() == 1


def test_sent_report_takes_and_gives_up_no_file(
    client: Client, chi: User, rendicontazione: Rendicontazione
) -> None:
    _allega(client, rendicontazione)
    Rendicontazione.objects.update(stato="inviata")

    aggiunta = _allega(client, rendicontazione)
    tolta = client.post(reverse("area_comuni:evidenza_togli", args=[Evidenza.objects.get().pk]))

    assert (aggiunta.status_code, tolta.status_code) == (409, 409)
    assert Evidenza.objects.get().tolta_il is None


def test_download_is_an_attachment_for_the_comune_and_does_not_exist_for_others(
    client: Client, chi: User, rendicontazione: Rendicontazione
) -> None:
    _allega(client, rendicontazione)
    indirizzo = reverse("area_comuni:evidenza", args=[Evidenza.objects.get().pk])

    risposta = client.get(indirizzo)
    client.force_login(ReferenteFactory().user)
    altrui = client.get(indirizzo)

    assert risposta.getvalue() == b"registro;presenze\n"
    assert risposta["Content-Disposition"].startswith("attachment")
    assert risposta["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in risposta["Content-Security-Policy"]
    assert altrui.status_code == 404


def test_file_waiting_for_the_antivirus_says_so_and_is_not_given(
    client: Client, chi: User, rendicontazione: Rendicontazione
) -> None:
    _allega(client, rendicontazione)
    FileProtetto.objects.update(stato=StatoFile.IN_VERIFICA)

    pagina = client.get(reverse("area_comuni:rendicontazione", args=[rendicontazione.pk]))
    file = client.get(reverse("area_comuni:evidenza", args=[Evidenza.objects.get().pk]))

    assert "in verifica antivirus" in pagina.content.decode()
    assert file.status_code == 409

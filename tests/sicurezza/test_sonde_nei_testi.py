"""Whatever people write is text: on every page, in the API, in files, in the management area
(QUALITY A1 9, 11)."""

import csv
import io
import json
import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.test import Client
from openpyxl import load_workbook

from community.models import Evento, RiepilogoIncontri
from comuni.models import Comune
from fis_portal.core.models import Fonte
from monitoraggio.models import DatoPubblicato
from progetti.models import FattoProgetto, Organizzazione, Partenariato, Progetto
from tests.accounts.factories import UserFactory
from tests.community.factories import RiepilogoIncontriFactory
from tests.matrice.dati import crea_dati
from tests.matrice.indirizzi import PREFISSO_ADMIN, riempi
from tests.matrice.tavola import TAVOLA
from tests.progetti.factories import FattoProgettoFactory
from tests.sicurezza.sonde import campi_di_testo, segno_di, sonda, sonde_vive

MODELLI: tuple[type[models.Model], ...] = (
    Progetto, Evento, Comune, Organizzazione, Fonte, FattoProgetto, DatoPubblicato,
    RiepilogoIncontri, Partenariato,
)  # fmt: skip
# Held to a form by the database: nothing alive fits in.
CODICI = {"codice_istat", "codice_catastale", "cup", "codice_ipa"}


@pytest.fixture(scope="module")
def dati(django_db_setup: None, django_db_blocker: Any) -> Iterator[SimpleNamespace]:
    with django_db_blocker.unblock(), transaction.atomic():
        dati = crea_dati()
        FattoProgettoFactory(progetto=dati.progetto)
        RiepilogoIncontriFactory(evento=dati.evento)
        for model in MODELLI:
            for campo in campi_di_testo(model):
                if campo.name not in CODICI:
                    _scrivi(model, campo)
        dati.superuser = UserFactory(superuser=True)
        yield dati
        transaction.set_rollback(True)


def _scrivi(model: type[models.Model], campo: models.Field) -> None:
    """The probe in one row if the field is unique, in all of them otherwise."""
    righe = model._default_manager.all()
    if campo.unique:
        righe = righe.filter(pk=righe.order_by("pk").first().pk)  # type: ignore[union-attr]
    righe.update(**{campo.name: sonda(campo)})


@pytest.fixture(autouse=True)
def _con_dati(dati: SimpleNamespace, db: None) -> None:
    """Every test of this module has the rows."""


def _pagine(client: Client, dati: SimpleNamespace) -> dict[str, Any]:
    risposte = {}
    for indirizzo, riga in TAVOLA.items():
        if not indirizzo.startswith(PREFISSO_ADMIN):
            percorso = riempi(indirizzo, riga.parametri(dati))
            risposte[indirizzo] = client.get(percorso)
    risposte["/progetti/ con ricerca"] = client.get("/progetti/", {"q": '"><sonda-viva>'})
    risposte["/progetti/ con filtro"] = client.get("/progetti/", {"<sonda-viva>": "<sonda-viva>"})
    risposte["/progetti/?vista=mappa"] = client.get("/progetti/", {"vista": "mappa"})
    risposte["una pagina che manca"] = client.get("/<sonda-viva>/%22%3E%3Csonda-viva%3E/")
    for risposta in risposte.values():
        risposta.corpo = risposta.getvalue()  # reading a file to its end closes it
    return risposte


def _e(tipo: str, risposta: Any) -> bool:
    return str(risposta.headers["Content-Type"]).startswith(tipo)


def test_nothing_that_people_wrote_comes_alive_on_a_page(
    client: Client, dati: SimpleNamespace
) -> None:
    pagine = {
        nome: risposta.corpo.decode()
        for nome, risposta in _pagine(client, dati).items()
        if _e("text/html", risposta)
    }

    assert len(pagine) > 15
    assert {nome: vive for nome, testo in pagine.items() if (vive := sonde_vive(testo))} == {}


def test_every_public_text_is_shown_somewhere_so_the_probes_are_real(
    client: Client, dati: SimpleNamespace
) -> None:
    tutto = "".join(
        risposta.corpo.decode(errors="replace") for risposta in _pagine(client, dati).values()
    )

    attesi = {
        segno_di(campo)
        for model in MODELLI
        for campo in campi_di_testo(model)
        if campo.name not in CODICI and not isinstance(campo, models.URLField)
    }
    assert {segno for segno in attesi if segno not in tutto} == set()


@pytest.mark.parametrize(
    "indirizzo", ["javascript:sonda()", "JavaScript:x", "data:text/html,x", "x"]
)
def test_an_address_that_would_run_is_not_stored(dati: SimpleNamespace, indirizzo: str) -> None:
    fonte = Fonte(codice="viva", titolo="Viva", url=indirizzo)

    with pytest.raises(ValidationError, match=r"URL|indirizzo"):
        fonte.full_clean()
    with pytest.raises(IntegrityError, match="fonte_indirizzi_web"), transaction.atomic():
        fonte.save()
    with pytest.raises(IntegrityError, match="organizzazione_sito_web"), transaction.atomic():
        Organizzazione.objects.update(sito=indirizzo)


def test_the_api_answers_texts_as_they_are_and_never_as_a_page(
    client: Client, dati: SimpleNamespace
) -> None:
    risposta = client.get(f"/api/v1/progetti/{dati.progetto.slug}/")

    assert _e("application/json", risposta)
    assert risposta.headers["X-Content-Type-Options"] == "nosniff"
    assert "<sonda-viva>" in risposta.json()["titolo"]


def test_no_script_of_a_page_holds_the_texts(client: Client, dati: SimpleNamespace) -> None:
    for nome, risposta in _pagine(client, dati).items():
        if _e("text/html", risposta):
            for codice in re.findall(r"<script\b[^>]*>(.*?)</script>", risposta.content.decode()):
                assert "sonda" not in codice, nome


def test_the_calendar_keeps_texts_in_their_line(client: Client, dati: SimpleNamespace) -> None:
    Evento.objects.filter(pk=dati.evento.pk).update(titolo="Uno\r\nATTENDEE:mailto:a@b.example")

    testo = client.get("/eventi/calendario.ics").content.decode()

    assert not [riga for riga in testo.split("\r\n") if riga.startswith("ATTENDEE")]


@pytest.mark.parametrize("model", [m for m in MODELLI if m in admin.site._registry])
@pytest.mark.parametrize("pagina", ["", "{}/change/", "{}/history/", "{}/delete/", "export/"])
def test_nothing_comes_alive_in_the_management_area(
    client: Client, dati: SimpleNamespace, model: type[models.Model], pagina: str
) -> None:
    client.force_login(dati.superuser)
    radice = f"{PREFISSO_ADMIN}{model._meta.app_label}/{model._meta.model_name}/"
    riga = model._default_manager.first()

    risposta = client.get(radice + pagina.format(riga.pk))  # type: ignore[union-attr]

    if risposta.status_code == 404 and pagina == "export/":
        pytest.skip("this list has no export")
    assert risposta.status_code in (200, 302)
    assert sonde_vive(risposta.content.decode()) == []


# --- Spreadsheets -------------------------------------------------------------------------------
FORMULE = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "=1+1|cmd' /C calc'!A0")
INIZI = ("=", "+", "-", "@", "\t", "\r", "\n", "\x00")
NUMERO = re.compile(r"-?\d[\d.,]*")


def _celle_csv(contenuto: bytes) -> list[str]:
    testo = contenuto.decode("utf-8-sig")
    return [cella for riga in csv.reader(io.StringIO(testo), delimiter=";") for cella in riga]


def _celle_xlsx(contenuto: bytes) -> list[str]:
    foglio = load_workbook(io.BytesIO(contenuto)).worksheets[0]
    celle = [cella for riga in foglio.iter_rows() for cella in riga]
    assert [cella.coordinate for cella in celle if cella.data_type == "f"] == []
    return [cella.value for cella in celle if isinstance(cella.value, str)]


def _eseguibili(celle: list[str]) -> list[str]:
    return [cella for cella in celle if cella.startswith(INIZI) and not NUMERO.fullmatch(cella)]


@pytest.mark.parametrize("formula", FORMULE)
def test_no_cell_of_the_public_tables_is_run_as_a_formula(
    client: Client, dati: SimpleNamespace, formula: str
) -> None:
    # Also when the file is opened by who does not know that fields are parted by semicolons.
    testo = f"{formula}HYPERLINK(1);{formula}due,{formula}tre"
    Progetto.objects.update(titolo=testo, sintesi=testo)
    Comune.objects.update(nome=testo)

    celle_csv = _celle_csv(client.get("/progetti/esporta.csv").getvalue())
    celle_xlsx = _celle_xlsx(client.get("/progetti/esporta.xlsx").getvalue())

    assert any("HYPERLINK" in cella for cella in celle_csv)
    assert any("HYPERLINK" in cella for cella in celle_xlsx)
    assert _eseguibili(celle_csv) == []
    assert _eseguibili(celle_xlsx) == []


CON_ESPORTAZIONE = ["core/fonte", "comuni/comune", "progetti/progetto", "progetti/organizzazione",
                    "progetti/tema", "community/evento", "monitoraggio/datopubblicato"]  # fmt: skip


@pytest.mark.parametrize("lista", CON_ESPORTAZIONE)
@pytest.mark.parametrize(("formato", "leggi"), [("0", _celle_csv), ("1", _celle_xlsx)])
def test_no_cell_of_the_staff_tables_is_run_as_a_formula(
    client: Client, dati: SimpleNamespace, lista: str, formato: str, leggi: Any
) -> None:
    client.force_login(dati.superuser)
    model = next(
        m for m in admin.site._registry if f"{m._meta.app_label}/{m._meta.model_name}" == lista
    )
    for campo in campi_di_testo(model):
        if campo.name not in CODICI and not isinstance(campo, models.URLField):
            riga = model._default_manager.first()
            model._default_manager.filter(pk=riga.pk).update(**{campo.name: "=HYPERLINK(1)"})

    risposta = client.post(f"/admin/{lista}/export/", {"format": formato, "resource": "0"})

    celle = leggi(risposta.getvalue())
    assert any("HYPERLINK" in cella for cella in celle)
    assert _eseguibili(celle) == []


def test_a_heading_is_defused_like_any_cell() -> None:
    from fis_portal.core.spreadsheets import write_csv, write_xlsx

    assert _eseguibili(_celle_csv(write_csv(["=cmd()", "nome"], [["x", "y"]]))) == []
    assert _eseguibili(_celle_xlsx(write_xlsx("Prova", ["=cmd()", "nome"], [["x", "y"]]))) == []


def test_the_report_data_is_json_that_no_page_can_be_made_of(client: Client) -> None:
    risposta = client.get("/api/v1/monitoraggio/figure/macroaree/")

    assert json.loads(risposta.content)
    assert _e("application/json", risposta)

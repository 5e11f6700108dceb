"""What goes with a meeting and what came out of it, as the staff write them."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from community.models import MaterialeEvento
from community.services.resoconti import resoconto_publish, resoconto_withdraw
from fis_portal.accounts.models import User
from fis_portal.core.errors import DomainError
from tests.community.factories import EventoFactory
from tests.community.factories_comunita import (
    MaterialeEventoFactory,
    ResocontoEventoFactory,
    SessioneEventoFactory,
)

pytestmark = pytest.mark.django_db
LISTA = "/admin/community/evento/"


@pytest.fixture
def gestione(client: Client, funzionario: User) -> Client:
    client.force_login(funzionario)
    return client


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


# --- Materials -----------------------------------------------------------------------------------
def test_materials_come_in_through_the_content_check(gestione):
    evento = EventoFactory()
    indirizzo = "/admin/community/materialeevento/add/"
    dati = {"evento": evento.pk, "titolo": "Slide", "momento": "prima", "visibilita": "pubblico"}
    finto = SimpleUploadedFile("slide.pdf", b"non sono un PDF")
    buono = SimpleUploadedFile("note.txt", b"Le note dell'incontro.")

    vuoto = gestione.post(indirizzo, dati)
    rifiuto = gestione.post(indirizzo, {**dati, "upload": finto})
    assert not MaterialeEvento.objects.exists()
    gestione.post(indirizzo, {**dati, "upload": buono})
    gestione.post(indirizzo, {**dati, "titolo": "Sito", "url": "https://example.org/"})

    assert "Allega un file oppure scrivi un indirizzo" in vuoto.content.decode()
    assert rifiuto.status_code == 200
    con_file, sito = MaterialeEvento.objects.order_by("pk")
    scaricato = gestione.get(f"/admin/community/materialeevento/{con_file.pk}/scarica/")
    assert b"".join(scaricato.streaming_content) == b"Le note dell'incontro."
    assert sito.url == "https://example.org/"


# --- Closing report ------------------------------------------------------------------------------
def test_a_report_is_published_once_and_taken_back(funzionario):
    resoconto = resoconto_publish(resoconto=ResocontoEventoFactory(), by=funzionario)
    quando = resoconto.pubblicato_il

    assert resoconto_publish(resoconto=resoconto, by=funzionario).pubblicato_il == quando
    ritirato = resoconto_withdraw(resoconto=resoconto, by=funzionario)
    assert (ritirato.is_public, ritirato.pubblicato_il) == (False, None)
    assert resoconto_withdraw(resoconto=ritirato, by=funzionario).is_public is False


@pytest.mark.parametrize(
    ("evento", "codice"),
    [
        ({"non_pubblico": True}, "evento_in_bozza"),
        ({"futuro": True}, "evento_da_tenere"),
        (
            {
                "annullato_il": datetime.datetime(2023, 1, 1, tzinfo=datetime.UTC),
                "annullato_motivo": "Neve",
            },
            "evento_annullato",
        ),
    ],
)
def test_a_report_is_not_published_before_its_time(funzionario, evento, codice):
    resoconto = ResocontoEventoFactory(evento=EventoFactory(**evento))

    with pytest.raises(DomainError) as errore:
        resoconto_publish(resoconto=resoconto, by=funzionario)

    assert errore.value.code == codice
    resoconto.refresh_from_db()
    assert not resoconto.is_public


def test_staff_write_publish_and_take_back_the_report(gestione, funzionario):
    evento = EventoFactory()
    base = "/admin/community/resocontoevento/"

    gestione.post(
        f"{base}add/",
        {
            "evento": evento.pk,
            "sintesi": "Si è parlato di casa.",
            "domande-TOTAL_FORMS": "1",
            "domande-INITIAL_FORMS": "0",
            "domande-0-ordine": "1",
            "domande-0-testo": "Chi paga?",
        },
    )
    resoconto = evento.resoconto
    assert gestione.get(f"{base}{resoconto.pk}/pubblica/").status_code == 200
    gestione.post(f"{base}{resoconto.pk}/pubblica/")
    resoconto.refresh_from_db()
    pubblicato = resoconto.is_public
    gestione.post(f"{base}{resoconto.pk}/ritira/")

    resoconto.refresh_from_db()
    assert (pubblicato, resoconto.is_public, resoconto.by) == (True, False, funzionario)
    assert resoconto.domande.get().testo == "Chi paga?"


@pytest.mark.parametrize(
    "lista", ["serieeventi", "sessioneevento", "materialeevento", "resocontoevento"]
)
def test_the_lists_ask_few_questions(gestione, lista, django_assert_max_num_queries):
    for _n in range(4):
        SessioneEventoFactory()
        MaterialeEventoFactory()
        ResocontoEventoFactory()

    with django_assert_max_num_queries(8):
        assert gestione.get(f"/admin/community/{lista}/").status_code == 200

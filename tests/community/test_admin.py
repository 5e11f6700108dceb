import datetime
import html
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from community.models import Evento
from fis_portal.accounts.models import User
from tests.community.factories import (
    EventoFactory,
    PartecipazioneFactory,
    PersonaFactory,
    RiepilogoIncontriFactory,
)
from tests.progetti.factories import ProgettoFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def gestione(client: Client, responsabile: User) -> Client:
    client.force_login(responsabile)
    return client


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def parole(risposta) -> str:
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", risposta.content.decode()).split()))


@pytest.mark.parametrize("lista", ["evento", "riepilogoincontri", "persona", "partecipazione"])
def test_the_lists_ask_the_same_questions_whatever_their_length(
    gestione, lista, django_assert_max_num_queries
):
    contate = []
    for quanti in (1, 9, 90):
        PartecipazioneFactory.create_batch(quanti)
        RiepilogoIncontriFactory.create_batch(quanti)
        with django_assert_max_num_queries(8) as domande:
            assert gestione.get(f"/admin/community/{lista}/").status_code == 200
        contate.append(len(domande))

    assert len(set(contate)) == 1, contate


def test_people_are_found_without_accents(gestione):
    PersonaFactory(nome="Niccolò", cognome="D'Aiùto")

    assert "D'Aiùto" in parole(gestione.get("/admin/community/persona/", {"q": "d'aiuto"}))


@pytest.mark.parametrize("pagina", ["persona", "partecipazione"])
def test_personal_data_is_not_exchanged_and_not_for_who_only_reads(
    client, lettura, responsabile, pagina
):
    presenza = PartecipazioneFactory(persona__cognome="Cognome-Riservato")
    client.force_login(responsabile)
    for azione in ("import", "export"):
        risposta = client.get(f"/admin/community/{pagina}/{azione}/", follow=True)
        assert "Scarica" not in parole(risposta)

    client.force_login(lettura)
    assert client.get(f"/admin/community/{pagina}/").status_code == 403
    scheda = client.get(f"/admin/community/evento/{presenza.evento_id}/change/")
    assert scheda.status_code == 200
    assert presenza.persona.cognome not in scheda.content.decode()


def test_past_events_without_attendances_have_their_list(gestione):
    senza = EventoFactory(titolo="Nessuno lo sa")
    PartecipazioneFactory(evento=EventoFactory(titolo="Con presenze"))
    RiepilogoIncontriFactory(evento=EventoFactory(titolo="Con totali"))
    EventoFactory(futuro=True)
    EventoFactory(senza_data=True)

    lista = gestione.get("/admin/community/evento/", {"senza_presenze": "si"}).context["cl"]

    assert list(lista.result_list) == [senza]


def test_events_are_imported_with_their_projects(gestione):
    ProgettoFactory(slug="homes4all")
    testo = """slug;titolo;tipo;data;ora di inizio;Intervento;progetti (slug)
scambio;Giornata;giornata di scambio;29/03/2023;09:30;;homes4all
"""
    file = SimpleUploadedFile("eventi.csv", testo.encode())
    anteprima = gestione.post("/admin/community/evento/import/", {"file": file})
    gettone = re.search(r'name="gettone" value="([^"]+)"', anteprima.content.decode()).group(1)

    gestione.post("/admin/community/evento/process_import/", {"gettone": gettone})

    evento = Evento.objects.get()
    assert (evento.tipo, evento.precisione, evento.is_public) == (
        "giornata_scambio",
        "giorno",
        False,
    )
    assert evento.ora_inizio == datetime.time(9, 30)
    assert [p.slug for p in evento.progetti.all()] == ["homes4all"]


@pytest.mark.parametrize(
    ("riga", "motivo"),
    [
        ("a;T;festa;;", "tipo : «festa» non è ammesso: scegli fra giornata di scambio"),
        ("a;T;webinar;domani;", "data : «domani» non è una data: scrivila come 31/12/2026"),
        ("a;T;webinar;;ore nove", "ora di inizio : «ore nove» non è un'ora"),
        ("a b;T;webinar;;", "slug :"),
    ],
)
def test_wrong_cells_are_explained(gestione, riga, motivo):
    file = SimpleUploadedFile("e.csv", f"slug;titolo;tipo;data;ora di inizio\n{riga}\n".encode())

    risposta = gestione.post("/admin/community/evento/import/", {"file": file})

    assert risposta.status_code == 422
    assert f"2 {motivo}" in parole(risposta)

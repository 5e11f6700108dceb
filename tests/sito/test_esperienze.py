import pytest

from tests.community.factories_comunita import BisognoFactory, LezioneFactory, PraticaFactory
from tests.progetti.factories import ProgettoFactory

pytestmark = pytest.mark.django_db


def test_experiences_are_found_by_problem(client, django_assert_max_num_queries):
    tema = ProgettoFactory(temi=["casa"]).temi.get()
    lezione, pratica = LezioneFactory(pubblica=True), PraticaFactory(pubblica=True)
    lezione.temi.add(tema)
    pratica.temi.add(tema)
    pratica.bisogni.add(BisognoFactory(nome="abitare"))
    for non_pubblica in (LezioneFactory(), LezioneFactory(della_comunita=True)):
        non_pubblica.temi.add(tema)

    with django_assert_max_num_queries(11):
        risposta = client.get("/esperienze/")

    dati = risposta.context["esperienze"]
    assert [(p.nome, p.lezioni, p.pratiche) for p in dati.temi] == [(tema.nome, 1, 1)]
    assert [(p.nome, p.pratiche) for p in dati.bisogni] == [("abitare", 1)]
    assert (dati.lezioni, dati.pratiche) == ([lezione], [pratica])
    assert f'href="/lezioni/?tema={tema.slug}"' in risposta.content.decode()


def test_without_experiences_the_page_says_why_and_the_menu_leads_to_it(client):
    pagina = client.get("/esperienze/").content.decode()

    assert "Nessuna lezione è ancora pubblica" in pagina
    assert 'href="/esperienze/" aria-current="page"' in pagina


def test_demonstrative_and_reserved_rows_are_not_in_the_landing(client):
    LezioneFactory(pubblica=True, dimostrativo=True)
    PraticaFactory(della_comunita=True)

    dati = client.get("/esperienze/").context["esperienze"]

    assert (dati.lezioni, dati.pratiche, dati.temi) == ([], [], [])

import pytest
from django.test import Client
from django.urls import reverse

from tests.progetti.factories import ProgettoFactory, TemaFactory

pytestmark = pytest.mark.django_db


def test_a_topic_without_projects_says_why(client: Client) -> None:
    tema = TemaFactory(nome="silver economy")

    pagina = client.get(tema.get_absolute_url()).content.decode()

    assert reverse("temi:detail", args=["silver-economy"]) == tema.get_absolute_url()
    assert "Nessun progetto ha ancora questo tema" in pagina


def test_a_topic_page_leaves_demonstrative_projects_out(client: Client) -> None:
    ProgettoFactory(titolo="Case di vicinato", temi=["housing sociale"])
    ProgettoFactory(titolo="Inventato", dimostrativo=True, temi=["housing sociale"])

    pagina = client.get("/temi/housing-sociale/").content.decode()

    assert "Case di vicinato" in pagina
    assert "Inventato" not in pagina


def test_a_topic_of_too_many_projects_counts_no_further_and_leads_to_their_list(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("progetti.views.CONTATE", 2)
    for n in range(3):
        ProgettoFactory(titolo=f"Casa {n}", temi=["housing sociale"])

    pagina = client.get("/temi/housing-sociale/").content.decode()

    assert "Oltre 2 progetti" in pagina
    assert 'href="/progetti/?tema=housing-sociale"' in pagina
    assert "Casa 2" not in pagina

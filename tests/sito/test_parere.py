import pytest
from django.test import Client

from fis_portal.core.enums import MotivoParere
from fis_portal.core.models import ParerePagina

pytestmark = pytest.mark.django_db
INDIRIZZO = "/parere/"
PAGINA = "/progetti/?tema=housing-sociale"


def invia(client: Client, **campi: object) -> object:
    return client.post(INDIRIZZO, {"percorso": PAGINA, "voto": "5", **campi})


def test_every_page_asks_for_an_opinion_and_leads_to_the_questions(client: Client):
    html = client.get("/privacy/").content.decode()

    assert 'action="/parere/" method="get"' in html
    assert 'name="percorso" value="/privacy/"' in html


def test_the_questions_keep_page_and_stars_chosen_before(client: Client):
    html = client.get(INDIRIZZO, {"percorso": PAGINA, "voto": "2"}).content.decode()

    assert f'value="{PAGINA}"' in html
    assert 'value="2" required checked' in html


def test_a_wrong_vote_in_the_address_is_a_vote_not_chosen(client: Client):
    risposta = client.get(INDIRIZZO, {"voto": "9"})

    assert risposta.status_code == 200
    assert " checked" not in risposta.content.decode()


def test_an_opinion_is_kept_and_the_reader_thanked_with_the_way_back(client: Client):
    risposta = invia(client, voto="4", motivo="chiare", testo=" Bello. ")

    assert risposta.status_code == 302
    parere = ParerePagina.objects.get()
    assert (parere.percorso, parere.voto, parere.motivo, parere.testo) == (
        PAGINA,
        4,
        "chiare",
        "Bello.",
    )
    grazie = client.get(risposta["Location"])
    assert grazie.status_code == 200
    assert f'href="{PAGINA}"' in grazie.content.decode()


@pytest.mark.parametrize("voto", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("motivo", MotivoParere.values)
def test_a_reason_that_does_not_fit_the_stars_is_dropped(client: Client, voto: int, motivo: str):
    positivi = {"chiare", "complete", "trovato", "altro-positivo"}

    invia(client, voto=str(voto), motivo=motivo)

    adatto = (motivo in positivi) == (voto >= 4)
    assert ParerePagina.objects.get().motivo == (motivo if adatto else "")


@pytest.mark.parametrize(
    ("campi", "messaggio"),
    [
        ({"voto": ""}, "Scegli un voto da 1 a 5 stelle."),
        ({"voto": "6"}, "Scegli un voto da 1 a 5 stelle."),
        ({"motivo": "boh"}, "Scegli uno dei motivi proposti."),
        ({"testo": "a" * 501}, "Scrivi al massimo 500 caratteri."),
    ],
)
def test_a_wrong_opinion_is_told_and_not_kept(
    client: Client, campi: dict[str, str], messaggio: str
):
    risposta = invia(client, **campi)

    assert risposta.status_code == 400
    assert messaggio in risposta.content.decode()
    assert not ParerePagina.objects.exists()


@pytest.mark.parametrize(
    "percorso", ["https://altrove.example/", "//altrove.example", "javascript:x"]
)
def test_nobody_is_sent_to_another_site(client: Client, percorso: str):
    risposta = invia(client, percorso=percorso)

    assert risposta["Location"] == "/parere/grazie/?percorso=%2F"
    assert (
        'href="//altrove'
        not in client.get("/parere/grazie/", {"percorso": percorso}).content.decode()
    )


def test_an_opinion_needs_the_token_of_its_page():
    severo = Client(enforce_csrf_checks=True)

    assert invia(severo).status_code == 403
    assert not ParerePagina.objects.exists()


def test_the_token_is_the_only_cookie_and_only_the_questions_set_it(client: Client):
    assert list(client.get(INDIRIZZO).cookies) == ["csrftoken"]
    assert not client.get("/").cookies

"""What one throws away in the area: drafts never shared, comments of one's own."""

import pytest
from django.test import Client
from django.utils import timezone

from community.enums import Visibilita
from community.models import CommentoLezione, ElementoKit, Lezione, Pratica
from community.services.visibilita import visibilita_set
from comuni.enums import RuoloReferente
from fis_portal.core.models import FileProtetto
from outcomes.models import OrigineLezione
from tests.community.factories_comunita import (
    AdozioneFactory,
    CommentoLezioneFactory,
    ElementoKitFactory,
    LezioneFactory,
    PraticaFactory,
)
from tests.comuni.factories import ReferenteFactory
from tests.core.factories import FileProtettoFactory
from tests.outcomes.factories import OrigineLezioneFactory
from tests.progetti.factories import ProgettoFactory

pytestmark = pytest.mark.django_db
LEZIONI, PRATICHE = "/area-comuni/lezioni/", "/area-comuni/pratiche/"
MODELLI = {LEZIONI: Lezione, PRATICHE: Pratica}


@pytest.fixture
def comune(referente):
    return referente.referenze.get().comune


@pytest.fixture
def area(client, referente):
    """Signed in as a compilatore."""
    client.force_login(referente)
    return client


@pytest.fixture(params=[LEZIONI, PRATICHE])
def elenco(request) -> str:
    return request.param


def bozza(elenco, comune, **campi):
    if elenco == LEZIONI:
        return LezioneFactory(progetto=ProgettoFactory(comune=comune), **campi)
    return PraticaFactory(comune=comune, **campi)


def elimina(elenco, riga) -> str:
    return f"{elenco}{riga.pk}/elimina/"


def test_a_draft_is_thrown_away_only_after_the_question(area, elenco, comune):
    riga = bozza(elenco, comune)
    assert elimina(elenco, riga) in area.get(f"{elenco}{riga.pk}/").content.decode()

    domanda = area.get(elimina(elenco, riga))

    assert riga.titolo in domanda.content.decode()
    assert MODELLI[elenco].objects.exists()
    risposta = area.post(elimina(elenco, riga), follow=True)
    assert risposta.redirect_chain == [(elenco, 302)]
    assert "La bozza è stata eliminata." in risposta.content.decode()
    assert not MODELLI[elenco].objects.exists()
    assert area.post(elimina(elenco, riga)).status_code == 404


def test_the_draft_of_another_comune_does_not_exist(client, elenco, comune, referente_altro_comune):
    riga = bozza(elenco, comune)
    client.force_login(referente_altro_comune)

    assert client.get(elimina(elenco, riga)).status_code == 404
    assert client.post(elimina(elenco, riga)).status_code == 404
    assert MODELLI[elenco].objects.exists()


@pytest.mark.parametrize("tornata", [False, True])
def test_what_others_read_or_once_read_is_not_thrown_away(area, elenco, comune, tornata):
    riga = bozza(elenco, comune)
    responsabile = ReferenteFactory(comune=comune, ruolo=RuoloReferente.RESPONSABILE).user
    visibilita_set(riga, a=Visibilita.COMUNITA, by=responsabile)
    if tornata:
        visibilita_set(riga, a=Visibilita.TEAM, by=responsabile)

    risposta = area.post(elimina(elenco, riga))

    assert risposta.status_code == 409
    assert "Altri hanno già potuto leggerla" in risposta.content.decode()
    assert MODELLI[elenco].objects.exists()


def test_a_practice_that_somebody_takes_up_is_not_thrown_away(area, comune):
    riga = AdozioneFactory(pratica__comune=comune).pratica

    assert area.post(elimina(PRATICHE, riga)).status_code == 409
    assert Pratica.objects.exists()


def test_with_a_draft_go_its_origin_and_all_comments_the_hidden_too(area, comune):
    riga = bozza(LEZIONI, comune)
    OrigineLezioneFactory(lezione=riga, rendicontazione__progetto=riga.progetto)
    CommentoLezioneFactory(lezione=riga)
    CommentoLezioneFactory(lezione=riga, nascosto_il=timezone.now())

    assert area.post(elimina(LEZIONI, riga)).status_code == 302

    assert not Lezione.objects.exists()
    assert not CommentoLezione.objects.exists()
    assert not OrigineLezione.objects.exists()


def test_with_a_draft_practice_go_its_kit_and_the_files(
    area, comune, django_capture_on_commit_callbacks
):
    riga = bozza(PRATICHE, comune)
    ElementoKitFactory(pratica=riga, file=FileProtettoFactory(contenuto=b"Atto."), url="")

    with django_capture_on_commit_callbacks(execute=True):
        assert area.post(elimina(PRATICHE, riga)).status_code == 302

    assert not ElementoKit.objects.exists()
    assert not FileProtetto.objects.exists()


# --- Comments -------------------------------------------------------------------------------------
def test_who_wrote_a_comment_takes_it_back(area, referente):
    suo = CommentoLezioneFactory(
        lezione=LezioneFactory(della_comunita=True), autore=referente, testo="Ci ripenso."
    )
    altrui = CommentoLezioneFactory(lezione=suo.lezione)
    pagina = f"{LEZIONI}{suo.lezione_id}/"
    indirizzo = f"{LEZIONI}commenti/{suo.pk}/elimina/"
    assert indirizzo in area.get(pagina).content.decode()
    assert f"commenti/{altrui.pk}/" not in area.get(pagina).content.decode()

    assert "Ci ripenso." in area.get(indirizzo).content.decode()
    assert CommentoLezione.objects.count() == 2
    assert area.post(indirizzo).url == pagina

    assert CommentoLezione.objects.get() == altrui


def test_the_comment_of_another_or_a_hidden_one_does_not_exist(area, referente):
    lezione = LezioneFactory(della_comunita=True)
    di_team = LezioneFactory()
    for commento in (
        CommentoLezioneFactory(lezione=lezione),
        CommentoLezioneFactory(lezione=lezione, autore=referente, nascosto_il=timezone.now()),
        CommentoLezioneFactory(lezione=di_team, autore=referente),
    ):
        indirizzo = f"{LEZIONI}commenti/{commento.pk}/elimina/"
        assert area.get(indirizzo).status_code == 404
        assert area.post(indirizzo).status_code == 404
    assert CommentoLezione.objects.count() == 3


def test_nobody_signed_in_throws_nothing_away(comune):
    riga = bozza(LEZIONI, comune)

    assert Client().post(elimina(LEZIONI, riga)).status_code == 302
    assert Lezione.objects.exists()

"""A decision of a support meeting opens the new version of the framework."""

import datetime

import pytest
from django.test import Client

from community.enums import TipoEvento
from community.models import DecisioneIncontro
from fis_portal.accounts.models import User
from fis_portal.core.errors import DomainError
from outcomes.enums import StatoQuadro
from outcomes.models import QuadroImpatto
from outcomes.services.quadro import quadro_da_decisione
from progetti.models import Progetto
from tests.community.factories import EventoFactory
from tests.community.factories_comunita import DecisioneIncontroFactory
from tests.outcomes.factories import EsitoFactory, IndicatoreFactory, QuadroImpattoFactory

pytestmark = pytest.mark.django_db


def _decisione(progetto: Progetto, **campi: object) -> DecisioneIncontro:
    evento = EventoFactory(
        tipo=TipoEvento.OUTCOME_TEAM,
        data_inizio=datetime.date(2024, 5, 7),
        is_public=False,
        is_riservato=True,
        progetti=[progetto],
    )
    decisione: DecisioneIncontro = DecisioneIncontroFactory(
        verbale__evento=evento,
        verbale__progetto=progetto,
        **{"cambia_quadro": True, "motivo": "Un anno non basta", **campi},
    )
    return decisione


@pytest.fixture
def in_vigore() -> QuadroImpatto:
    quadro: QuadroImpatto = QuadroImpattoFactory()
    IndicatoreFactory(esito=EsitoFactory(quadro=quadro))
    return quadro


def test_a_decision_opens_one_draft_from_the_version_in_force(
    funzionario: User, in_vigore: QuadroImpatto
) -> None:
    decisione = _decisione(in_vigore.progetto)

    quadro = quadro_da_decisione(decisione=decisione, by=funzionario)
    ancora = quadro_da_decisione(decisione=decisione, by=funzionario)

    assert ancora == quadro
    assert (quadro.stato, quadro.versione) == (StatoQuadro.BOZZA, in_vigore.versione + 1)
    assert (quadro.decisione, quadro.deciso_in) == (decisione, decisione.verbale.evento)
    assert quadro.motivo == "Un anno non basta"
    assert quadro.indicatori.get().serie == in_vigore.indicatori.get().serie


def test_a_decision_without_a_reason_gives_its_own_words(
    funzionario: User, in_vigore: QuadroImpatto
) -> None:
    decisione = _decisione(in_vigore.progetto, motivo="")

    assert quadro_da_decisione(decisione=decisione, by=funzionario).motivo == decisione.testo


def test_a_decision_that_does_not_ask_for_it_or_finds_a_draft_opens_nothing(
    funzionario: User, in_vigore: QuadroImpatto
) -> None:
    altra = _decisione(in_vigore.progetto, cambia_quadro=False)
    with pytest.raises(DomainError) as errore:
        quadro_da_decisione(decisione=altra, by=funzionario)
    assert errore.value.code == "decisione_senza_quadro"

    QuadroImpattoFactory(progetto=in_vigore.progetto, bozza=True, versione=9)
    with pytest.raises(DomainError) as errore:
        quadro_da_decisione(decisione=_decisione(in_vigore.progetto), by=funzionario)
    assert errore.value.code == "bozza_presente"


def test_staff_open_the_version_from_the_diary_and_its_page_says_where_it_comes_from(
    client: Client, funzionario: User, lettura: User, in_vigore: QuadroImpatto
) -> None:
    decisione = _decisione(in_vigore.progetto)
    bottone = f"/admin/outcomes/quadroimpatto/da-decisione/{decisione.pk}/"
    client.force_login(funzionario)

    diario = client.get(f"/admin/community/verbaleincontro/{decisione.verbale_id}/change/")
    domanda = client.get(bottone)
    risposta = client.post(bottone)
    ancora = client.post(bottone)

    assert bottone in diario.content.decode()
    assert decisione.testo in domanda.content.decode()
    quadro = QuadroImpatto.objects.get(decisione=decisione)
    assert risposta.url == ancora.url == f"/admin/outcomes/quadroimpatto/{quadro.pk}/change/"
    assert "La decisione da cui nasce" in client.get(risposta.url).content.decode()
    client.force_login(lettura)
    assert client.post(bottone).status_code == 403
    assert decisione.testo not in client.get(risposta.url).content.decode()

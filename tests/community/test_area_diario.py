"""The diary as evaluators and partners read it: their projects', never the note, what is theirs."""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community.enums import StatoAzione, TipoEvento
from community.models import AzioneIncontro, VerbaleIncontro
from fis_portal.accounts.models import User
from fis_portal.core.isolamento import isolato
from progetti.enums import RuoloPartenariato
from progetti.models import Progetto
from tests.accounts.factories import UserFactory
from tests.community.factories import EventoFactory
from tests.community.factories_comunita import (
    AzioneIncontroFactory,
    DecisioneIncontroFactory,
    SeguitoAzioneFactory,
    VerbaleIncontroFactory,
)
from tests.progetti.factories import DelegatoFactory, PartenariatoFactory, ProgettoFactory

pytestmark = pytest.mark.django_db
LISTA = "/area-valutatori/diario/"
NOTA = "Il valutatore tentenna"
CHIUSA = {"stato": StatoAzione.FATTA}


def _delegato(progetto: Progetto, **partenariato) -> User:
    delegato = DelegatoFactory()
    PartenariatoFactory(progetto=progetto, organizzazione=delegato.organizzazione, **partenariato)
    return delegato.user


@pytest.fixture
def progetto() -> Progetto:
    return ProgettoFactory()


@pytest.fixture(params=[RuoloPartenariato.VALUTATORE, RuoloPartenariato.PARTNER])
def delegato(request, client: Client, progetto: Progetto) -> User:
    user = _delegato(progetto, ruolo=request.param)
    client.force_login(user)
    return user


@pytest.fixture
def partner(client: Client, progetto: Progetto) -> User:
    user = _delegato(progetto)
    client.force_login(user)
    return user


def _verbale(progetto: Progetto, mese: int = 3, **campi) -> VerbaleIncontro:
    evento = EventoFactory(
        tipo=TipoEvento.OUTCOME_TEAM,
        is_public=False,
        is_riservato=True,
        progetti=[progetto],
        data_inizio=datetime.date(2024, mese, 10),
    )
    return VerbaleIncontroFactory(
        evento=evento, progetto=progetto, nota_interna=NOTA, **{"condiviso": True, **campi}
    )


def _affidata(verbale: VerbaleIncontro, a: User | None, **campi) -> AzioneIncontro:
    return AzioneIncontroFactory(
        verbale=verbale, assegnata_a=a, **{"a_carico_di": "partner", **campi}
    )


def _fatta(azione: AzioneIncontro) -> str:
    return f"{LISTA}azioni/{azione.pk}/fatta/"


# --- Read ----------------------------------------------------------------------------------------
def test_who_takes_part_reads_topics_decisions_and_actions_and_never_the_note(
    client, delegato, progetto
):
    primo, secondo = _verbale(progetto, 3), _verbale(progetto, 4)
    DecisioneIncontroFactory(verbale=primo)
    chi = UserFactory(nome="Dora", cognome="Esempio")
    azione = _affidata(primo, chi, a_carico_di="comune", scadenza=datetime.date(2024, 5, 2))
    SeguitoAzioneFactory(azione=azione, verbale=secondo, nota="Li mandano a maggio")

    with CaptureQueriesContext(connection) as domande:
        elenco, prima, dopo = (
            client.get(pagina).content.decode()
            for pagina in (LISTA, f"{LISTA}{primo.pk}/", f"{LISTA}{secondo.pk}/")
        )

    assert elenco.count('data-element="diary-page"') == 2
    for detto in (
        "Gli indicatori del secondo anno.",
        "Si misura anche la permanenza.",
        azione.testo.replace("'", "&#x27;"),
        "entro il 2 maggio 2024",
        "A carico di: Comune",
        "Dora Esempio",
    ):
        assert detto in prima
    assert "Li mandano a maggio" in dopo
    assert not any(NOTA in pagina for pagina in (elenco, prima, dopo))
    assert not [d["sql"] for d in domande if "nota_interna" in d["sql"]]
    assert "/fatta/" not in elenco + prima


def test_pages_not_shared_or_of_other_projects_do_not_exist(client, partner, progetto):
    altrui = ProgettoFactory()
    finito = ProgettoFactory()
    PartenariatoFactory(
        progetto=finito,
        organizzazione=partner.deleghe.get().organizzazione,
        al=timezone.localdate() - datetime.timedelta(days=1),
    )
    _delegato(altrui)
    nascosti = (
        _verbale(progetto, condiviso=False),
        _verbale(altrui, 4),
        _verbale(finito, 5),
    )
    for verbale in nascosti:
        azione = _affidata(verbale, partner)

        assert client.get(f"{LISTA}{verbale.pk}/").status_code == 404
        assert client.post(_fatta(azione)).status_code == 404
    testo = client.get(LISTA).content.decode()
    assert 'data-element="diary-page"' not in testo
    assert "Ancora nessuna pagina condivisa" in testo


def test_who_takes_part_in_no_project_has_no_diary(client, progetto, referente):
    verbale = _verbale(progetto)
    ex = DelegatoFactory(attivo=False)
    PartenariatoFactory(progetto=progetto, organizzazione=ex.organizzazione)

    for user in (ex.user, DelegatoFactory().user, referente):
        client.force_login(user)
        assert client.get(LISTA).status_code == 404
        assert client.get(f"{LISTA}{verbale.pk}/").status_code == 404
        assert "Diario dei progetti" not in client.get("/utenza/").content.decode()


def test_the_menu_leads_to_the_diary(client, partner):
    assert f'href="{LISTA}"' in client.get("/utenza/").content.decode()


def test_the_diary_of_a_delegate_is_not_that_of_the_comune(client, partner, progetto):
    verbale = _verbale(progetto)

    assert client.get(f"/area-comuni/incontri/diario/{verbale.pk}/").status_code == 404


def test_the_list_grows_without_asking_more(
    client, partner, progetto, django_assert_max_num_queries
):
    for mese in range(1, 9):
        _affidata(_verbale(progetto, mese), partner)

    with django_assert_max_num_queries(22):
        assert client.get(LISTA).status_code == 200


# --- What is to be done --------------------------------------------------------------------------
def test_she_says_that_what_is_entrusted_to_her_is_done(client, delegato, progetto):
    azione = _affidata(_verbale(progetto), delegato, testo="Mandare i registri")
    assert "Che cosa è affidato a te" in client.get(LISTA).content.decode()
    assert _fatta(azione) in client.get(f"{LISTA}{azione.verbale_id}/").content.decode()

    risposta = client.post(_fatta(azione), {"da": "diario"})
    ancora = client.post(_fatta(azione))

    azione.refresh_from_db()
    assert risposta.url == f"{LISTA}{azione.verbale_id}/"
    assert (azione.stato, azione.chiusa_il) == (StatoAzione.FATTA, timezone.localdate())
    assert ancora.status_code == 409
    assert "già fatta" in ancora.content.decode()
    assert "Che cosa è affidato a te" not in client.get(LISTA).content.decode()


def test_actions_of_others_are_read_and_not_closed(client, partner, progetto):
    verbale = _verbale(progetto)
    di_altri = (
        _affidata(verbale, None),
        _affidata(verbale, _delegato(progetto)),
        _affidata(verbale, partner, a_carico_di="comune"),
        _affidata(verbale, partner, a_carico_di="formez"),
    )

    assert "/fatta/" not in client.get(f"{LISTA}{verbale.pk}/").content.decode()
    assert [client.post(_fatta(azione)).status_code for azione in di_altri] == [404] * 4
    assert not AzioneIncontro.objects.exclude(stato=StatoAzione.APERTA).exists()


def test_the_database_lets_a_delegate_close_what_is_hers_alone(partner, progetto):
    verbale = _verbale(progetto)
    sua = _affidata(verbale, partner)
    di_tutti = _affidata(verbale, None)
    nascosta = _affidata(_verbale(progetto, 4, condiviso=False), partner)
    altrui = _affidata(_verbale(ProgettoFactory(), 5), partner)

    with isolato(partner.pk):
        viste = set(AzioneIncontro.objects.values_list("pk", flat=True))
        cambiate = AzioneIncontro.objects.update(**CHIUSA, chiusa_il=timezone.localdate())

    assert viste == {sua.pk, di_tutti.pk}
    assert cambiate == 1
    assert set(AzioneIncontro.objects.filter(stato="aperta")) == {di_tutti, nascosta, altrui}

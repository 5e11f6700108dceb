"""The diary of outcome teams: written, shared, followed up, and what a decision opens."""

import datetime
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from community.enums import StatoAzione, TipoEvento
from community.models import AzioneIncontro, SeguitoAzione, VerbaleIncontro
from community.selectors.diario import azioni_da_seguire, ore_supporto
from community.services.diario import (
    Detto,
    azione_close,
    seguiti_record,
    seguito_record,
    verbale_create,
    verbale_share,
)
from fis_portal.accounts.models import User
from fis_portal.core.errors import DomainError
from fis_portal.core.models import Messaggio
from progetti.models import Progetto
from tests.community.factories import EventoFactory
from tests.community.factories_comunita import (
    AzioneIncontroFactory,
    DecisioneIncontroFactory,
    VerbaleIncontroFactory,
)
from tests.comuni.factories import ReferenteFactory
from tests.progetti.factories import ProgettoFactory

pytestmark = pytest.mark.django_db
LISTA = "/admin/community/verbaleincontro/"


@pytest.fixture
def gestione(client: Client, funzionario: User) -> Client:
    client.force_login(funzionario)
    return client


@pytest.fixture
def progetto() -> Progetto:
    return ProgettoFactory()


def _incontro(progetto: Progetto, mese: int, **campi) -> VerbaleIncontro:
    evento = EventoFactory(
        tipo=TipoEvento.OUTCOME_TEAM,
        is_public=False,
        is_riservato=True,
        data_inizio=datetime.date(2024, mese, 10),
        progetti=[progetto],
    )
    return VerbaleIncontroFactory(evento=evento, progetto=progetto, **campi)


# --- Written and shared --------------------------------------------------------------------------
def test_a_page_of_the_diary_is_of_a_support_meeting_of_the_project(funzionario, progetto):
    team = EventoFactory(tipo=TipoEvento.OUTCOME_TEAM, progetti=[progetto])
    webinar = EventoFactory(tipo=TipoEvento.WEBINAR, progetti=[progetto])
    scritto = {"argomenti": " I dati. ", "by": funzionario}

    verbale = verbale_create(evento=team, progetto=progetto, **scritto)

    assert (verbale.argomenti, verbale.ore_supporto, verbale.by) == ("I dati.", None, funzionario)
    for evento, di, codice in (
        (webinar, progetto, "incontro_di_altro_tipo"),
        (team, ProgettoFactory(), "progetto_non_invitato"),
        (team, progetto, "verbale_non_valido"),
    ):
        with pytest.raises(DomainError) as errore:
            verbale_create(evento=evento, progetto=di, **scritto)
        assert errore.value.code == codice


def test_sharing_tells_the_officers_of_the_comune_once_and_never_the_internal_note(
    funzionario, progetto
):
    verbale = _incontro(progetto, 3, nota_interna="Il sindaco tentenna")
    AzioneIncontroFactory(verbale=verbale)
    chi = ReferenteFactory(comune=progetto.comune).user
    ReferenteFactory(comune=progetto.comune, attivo=False)
    ReferenteFactory()

    condiviso = verbale_share(verbale=verbale, by=funzionario)
    ancora = verbale_share(verbale=verbale, by=funzionario)

    assert condiviso.condiviso_il == ancora.condiviso_il is not None
    messaggio = Messaggio.objects.get(tipo="diario_condiviso")
    assert messaggio.a == chi.email
    assert "Centro per l'impiego" in messaggio.testo
    assert f"/area-comuni/incontri/diario/{verbale.pk}/" in messaggio.testo
    assert "tentenna" not in messaggio.testo


def test_a_page_of_a_draft_meeting_is_not_shared(funzionario):
    with pytest.raises(DomainError) as errore:
        verbale_share(verbale=VerbaleIncontroFactory(), by=funzionario)

    assert errore.value.code == "evento_in_bozza"
    assert not Messaggio.objects.exists()


def test_hours_not_measured_are_not_zero(progetto):
    assert ore_supporto(progetto).ore is None
    _incontro(progetto, 1)
    assert ore_supporto(progetto).ore is None
    _incontro(progetto, 2, ore_supporto=Decimal("1.50"))
    _incontro(progetto, 3, ore_supporto=Decimal("0"))
    _incontro(ProgettoFactory(), 4, ore_supporto=9)

    ore = ore_supporto(progetto)

    assert (ore.ore, ore.incontri, ore.non_misurati) == (Decimal("1.50"), 3, 1)


# --- Follow-up over the meetings -----------------------------------------------------------------
def test_what_was_agreed_stays_on_the_agenda_until_it_is_closed(funzionario, progetto):
    primo, secondo, terzo = (_incontro(progetto, mese) for mese in (1, 2, 3))
    dati, sede = AzioneIncontroFactory.create_batch(2, verbale=primo)
    AzioneIncontroFactory(verbale=secondo)
    AzioneIncontroFactory()

    assert azioni_da_seguire(primo) == []
    assert azioni_da_seguire(secondo) == [dati, sede]
    seguiti_record(
        verbale=secondo,
        detti=[
            Detto(dati, StatoAzione.FATTA, "Arrivati"),
            Detto(sede, StatoAzione.APERTA, "Si tarda"),
        ],
        by=funzionario,
    )

    dati.refresh_from_db()
    assert (dati.stato, dati.chiusa_il) == (StatoAzione.FATTA, datetime.date(2024, 2, 10))
    assert [a.detto.nota for a in azioni_da_seguire(secondo)] == ["Arrivati", "Si tarda"]
    assert dati not in azioni_da_seguire(terzo)
    assert sede in azioni_da_seguire(terzo)


def test_the_latest_meeting_says_where_an_action_stands_whatever_is_corrected(
    funzionario, progetto
):
    azione = AzioneIncontroFactory(verbale=_incontro(progetto, 1))
    secondo, terzo = _incontro(progetto, 2), _incontro(progetto, 3)
    seguito_record(azione=azione, verbale=terzo, stato="aperta", by=funzionario)

    seguito_record(azione=azione, verbale=secondo, stato="fatta", by=funzionario)
    azione.refresh_from_db()
    assert (azione.stato, azione.chiusa_il) == ("aperta", None)

    seguito_record(azione=azione, verbale=terzo, stato="lasciata", nota="Basta", by=funzionario)
    azione.refresh_from_db()
    assert (azione.stato, azione.chiusa_il) == ("lasciata", datetime.date(2024, 3, 10))
    assert SeguitoAzione.objects.count() == 2


def test_follow_up_comes_after_and_in_the_same_project_or_nothing_is_written(funzionario, progetto):
    primo, secondo = _incontro(progetto, 1), _incontro(progetto, 2)
    prima, dopo = AzioneIncontroFactory(verbale=primo), AzioneIncontroFactory(verbale=secondo)
    altrui = AzioneIncontroFactory()

    for azione in (dopo, altrui):
        with pytest.raises(DomainError):
            seguiti_record(
                verbale=secondo,
                detti=[Detto(prima, "fatta"), Detto(azione, "fatta")],
                by=funzionario,
            )
    with pytest.raises(DomainError):
        seguito_record(azione=prima, verbale=secondo, stato="boh", by=funzionario)

    assert not SeguitoAzione.objects.exists()
    prima.refresh_from_db()
    assert prima.stato == "aperta"


def test_an_action_is_closed_once_not_in_the_future_and_by_who_may(funzionario, lettura):
    azione = AzioneIncontroFactory()
    domani = timezone.localdate() + datetime.timedelta(days=1)

    for chi, stato, il, codice in (
        (lettura, "fatta", None, "azione_non_tua"),
        (funzionario, "aperta", None, "stato_non_di_chiusura"),
        (funzionario, "fatta", domani, "data_futura"),
    ):
        with pytest.raises(DomainError) as errore:
            azione_close(azione=azione, stato=stato, il=il, by=chi)
        assert errore.value.code == codice
    azione_close(azione=azione, stato="fatta", by=funzionario)
    with pytest.raises(DomainError, match="già fatta"):
        azione_close(azione=azione, stato="lasciata", by=funzionario)

    azione.refresh_from_db()
    assert (azione.stato, azione.chiusa_il) == ("fatta", timezone.localdate())


# --- Pages ---------------------------------------------------------------------------------------
def test_who_only_reads_does_not_see_the_diary(client, lettura):
    verbale = VerbaleIncontroFactory(nota_interna="Riservatissima")
    AzioneIncontroFactory(verbale=verbale)
    client.force_login(lettura)

    for pagina in ("verbaleincontro", "azioneincontro", "decisioneincontro", "seguitoazione"):
        assert client.get(f"/admin/community/{pagina}/").status_code == 403
    assert client.get(f"{LISTA}{verbale.pk}/change/").status_code == 403
    scheda = client.get(f"/admin/community/evento/{verbale.evento_id}/change/").content.decode()
    assert verbale.argomenti not in scheda
    assert "Riservatissima" not in scheda


def test_staff_write_a_page_then_decisions_and_actions_then_share_it(gestione, progetto):
    evento = EventoFactory(
        tipo=TipoEvento.OUTCOME_TEAM, is_public=False, is_riservato=True, progetti=[progetto]
    )
    scritto = {"evento": evento.pk, "progetto": progetto.pk, "argomenti": "I dati"}

    risposta = gestione.post(f"{LISTA}add/", {**scritto, "ore_supporto": "1,5"})
    verbale = VerbaleIncontro.objects.get()
    doppio = gestione.post(f"{LISTA}add/", scritto)
    gestione.post(
        f"{LISTA}{verbale.pk}/change/",
        {
            "argomenti": "I dati del primo anno",
            "ore_supporto": "2",
            "decisioni-TOTAL_FORMS": "1",
            "decisioni-INITIAL_FORMS": "0",
            "decisioni-0-ordine": "1",
            "decisioni-0-testo": "Si misura la permanenza",
            "azioni-TOTAL_FORMS": "1",
            "azioni-INITIAL_FORMS": "0",
            "azioni-0-ordine": "1",
            "azioni-0-testo": "Chiedere i dati",
            "azioni-0-a_carico_di": "comune",
            "azioni-0-scadenza": "01/02/2024",
        },
    )
    gestione.post(f"{LISTA}{verbale.pk}/condividi/")

    assert risposta.url == f"{LISTA}{verbale.pk}/change/"
    assert "ha già una pagina" in doppio.content.decode()
    verbale.refresh_from_db()
    assert verbale.ore_supporto == Decimal("2")
    assert verbale.condiviso_il is not None
    assert verbale.decisioni.get().testo == "Si misura la permanenza"
    assert verbale.azioni.get().stato == "aperta"
    scadute = gestione.get("/admin/community/azioneincontro/", {"scaduta": "si"})
    assert list(scadute.context["cl"].result_list) == [verbale.azioni.get()]


def test_staff_write_the_follow_up_of_a_meeting_in_one_form(gestione, progetto):
    primo, secondo = _incontro(progetto, 1), _incontro(progetto, 2)
    fatta, muta = AzioneIncontroFactory.create_batch(2, verbale=primo)
    indirizzo = f"{LISTA}{secondo.pk}/seguito/"

    pagina = gestione.get(indirizzo).content.decode()
    senza_stato = gestione.post(indirizzo, {f"azione-{muta.pk}-nota": "Mah"})
    risposta = gestione.post(
        indirizzo,
        {f"azione-{fatta.pk}-stato": "fatta", f"azione-{fatta.pk}-nota": "Arrivati"},
    )

    assert f"azione-{muta.pk}-stato" in pagina
    assert "Scegli a che punto è" in senza_stato.content.decode()
    assert risposta.url == f"{LISTA}{secondo.pk}/change/"
    assert SeguitoAzione.objects.get().azione == fatta
    assert "Arrivati" in gestione.get(risposta.url).content.decode()


def test_staff_close_an_action_from_its_page(gestione):
    azione = AzioneIncontroFactory()
    indirizzo = f"/admin/community/azioneincontro/{azione.pk}/chiudi/"

    gestione.post(indirizzo, {"stato": "lasciata", "il": "05/03/2024"})
    ancora = gestione.post(indirizzo, {"stato": "fatta", "il": "06/03/2024"})

    azione.refresh_from_db()
    assert (azione.stato, azione.chiusa_il) == ("lasciata", datetime.date(2024, 3, 5))
    assert "già lasciata cadere" in ancora.content.decode()


@pytest.mark.parametrize(
    "lista", ["verbaleincontro", "azioneincontro", "decisioneincontro", "seguitoazione"]
)
def test_the_lists_ask_few_questions(gestione, progetto, lista, django_assert_max_num_queries):
    for n in range(1, 5):
        verbale = _incontro(progetto, n)
        DecisioneIncontroFactory(verbale=verbale)
        azione = AzioneIncontroFactory(verbale=verbale)
        SeguitoAzione.objects.create(
            azione=azione, verbale=_incontro(progetto, n + 5), stato="aperta"
        )

    with django_assert_max_num_queries(9):
        assert gestione.get(f"/admin/community/{lista}/").status_code == 200
    assert AzioneIncontro.objects.count() == 4

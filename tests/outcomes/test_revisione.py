"""The review: remarks the Comune sees once returned, acceptance, and what is never skipped."""

import pytest

from fis_portal.accounts.models import User
from fis_portal.core.errors import DomainError
from fis_portal.core.models import Messaggio
from outcomes.enums import StatoRendicontazione
from outcomes.models import Osservazione, Rendicontazione
from outcomes.selectors.revisione import esame, segnalazioni_di
from outcomes.services.revisione import (
    osservazione_add,
    osservazione_drop,
    rendicontazione_accept,
    rendicontazione_return,
    rendicontazioni_accept,
)
from tests.comuni.factories import ReferenteFactory
from tests.outcomes.factories import (
    EsitoFactory,
    IndicatoreFactory,
    InvioFactory,
    OsservazioneFactory,
    ParteRilevazioneFactory,
    PeriodoMonitoraggioFactory,
    RendicontazioneFactory,
    RilevazioneFactory,
    SpesaRendicontataFactory,
    TestoRendicontazioneFactory,
)
from tests.progetti.factories import VoceSpesaFactory

pytestmark = pytest.mark.django_db
S = StatoRendicontazione


@pytest.fixture
def inviata() -> Rendicontazione:
    rendicontazione = RendicontazioneFactory(inviata=True)
    ReferenteFactory(comune=rendicontazione.progetto.comune)
    return rendicontazione


def _osserva(rendicontazione: Rendicontazione, by: User, campo: str = "") -> Osservazione:
    return osservazione_add(
        rendicontazione=rendicontazione,
        campo=campo,
        testo="Non torna.",
        revisione=rendicontazione.revisione,
        by=by,
    )


# --- Remarks --------------------------------------------------------------------------------------
def test_a_remark_is_written_at_a_field_and_not_yet_told(
    inviata: Rendicontazione, responsabile: User
) -> None:
    rilevazione = RilevazioneFactory(rendicontazione=inviata, valore=3)
    campo = f"indicatori/{rilevazione.indicatore.codice}/valore"

    osservazione = _osserva(inviata, responsabile, campo)

    assert (osservazione.campo, osservazione.revisione) == (campo, 1)
    assert osservazione.comunicata_il is None
    assert not Messaggio.objects.exists()


@pytest.mark.parametrize(
    "campo", ["indicatori/MAI/valore", "boh", "testi/narrativa/mai", "spese/abc"]
)
def test_a_remark_is_at_a_field_there_is(
    inviata: Rendicontazione, responsabile: User, campo: str
) -> None:
    with pytest.raises(DomainError) as errore:
        _osserva(inviata, responsabile, campo)

    assert errore.value.code == "campo_sconosciuto"


def test_a_remark_has_a_text(inviata: Rendicontazione, responsabile: User) -> None:
    with pytest.raises(DomainError, match="Scrivi l'osservazione"):
        osservazione_add(rendicontazione=inviata, campo="", testo=" ", revisione=1, by=responsabile)


@pytest.mark.parametrize("stato", [S.DA_INIZIARE, S.BOZZA, S.RESTITUITA, S.VALIDATA])
def test_remarks_are_of_what_is_under_review(stato: str, responsabile: User) -> None:
    with pytest.raises(DomainError) as errore:
        _osserva(RendicontazioneFactory(stato=stato), responsabile)

    assert errore.value.code == "passaggio_non_ammesso"


def test_a_remark_nobody_saw_is_deleted_and_one_that_was_told_is_settled(
    inviata: Rendicontazione, responsabile: User
) -> None:
    nuova = _osserva(inviata, responsabile)
    detta = OsservazioneFactory(rendicontazione=inviata)

    osservazione_drop(osservazione=nuova, by=responsabile)
    osservazione_drop(osservazione=detta, by=responsabile)

    rimasta = Osservazione.objects.get()
    assert rimasta == detta
    assert rimasta.risolta_il is not None
    with pytest.raises(DomainError, match="già risolta"):
        osservazione_drop(osservazione=detta, by=responsabile)


# --- Return and acceptance ------------------------------------------------------------------------
def test_returning_tells_the_comune_its_remarks(
    inviata: Rendicontazione, responsabile: User
) -> None:
    _osserva(inviata, responsabile)

    restituita = rendicontazione_return(
        rendicontazione=inviata, revisione=1, by=responsabile, nota="Quasi & bene."
    )

    assert restituita.stato == S.RESTITUITA
    assert Osservazione.objects.get().comunicata_il is not None
    messaggio = Messaggio.objects.get()
    assert "un'osservazione" in messaggio.testo
    assert "Quasi & bene." in messaggio.testo


def test_without_a_remark_nothing_is_returned(inviata: Rendicontazione, responsabile: User) -> None:
    OsservazioneFactory(rendicontazione=inviata, risolta_il=inviata.created_at)

    with pytest.raises(DomainError) as errore:
        rendicontazione_return(rendicontazione=inviata, revisione=1, by=responsabile)

    assert errore.value.code == "osservazione_mancante"
    inviata.refresh_from_db()
    assert inviata.stato == S.INVIATA
    assert not Messaggio.objects.exists()


def test_accepting_settles_the_remarks_and_tells(
    inviata: Rendicontazione, responsabile: User
) -> None:
    _osserva(inviata, responsabile)

    accettata = rendicontazione_accept(rendicontazione=inviata, revisione=1, by=responsabile)

    assert accettata.stato == S.ACCETTATA
    assert accettata.accettata_il is not None
    assert Osservazione.objects.get().risolta_il is not None
    assert Messaggio.objects.get().tipo == "rendicontazione_accettata"


def test_who_looked_at_an_older_revision_decides_nothing(
    inviata: Rendicontazione, responsabile: User
) -> None:
    Rendicontazione.objects.update(revisione=2)

    for servizio in (rendicontazione_accept, rendicontazione_return):
        with pytest.raises(DomainError) as errore:
            servizio(rendicontazione=inviata, revisione=1, by=responsabile)
        assert errore.value.code == "revisione_cambiata"
    assert Rendicontazione.objects.get().stato == S.INVIATA


@pytest.mark.parametrize("stato", [S.DA_INIZIARE, S.BOZZA, S.RESTITUITA, S.ACCETTATA, S.VALIDATA])
def test_only_what_was_sent_is_accepted(stato: str, responsabile: User) -> None:
    rendicontazione = RendicontazioneFactory(stato=stato)

    with pytest.raises(DomainError) as errore:
        rendicontazione_accept(rendicontazione=rendicontazione, revisione=0, by=responsabile)

    assert errore.value.code == "passaggio_non_ammesso"


def test_an_accepted_report_goes_back_with_a_reason_and_its_disputes(responsabile: User) -> None:
    accettata = RendicontazioneFactory(accettata=True)
    contestata = RilevazioneFactory(
        rendicontazione=accettata,
        valore=3,
        verifica="contestata",
        verifica_metodo="Registri",
        verifica_nota="Sono due.",
        verificata_il=accettata.created_at,
    )
    with pytest.raises(DomainError, match="Scrivi perché"):
        rendicontazione_return(rendicontazione=accettata, revisione=1, by=responsabile)

    rendicontazione_return(
        rendicontazione=accettata, revisione=1, by=responsabile, nota="Il valutatore contesta"
    )

    contestata.refresh_from_db()
    assert contestata.verifica == "da_verificare"
    osservazione = Osservazione.objects.get()
    assert osservazione.campo == f"indicatori/{contestata.indicatore.codice}"
    assert "Sono due." in osservazione.testo
    assert Rendicontazione.objects.get().accettata_il is None


def test_once_a_value_is_validated_the_report_stays(responsabile: User) -> None:
    accettata = RendicontazioneFactory(accettata=True)
    RilevazioneFactory(
        rendicontazione=accettata,
        valore=3,
        verifica="validata",
        verifica_metodo="Registri",
        verificata_il=accettata.created_at,
    )

    with pytest.raises(DomainError) as errore:
        rendicontazione_return(
            rendicontazione=accettata, revisione=1, by=responsabile, nota="Ripensamento"
        )

    assert errore.value.code == "gia_validata"


# --- What was flagged -----------------------------------------------------------------------------
def test_many_are_accepted_only_where_nothing_was_flagged(responsabile: User) -> None:
    pulita, saltata, osservata, senza = (RendicontazioneFactory(inviata=True) for _n in range(4))
    RilevazioneFactory(rendicontazione=pulita, valore=3)
    ParteRilevazioneFactory(
        rilevazione=RilevazioneFactory(
            rendicontazione=saltata, valore=10, conferma_avvisi="È giusto così"
        ),
        valore=4,
    )
    OsservazioneFactory(rendicontazione=osservata)
    evidenza = IndicatoreFactory(esito=EsitoFactory(quadro=senza.quadro), evidenza_richiesta=True)
    RilevazioneFactory(rendicontazione=senza, indicatore=evidenza, valore=0)
    bozza = RendicontazioneFactory(bozza=True)

    esito = rendicontazioni_accept(rendicontazioni=Rendicontazione.objects.all(), by=responsabile)

    assert [r.pk for r in esito.accettate] == [pulita.pk]
    assert {s.rendicontazione.pk for s in esito.saltate} == {
        saltata.pk,
        osservata.pk,
        senza.pk,
        bozza.pk,
    }
    assert Rendicontazione.objects.filter(stato=S.ACCETTATA).count() == 1


def test_a_jump_from_the_last_value_is_flagged(django_assert_num_queries) -> None:
    prima = RendicontazioneFactory(accettata=True)
    vecchia = RilevazioneFactory(rendicontazione=prima, valore=10)
    adesso = RendicontazioneFactory(
        inviata=True, quadro=prima.quadro, periodo=PeriodoMonitoraggioFactory()
    )
    RilevazioneFactory(rendicontazione=adesso, indicatore=vecchia.indicatore, valore=100)

    with django_assert_num_queries(5):
        trovate = segnalazioni_di([prima, adesso])

    assert trovate[prima.pk] == ()
    assert "molto diverso dall'ultimo" in trovate[adesso.pk][0]


# --- The page -------------------------------------------------------------------------------------
def test_the_review_shows_what_changed_and_the_spending_in_all(inviata: Rendicontazione) -> None:
    voce = VoceSpesaFactory(progetto=inviata.progetto, preventivo_eur=1000)
    prima = RendicontazioneFactory(
        accettata=True,
        quadro=inviata.quadro,
        periodo=PeriodoMonitoraggioFactory(codice="2019-s1", dal="2019-01-01", al="2019-06-30"),
    )
    SpesaRendicontataFactory(rendicontazione=prima, voce=voce, importo_eur=250)
    SpesaRendicontataFactory(rendicontazione=inviata, voce=voce, importo_eur=0)
    TestoRendicontazioneFactory(rendicontazione=inviata)
    OsservazioneFactory(rendicontazione=inviata, campo=f"spese/{voce.pk}/importo_eur")
    for revisione, testo in ((1, "Piano."), (2, "Avanti.")):
        campo = {"indirizzo": "testi/narrativa/testo", "etichetta": "Testo", "testo": testo}
        contenuto = {"righe": [{"etichetta": "Che cosa è successo", "campi": [campo]}]}
        InvioFactory(rendicontazione=inviata, revisione=revisione, contenuto=contenuto)

    vista = esame(inviata)

    assert [(d.prima, d.dopo) for d in vista.differenze] == [("Piano.", "Avanti.")]
    (spese,) = [s for s in vista.sezioni if s.codice == "spese"]
    (riga,) = spese.righe
    assert riga.spesa is not None
    assert (riga.spesa.prima, riga.spesa.totale, riga.spesa.quota) == (250, 250, 25)
    assert len(riga.osservazioni) == 1
    (testi,) = [s for s in vista.sezioni if s.codice == "testi"]
    assert testi.righe[0].campi[0].prima == "Piano."

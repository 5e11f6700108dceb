"""The series as the database gives it: one question, whatever there is to tell."""

import datetime
from typing import Any

import pytest
from django.utils import timezone

from outcomes.enums import Attendibilita, StatoQuadro, StatoRendicontazione
from outcomes.models import Indicatore, Rendicontazione
from outcomes.selectors.progresso import misure, misure_pubbliche
from outcomes.selectors.serie import serie_degli_indicatori
from outcomes.selectors.tipi import Serie
from tests.outcomes.factories import (
    DimensioneFactory,
    EsitoFactory,
    IndicatoreFactory,
    InvioFactory,
    ParteRilevazioneFactory,
    PassaggioRendicontazioneFactory,
    PeriodoMonitoraggioFactory,
    QuadroImpattoFactory,
    RendicontazioneFactory,
    RilevazioneFactory,
    TargetPeriodoFactory,
)

pytestmark = pytest.mark.django_db


def istante(giorno: str) -> datetime.datetime:
    ora = datetime.datetime.fromisoformat(f"{giorno}T12:00:00")
    return timezone.make_aware(ora)


def rileva(
    indicatore: Indicatore,
    valore: Any,
    *,
    accettata: str = "",
    inviata: str = "2026-02-01",
    **campi: Any,
) -> Any:
    """A value of a new period, sent on a day and, if told, accepted on another."""
    stato = {"accettata": True, "accettata_il": istante(accettata)} if accettata else {}
    rendicontazione = RendicontazioneFactory(
        quadro=indicatore.quadro, **(stato or {"inviata": True})
    )
    if not accettata:
        InvioFactory(rendicontazione=rendicontazione, inviata_il=istante(inviata))
    return RilevazioneFactory(
        rendicontazione=rendicontazione, indicatore=indicatore, valore=valore, **campi
    )


def la_serie(indicatore: Indicatore, alla: datetime.date | None = None) -> Serie:
    (trovata,) = serie_degli_indicatori(Indicatore.objects.filter(pk=indicatore.pk), alla=alla)
    return trovata


def valori(serie: Serie) -> list[tuple[Any, str]]:
    return [(p.quantita.valore, p.attendibilita) for p in serie.punti]


def test_any_number_of_indicators_takes_one_query(django_assert_num_queries: Any) -> None:
    for quanti in (1, 9):
        for indicatore in IndicatoreFactory.create_batch(quanti):
            dimensione = DimensioneFactory(indicatore=indicatore)
            TargetPeriodoFactory(indicatore=indicatore)
            for _n in range(2):
                rilevazione = rileva(indicatore, 8, accettata="2026-01-10")
                ParteRilevazioneFactory(rilevazione=rilevazione, dimensione=dimensione)
        with django_assert_num_queries(1):
            trovate = misure_pubbliche(Indicatore.objects.all())

    assert len(trovate) == 10
    assert {m.attuale.numero for m in trovate} == {8}


def test_values_of_older_versions_belong_to_the_same_series() -> None:
    vecchio = IndicatoreFactory(
        esito__quadro__stato=StatoQuadro.SUPERATO,
        esito__quadro__in_vigore_al=datetime.date(2025, 12, 31),
    )
    rileva(vecchio, 5, accettata="2025-03-01")
    quadro = QuadroImpattoFactory(progetto=vecchio.quadro.progetto, versione=2)
    nuovo = IndicatoreFactory(esito=EsitoFactory(quadro=quadro), serie=vecchio.serie)
    rileva(nuovo, 9, accettata="2026-03-01")
    altrove = IndicatoreFactory(serie=vecchio.serie)  # the same series copied to another project
    rileva(altrove, 77, accettata="2026-03-01")

    assert [v for v, _chi in valori(la_serie(nuovo))] == [5, 9]


def test_drafts_and_returned_reports_say_nothing() -> None:
    indicatore = IndicatoreFactory()
    for stato in (
        StatoRendicontazione.DA_INIZIARE,
        StatoRendicontazione.BOZZA,
        StatoRendicontazione.RESTITUITA,
    ):
        rilevazione = rileva(indicatore, 5)
        Rendicontazione.objects.filter(pk=rilevazione.rendicontazione_id).update(stato=stato)

    assert valori(la_serie(indicatore)) == []


def test_each_value_says_who_vouches_for_it_on_the_day() -> None:
    indicatore = IndicatoreFactory()
    rileva(indicatore, 1, accettata="2026-02-10", verifica="validata", verifica_metodo="Registro",
           verificata_il=istante("2026-03-10"))  # fmt: skip
    rileva(indicatore, 2, accettata="2026-02-10", verifica="contestata", verifica_metodo="Registro",
           verifica_nota="Contati due volte.", verificata_il=istante("2026-03-20"))  # fmt: skip
    rileva(indicatore, 3, inviata="2026-03-25")

    def alla(giorno: str) -> list[tuple[Any, str]]:
        return valori(la_serie(indicatore, datetime.date.fromisoformat(giorno)))

    accettato, validato = Attendibilita.ACCETTATO, Attendibilita.VALIDATO
    contestato, dichiarato = Attendibilita.CONTESTATO, Attendibilita.DICHIARATO
    assert alla("2026-02-09") == []
    assert alla("2026-02-10") == [(1, accettato), (2, accettato)]
    assert alla("2026-03-10") == [(1, validato), (2, accettato)]
    assert alla("2026-03-25") == [(1, validato), (2, contestato), (3, dichiarato)]


def test_what_was_only_declared_is_not_public() -> None:
    indicatore = IndicatoreFactory()
    rileva(indicatore, 12, accettata="2026-02-10")
    rileva(indicatore, 20)

    (pubblica,) = misure_pubbliche(Indicatore.objects.all())
    (interna,) = misure(Indicatore.objects.all(), dichiarati=True)

    assert [p.quantita.valore for p in pubblica.serie.punti] == [12]
    assert interna.attuale.numero == 20


def test_small_cells_are_judged_in_the_order_they_became_public() -> None:
    """The first acceptance counts: returning a report and taking it back changes nothing."""
    indicatore = IndicatoreFactory(riservatezza="persone")
    prima = rileva(indicatore, 20, accettata="2026-05-01")  # accepted again after a correction
    PassaggioRendicontazioneFactory(
        rendicontazione=prima.rendicontazione, a=StatoRendicontazione.ACCETTATA
    )
    rileva(indicatore, 22, accettata="2026-04-01")
    prima.rendicontazione.passaggi.update(created_at=istante("2026-02-01"))

    (pubblica,) = misure_pubbliche(Indicatore.objects.all())

    assert [p.quantita.valore for p in pubblica.serie.punti] == [20, None]
    assert pubblica.attuale.numero == 20
    assert pubblica.attuale.taciuti


def test_decimals_come_back_as_they_were_written() -> None:
    indicatore = IndicatoreFactory(tipo="numero", unita="giorni")
    rileva(indicatore, "12345678901234.5678", accettata="2026-02-10")

    assert str(la_serie(indicatore).punti[0].quantita.valore) == "12345678901234.5678"


def test_the_sheet_comes_with_dimensions_and_targets() -> None:
    indicatore = IndicatoreFactory(target_finale=40, sdg=["11"])
    DimensioneFactory(indicatore=indicatore)
    periodo = PeriodoMonitoraggioFactory()
    TargetPeriodoFactory(indicatore=indicatore, periodo=periodo, valore=25)

    trovata = la_serie(indicatore)

    assert trovata.dimensioni == (("genere", ("donne", "uomini")),)
    assert [(p.codice, valore) for p, valore in trovata.target] == [(periodo.codice, 25)]
    assert trovata.indicatore.target_finale == 40
    assert trovata.indicatore.sdg == ["11"]


def test_a_reason_left_over_beside_a_measured_value_is_not_told() -> None:
    indicatore = IndicatoreFactory()
    rileva(indicatore, 12, accettata="2026-02-10", motivo="Il registro era perduto")

    assert [punto.motivo for punto in la_serie(indicatore).punti] == [""]

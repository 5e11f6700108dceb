"""Versions of a framework: begun, put in force with everything said, frozen from then on."""

import datetime
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, connection, transaction

from community.enums import TipoEvento
from fis_portal.core.errors import DomainError
from outcomes.enums import LivelloEsito, StatoBase, StatoQuadro
from outcomes.models import Dimensione, Esito, Indicatore, LegameEsito, QuadroImpatto, TargetPeriodo
from outcomes.services.quadro import quadro_delete, quadro_enact, quadro_start
from tests.community.factories import EventoFactory
from tests.outcomes.factories import (
    DimensioneFactory,
    EsitoFactory,
    IndicatoreFactory,
    LegameEsitoFactory,
    QuadroImpattoFactory,
    TargetPeriodoFactory,
)
from tests.progetti.factories import ProgettoFactory

pytestmark = pytest.mark.django_db
GIORNO = datetime.date(2026, 3, 1)


def _completo(**quadro: Any) -> QuadroImpatto:
    """A framework with two linked outcomes and one indicator that says all it must."""
    fatto = QuadroImpattoFactory(**quadro)
    da = EsitoFactory(quadro=fatto, codice="R1", livello=LivelloEsito.OUTPUT)
    a = EsitoFactory(quadro=fatto, codice="C1", livello=LivelloEsito.OUTCOME)
    LegameEsitoFactory(da=da, a=a, ipotesi="Chi ha casa cerca lavoro.")
    indicatore = IndicatoreFactory(
        esito=a,
        codice="I1",
        base_stato=StatoBase.MISURATA,
        base_valore=3,
        target_finale=Decimal("40"),
    )
    DimensioneFactory(indicatore=indicatore)
    TargetPeriodoFactory(indicatore=indicatore)
    return fatto


def _vigore(quadro: QuadroImpatto, **cambi: Any) -> QuadroImpatto:
    dati = {"dal": GIORNO, "motivo": "Avvio", "concordato_con": "Comune", "deciso_in": None}
    return quadro_enact(quadro=quadro, by=None, **{**dati, **cambi})


# --- Beginning -----------------------------------------------------------------------------------
def test_the_first_draft_of_a_project_is_empty_and_version_one() -> None:
    progetto = ProgettoFactory(dimostrativo=True)

    quadro = quadro_start(progetto=progetto, by=None)

    assert (quadro.versione, quadro.stato) == (1, StatoQuadro.BOZZA)
    assert quadro.is_demo
    assert not quadro.esiti.exists()


def test_a_new_version_keeps_the_series_baselines_targets_links_and_dimensions() -> None:
    prima = _completo()
    vecchio = prima.indicatori.get()

    dopo = quadro_start(progetto=prima.progetto, by=None, da=prima)

    nuovo = dopo.indicatori.get()
    assert dopo.versione == 2
    assert (nuovo.serie, nuovo.base_valore, nuovo.target_finale) == (vecchio.serie, 3, 40)
    assert nuovo.pk != vecchio.pk
    assert nuovo.esito.quadro == dopo
    assert list(nuovo.dimensioni.values_list("voci", flat=True)) == [["donne", "uomini"]]
    assert nuovo.target.get().valore == 10
    legame = LegameEsito.objects.get(da__quadro=dopo)
    assert (legame.da.codice, legame.a.codice, legame.a.quadro) == ("R1", "C1", dopo)
    assert legame.ipotesi == "Chi ha casa cerca lavoro."


@pytest.mark.parametrize("modello", [True, False])
def test_a_copy_from_elsewhere_is_another_series_with_baseline_and_targets_to_decide(
    modello: bool,
) -> None:
    altro = _completo(modello=True) if modello else _completo()
    progetto = ProgettoFactory()

    quadro = quadro_start(progetto=progetto, by=None, da=altro)

    nuovo, vecchio = quadro.indicatori.get(), altro.indicatori.get()
    assert nuovo.serie != vecchio.serie
    assert (nuovo.base_stato, nuovo.base_valore) == (StatoBase.NON_ANCORA, None)
    assert nuovo.target_finale is None
    assert nuovo.dimensioni.count() == 1
    assert not nuovo.target.exists()


def test_a_baseline_that_cannot_apply_still_does_not_in_a_copy() -> None:
    altro = _completo()
    altro.indicatori.all().delete()
    IndicatoreFactory(
        esito=altro.esiti.first(),
        base_stato=StatoBase.NON_APPLICABILE,
        base_motivo="Il servizio è nuovo.",
    )

    nuovo = quadro_start(progetto=ProgettoFactory(), by=None, da=altro).indicatori.get()

    assert nuovo.base_stato == StatoBase.NON_APPLICABILE
    assert nuovo.base_motivo == "Il servizio è nuovo."


def test_a_project_has_one_draft_at_a_time() -> None:
    bozza = QuadroImpattoFactory(bozza=True)

    with pytest.raises(DomainError, match="ha già una bozza") as errore:
        quadro_start(progetto=bozza.progetto, by=None)

    assert errore.value.code == "bozza_presente"


def test_invented_content_never_reaches_a_real_project() -> None:
    inventato = QuadroImpattoFactory(progetto=ProgettoFactory(dimostrativo=True), is_demo=True)

    with pytest.raises(DomainError, match="dimostrativo"):
        quadro_start(progetto=ProgettoFactory(), by=None, da=inventato)


# --- In force ------------------------------------------------------------------------------------
def test_a_version_in_force_ends_the_one_before_the_day_before() -> None:
    prima = _completo()
    bozza = quadro_start(progetto=prima.progetto, by=None, da=prima)
    incontro = EventoFactory(tipo=TipoEvento.OUTCOME_TEAM, progetti=[prima.progetto])

    dopo = _vigore(bozza, motivo=" Cambia l'obiettivo ", deciso_in=incontro)

    prima.refresh_from_db()
    assert (prima.stato, prima.in_vigore_al) == (
        StatoQuadro.SUPERATO,
        datetime.date(2026, 2, 28),
    )
    assert (dopo.stato, dopo.in_vigore_dal, dopo.deciso_in) == (
        StatoQuadro.IN_VIGORE,
        GIORNO,
        incontro,
    )
    assert dopo.motivo == "Cambia l'obiettivo"


def test_everything_that_is_missing_is_said_at_once() -> None:
    bozza = QuadroImpattoFactory(bozza=True)
    incontro = EventoFactory(tipo=TipoEvento.WEBINAR)

    with pytest.raises(DomainError) as errore:
        _vigore(
            bozza,
            dal=datetime.date(2999, 1, 1),
            motivo=" ",
            concordato_con="",
            deciso_in=incontro,
        )

    campi = errore.value.fields
    assert set(campi) == {"dal", "motivo", "concordato_con", "deciso_in", "quadro"}
    assert [testo.partition(":")[0] for testo in campi["quadro"]] == [
        "Il quadro non ha esiti",
        "Il quadro non ha indicatori",
    ]
    bozza.refresh_from_db()
    assert bozza.stato == StatoQuadro.BOZZA


def test_an_indicator_needs_a_decision_on_its_baseline_and_a_final_target() -> None:
    bozza = QuadroImpattoFactory(bozza=True)
    IndicatoreFactory(esito=EsitoFactory(quadro=bozza), codice="I7")
    IndicatoreFactory(
        esito=bozza.esiti.get(), codice="I8", base_motivo="Entro aprile", target_finale=5
    )

    with pytest.raises(DomainError) as errore:
        _vigore(bozza)

    testi = errore.value.fields["quadro"]
    assert len(testi) == 2
    assert all("I7" in testo for testo in testi)


def test_outcomes_that_chase_each_other_are_refused_by_name() -> None:
    bozza = _completo(bozza=True)
    esiti = [EsitoFactory(quadro=bozza, codice=codice) for codice in ("A", "B", "C")]
    for da, a in zip(esiti, [*esiti[1:], esiti[0]], strict=True):
        LegameEsitoFactory(da=da, a=a)

    with pytest.raises(DomainError, match="A → B → C → A") as errore:
        _vigore(bozza)

    assert len(errore.value.fields["quadro"]) == 1


def test_two_ways_to_the_same_outcome_are_no_cycle() -> None:
    bozza = _completo(bozza=True)
    a, b, c, d = (EsitoFactory(quadro=bozza, codice=codice) for codice in "ABCD")
    for da, verso in ((a, b), (a, c), (b, d), (c, d), (a, d)):
        LegameEsitoFactory(da=da, a=verso)

    assert _vigore(bozza).stato == StatoQuadro.IN_VIGORE


@pytest.mark.parametrize(
    ("livello", "altro_quadro", "parole"),
    [
        (LivelloEsito.INPUT, False, "scende di livello, da «risultati» a «risorse»"),
        (LivelloEsito.IMPATTO, True, "altro quadro"),
    ],
)
def test_links_neither_go_down_nor_leave_the_framework(
    livello: LivelloEsito, altro_quadro: bool, parole: str
) -> None:
    bozza = _completo(bozza=True)
    quadro = QuadroImpattoFactory() if altro_quadro else bozza
    LegameEsitoFactory(
        da=bozza.esiti.get(codice="C1"), a=EsitoFactory(quadro=quadro, livello=livello)
    )

    with pytest.raises(DomainError, match=parole):
        _vigore(bozza)


@pytest.mark.parametrize(
    ("tipo", "suo", "parole"),
    [
        (TipoEvento.WEBINAR, True, "non è un incontro dell'outcome team"),
        (TipoEvento.OUTCOME_TEAM, False, "non riguarda questo progetto"),
    ],
)
def test_the_meeting_is_of_the_outcome_team_of_this_project(
    tipo: TipoEvento, suo: bool, parole: str
) -> None:
    bozza = _completo(bozza=True)
    incontro = EventoFactory(tipo=tipo, progetti=[bozza.progetto] if suo else [])

    with pytest.raises(DomainError, match=parole):
        _vigore(bozza, deciso_in=incontro)


def test_a_version_comes_after_the_one_before() -> None:
    prima = _completo(in_vigore_dal=GIORNO)
    bozza = quadro_start(progetto=prima.progetto, by=None, da=prima)

    with pytest.raises(DomainError, match="in vigore dal 1 marzo 2026: questa viene dopo"):
        _vigore(bozza, dal=GIORNO)


@pytest.mark.parametrize("quale", [{"modello": True}, {}])
def test_neither_templates_nor_versions_in_force_enter_into_force(quale: dict[str, bool]) -> None:
    with pytest.raises(DomainError):
        _vigore(_completo(**quale))


# --- Frozen --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("model", "cambio"),
    [
        (Esito, {"titolo": "Altro"}),
        (LegameEsito, {"ipotesi": "Altro"}),
        (Indicatore, {"target_finale": 1}),
        (Dimensione, {"nome": "altro"}),
        (TargetPeriodo, {"valore": 1}),
        (QuadroImpatto, {"motivo": "Altro"}),
        (QuadroImpatto, {"stato": StatoQuadro.BOZZA}),
    ],
)
def test_the_database_refuses_to_change_what_is_in_force(
    model: Any, cambio: dict[str, Any]
) -> None:
    _completo()

    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        model.objects.update(**cambio)


def test_who_may_see_an_indicator_in_force_can_still_be_decided() -> None:
    _completo()

    assert Indicatore.objects.update(is_public=False, riservatezza="sensibile") == 1


def test_a_draft_changes_and_can_be_deleted_what_was_in_force_cannot() -> None:
    bozza, vigente = _completo(bozza=True), QuadroImpattoFactory()
    Indicatore.objects.update(target_finale=1)

    quadro_delete(quadro=bozza, by=None)

    assert not Indicatore.objects.exists()
    with pytest.raises(DomainError, match="non si elimina"):
        quadro_delete(quadro=vigente, by=None)


# --- Many at once --------------------------------------------------------------------------------
def _insieme(cosa: Callable[[], Any]) -> list[str]:
    """Twice at the same moment, on two connections: "" where it worked, the code where not."""
    partenza = Barrier(2)

    def esegui(_n: int) -> str:
        partenza.wait()
        try:
            cosa()
        except DomainError as errore:
            return errore.code
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(2) as fili:
        return sorted(fili.map(esegui, range(2)))


@pytest.mark.django_db(transaction=True)
def test_of_two_who_begin_a_version_at_once_one_is_told() -> None:
    progetto = ProgettoFactory()

    assert _insieme(lambda: quadro_start(progetto=progetto, by=None)) == ["", "bozza_presente"]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_put_it_in_force_at_once_one_is_told() -> None:
    bozza = _completo(bozza=True)

    assert _insieme(lambda: _vigore(bozza)) == ["", "quadro_non_bozza"]

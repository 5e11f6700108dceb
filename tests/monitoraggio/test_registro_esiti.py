"""Figures on what Comuni report and pass on: indicators, due dates, lessons, quality."""

import datetime
from typing import Any

import pytest
from django.utils import timezone

from monitoraggio.registro import Ambito, figura, record
from monitoraggio.registro.classi import Giudizio, attendibilita_di, traguardo_di
from monitoraggio.registro.qualita import MESI_FERMO, mesi_prima
from outcomes.enums import Attendibilita, Riservatezza, StatoBase
from progetti.enums import RuoloPartenariato, StatoFase, TipoOrganizzazione
from progetti.models import FaseProgetto, Progetto
from tests.community.factories_comunita import AdozioneFactory, LezioneFactory, PraticaFactory
from tests.outcomes.factories import (
    EsitoFactory,
    IndicatoreFactory,
    InvioFactory,
    PeriodoMonitoraggioFactory,
    ProrogaFactory,
    QuadroImpattoFactory,
    RendicontazioneFactory,
    RilevazioneFactory,
)
from tests.outcomes.serie import punto, serie
from tests.progetti.factories import (
    DerogaRegolaFactory,
    FaseProgettoFactory,
    InterventoFactory,
    OrganizzazioneFactory,
    PartenariatoFactory,
    ProgettoFactory,
    TransizioneFaseFactory,
)

OGGI = timezone.localdate()
ORA = Ambito(OGGI)
DICHIARATO, ACCETTATO = Attendibilita.DICHIARATO, Attendibilita.ACCETTATO
VALIDATO, CONTESTATO = Attendibilita.VALIDATO, Attendibilita.CONTESTATO


# --- Indicators ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("punti", "attesa"),
    [
        ([], "nessuno"),
        ([(12, DICHIARATO)], "dichiarato"),
        ([(12, ACCETTATO), (13, DICHIARATO)], "accettato"),
        ([(12, VALIDATO), (13, ACCETTATO)], "validato"),
        ([(12, CONTESTATO)], "contestato"),
        ([(0, ACCETTATO)], "accettato"),
    ],
)
def test_an_indicator_counts_once_by_the_best_that_vouches_for_it(
    punti: list[Any], attesa: str
) -> None:
    una = serie(*(punto(n, valore, attendibilita=chi) for n, (valore, chi) in enumerate(punti)))

    assert attendibilita_di(Giudizio(una)) == attesa


@pytest.mark.parametrize(
    ("valore", "attesa"),
    [(60, "raggiunto"), (50, "raggiunto"), (25, "oltre-meta"), (24, "sotto-meta")],
)
def test_the_target_is_judged_on_the_one_progress_of_the_portal(valore: int, attesa: str) -> None:
    campi = {"base_stato": StatoBase.MISURATA, "base_valore": 0, "target_finale": 50}
    una = serie(punto(1, valore), **campi)

    assert traguardo_di(Giudizio(una), validato=False) == attesa
    assert traguardo_di(Giudizio(una), validato=True) == "nessuno"


def test_too_few_people_are_not_told_by_how_near_they_are_to_the_target() -> None:
    una = serie(
        punto(1, 3),
        base_stato=StatoBase.MISURATA,
        base_valore=0,
        target_finale=50,
        riservatezza=Riservatezza.PERSONE,
    )

    assert traguardo_di(Giudizio(una), validato=False) == "riservato"


@pytest.mark.django_db
def test_indicators_are_those_public_in_the_framework_of_the_day() -> None:
    quadro = QuadroImpattoFactory(in_vigore_dal=datetime.date(2024, 1, 1))
    esito = EsitoFactory(quadro=quadro)
    misurato = IndicatoreFactory(esito=esito)
    IndicatoreFactory(esito=esito)
    IndicatoreFactory(esito=esito, is_public=False)
    rendicontazione = RendicontazioneFactory(quadro=quadro, accettata=True)
    RilevazioneFactory(rendicontazione=rendicontazione, indicatore=misurato, valore=7)

    copertura = figura("indicatori", ORA)
    prima = figura("indicatori", Ambito(datetime.date(2023, 12, 31)))

    assert copertura.denominatore == 2
    conti = {v.codice: (v.valore, v.quota) for v in copertura.voci if v.valore}
    assert conti == {"accettato": (1, 50), "nessuno": (1, 50)}
    assert prima.denominatore == 0
    assert prima.voci[0].quota is None
    assert {r.voce for r in record("indicatori", ORA)} == {"accettato", "nessuno"}


# --- Due dates ----------------------------------------------------------------------------------
def _inviata(scadenza: datetime.date, inviata: datetime.date | None, **campi: Any) -> Any:
    una = RendicontazioneFactory(scadenza=scadenza, **campi)
    if inviata:
        quando = datetime.datetime.combine(inviata, datetime.time(23, 30))
        InvioFactory(rendicontazione=una, inviata_il=timezone.make_aware(quando))
    return una


@pytest.mark.django_db
def test_reports_due_are_in_time_late_or_missing_on_each_day() -> None:
    giugno, luglio = datetime.date(2025, 6, 30), datetime.date(2025, 7, 10)
    periodo = PeriodoMonitoraggioFactory()
    _inviata(giugno, giugno, periodo=periodo)
    _inviata(giugno, luglio)
    _inviata(giugno, None)
    _inviata(datetime.date(2025, 9, 1), None)

    def conti(alla: datetime.date) -> list[Any]:
        return [voce.valore for voce in figura("puntualita", Ambito(alla)).voci]

    assert conti(giugno - datetime.timedelta(days=1)) == [0, 0, 0]
    assert conti(giugno) == [1, 0, 2]
    assert conti(luglio) == [1, 1, 1]
    assert conti(datetime.date(2025, 9, 1)) == [1, 1, 2]
    cella = figura("puntualita", Ambito(luglio, per=("periodo",))).cella(periodo.codice)
    assert cella is not None
    assert cella.taglio[0].etichetta == periodo.nome
    assert cella.denominatore == 1


@pytest.mark.django_db
def test_the_due_date_is_the_one_that_held_on_the_day() -> None:
    """The extension was granted today: before today the report was due when it was due."""
    ieri = OGGI - datetime.timedelta(days=1)
    una = _inviata(OGGI + datetime.timedelta(days=30), None)
    ProrogaFactory(rendicontazione=una, da=ieri, a=una.scadenza)

    assert figura("puntualita", Ambito(ieri)).denominatore == 1
    assert figura("puntualita", ORA).denominatore == 0


# --- Partnerships, lessons, adoptions ---------------------------------------------------------
@pytest.mark.django_db
def test_partnerships_are_those_of_the_day_and_bodies_count_once() -> None:
    banca = OrganizzazioneFactory(tipo=TipoOrganizzazione.BANCA)
    for finita in (None, datetime.date(2024, 1, 1)):
        PartenariatoFactory(
            progetto=ProgettoFactory(finanziato=True),
            organizzazione=banca,
            ruolo=RuoloPartenariato.INVESTITORE,
            al=finita,
        )
    PartenariatoFactory(organizzazione=OrganizzazioneFactory(tipo=""))  # of no financed project

    assert figura("partenariati", ORA).valore("investitore") == 1
    nel_2023 = Ambito(datetime.date(2023, 6, 1), per=("organizzazione",))
    assert figura("partenariati", nel_2023).valore("investitore") == 2
    assert [c.codici for c in figura("partenariati", nel_2023).celle] == [("banca",)]
    assert figura("organizzazioni", Ambito(datetime.date(2023, 6, 1))).valore("banca") == 1


@pytest.mark.django_db
def test_lessons_and_adoptions_are_only_the_public_ones() -> None:
    LezioneFactory(pubblica=True, deluso="")
    LezioneFactory(pubblica=True)
    LezioneFactory(della_comunita=True)
    LezioneFactory(pubblica=True, is_demo=True)
    AdozioneFactory()
    AdozioneFactory(pratica=PraticaFactory())

    assert [voce.valore for voce in figura("lezioni", ORA).voci] == [2, 1]
    assert figura("adozioni", ORA).denominatore == 1
    ieri = Ambito(OGGI - datetime.timedelta(days=1))
    assert figura("lezioni", ieri).valore("lezioni") == 0


# --- Who left -----------------------------------------------------------------------------------
@pytest.mark.django_db
def test_who_left_is_counted_by_reason_and_the_funnel_agrees() -> None:
    for motivo in ("Mancano i fondi.", "mancano i fondi", "Elezioni."):
        fase = FaseProgettoFactory(intervento=InterventoFactory(codice="I"))
        TransizioneFaseFactory(fase=fase, a=StatoFase.RITIRATA, motivo=motivo)

    uscite = figura("uscite", ORA)

    assert [(v.codice, v.valore, v.quota) for v in uscite.voci] == [
        ("ritirata-mancano-i-fondi", 2, 67),
        ("ritirata-elezioni", 1, 33),
    ]
    assert uscite.denominatore == figura("imbuto", ORA).valore("usciti") == 3
    assert {r.voce for r in record("uscite", ORA)} == {v.codice for v in uscite.voci}


# --- Quality --------------------------------------------------------------------------------------
def test_months_before_end_with_the_month() -> None:
    assert mesi_prima(datetime.date(2024, 3, 31), 1) == datetime.date(2024, 2, 29)
    assert mesi_prima(datetime.date(2024, 1, 15), 12) == datetime.date(2023, 1, 15)


@pytest.mark.django_db
def test_a_project_stands_still_when_nobody_touched_it_for_long() -> None:
    fermo = ProgettoFactory(in_corso=True, completo=True)
    concluso = ProgettoFactory(in_corso=True)
    TransizioneFaseFactory(
        fase=concluso.fasi.get(), a=StatoFase.CONCLUSA, data=datetime.date(2023, 6, 1)
    )

    def fermi(alla: datetime.date) -> list[str]:
        return [r.chiave for r in record("qualita", Ambito(alla)) if r.voce == "fermi"]

    fra_un_anno = mesi_prima(OGGI, -MESI_FERMO)
    assert fermi(OGGI) == []
    assert fermi(fra_un_anno - datetime.timedelta(days=1)) == []
    assert fermi(fra_un_anno) == [fermo.slug]
    Progetto.objects.filter(pk=fermo.pk).update(sintesi="Altro")
    assert fermi(datetime.date(2024, 6, 1)) == [fermo.slug]


@pytest.mark.django_db
def test_contradictions_are_told_rule_by_rule_and_an_allowed_one_is_none() -> None:
    troppo, permesso = ProgettoFactory(in_corso=True), ProgettoFactory(in_corso=True)
    FaseProgetto.objects.update(importo_concesso_eur=10**9, importo_richiesto_eur=10**8)
    DerogaRegolaFactory(progetto=permesso)
    TransizioneFaseFactory(
        fase=troppo.fasi.get(), a=StatoFase.CANDIDATA, data=datetime.date(2025, 1, 1)
    )
    Progetto.objects.filter(pk=permesso.pk).update(data_fine=datetime.date(2025, 1, 1))

    conti = {v.codice: v.valore for v in figura("contraddizioni", ORA).voci}

    assert conti == {
        "oltre-massimale": 1,
        "oltre-richiesto": 2,
        "passaggi-in-disordine": 1,
        "finito-e-in-corso": 1,
        "altro-proponente": 0,
    }
    assert figura("qualita", ORA).valore("contraddittori") == 2

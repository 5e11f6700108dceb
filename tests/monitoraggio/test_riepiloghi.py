"""The summaries say what the records say: after any write, for any day, however it is asked."""

import datetime
import itertools
import re
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fis_portal.core.salute import check_readiness, forget_readiness
from monitoraggio.registro import REGISTRO, Ambito, figura, record
from monitoraggio.registro.classi import primi_da_contare
from monitoraggio.registro.fatti import FINANZIAMENTI, PROGETTI
from monitoraggio.registro.imbuto import _DEI_COMUNI
from monitoraggio.selectors import riepiloghi_sbagliati
from monitoraggio.services import (
    indicatori_count,
    indicatori_count_all,
    riepiloghi_compare,
    riepiloghi_fold,
    riepiloghi_rebuild,
    riepiloghi_verify,
)
from outcomes.models import PeriodoMonitoraggio, Rilevazione
from progetti.enums import StatoFase
from tests.comuni.factories import ComuneFactory
from tests.monitoraggio.mani import GESTI, GIORNI, Mani, esegui
from tests.outcomes.factories import (
    IndicatoreFactory,
    PassaggioRendicontazioneFactory,
    RendicontazioneFactory,
    RilevazioneFactory,
)
from tests.progetti.factories import (
    FaseProgettoFactory,
    InterventoFactory,
    MacroareaFactory,
    ProgettoFactory,
    TemaFactory,
)

pytestmark = pytest.mark.django_db

DEI_PROGETTI = (
    "macroaree", "macroaree-prevalenti", "temi", "regioni", "progetti", "importi", "imbuto",
)  # fmt: skip
DEI_FATTI = (
    "uscite", "partenariati", "organizzazioni", "puntualita", "qualita", "completezza",
    "contraddizioni",
)  # fmt: skip
DEGLI_INDICATORI = ("indicatori", "traguardi", "traguardi-validati")
FIGURE = (*DEI_PROGETTI, *DEI_FATTI, *DEGLI_INDICATORI)
# What they count does not only grow.
FINISCONO = ("partenariati", "organizzazioni", "puntualita", "indicatori", "qualita")
UGUALI = dict.fromkeys(("progetti", "comuni", "celle", "enti", "celle dei fatti", "indicatori"), 0)


@pytest.fixture
def programma() -> None:
    """Where and about what there are projects to be: three Regioni, one invented Comune."""
    for regione in ("Lazio", "Puglia", "Veneto"):
        for n in range(2):
            ComuneFactory(nome=f"{regione} {n}", provincia__regione__nome=regione)
    ComuneFactory(dimostrativo=True)
    for codice in ("I", "II", "III"):
        InterventoFactory(codice=codice)
    for n in range(3):
        MacroareaFactory(nome=f"macroarea {n}")
        TemaFactory(nome=f"tema {n}")


def dai_record(codice: str, ambito: Ambito) -> Any:
    """The figure counted from the records, whatever the summaries say."""
    with pytest.MonkeyPatch.context() as mp:
        for dove in ("cubo", "indicatori"):
            mp.setattr(f"monitoraggio.registro.{dove}.riassunti", lambda *a: None)
        mp.setattr("monitoraggio.registro.tenute.leggi", lambda chiavi: {})
        return figura(codice, ambito)


def confronta(ambito: Ambito, figure: tuple[str, ...] = FIGURE) -> None:
    for codice in figure:
        assert figura(codice, ambito) == dai_record(codice, ambito), (codice, ambito)


# --- Random writes --------------------------------------------------------------------------------
@pytest.mark.parametrize("seme", range(6))
def test_after_any_writes_the_summaries_are_what_a_recount_gives(
    programma: None, seme: int
) -> None:
    mani = Mani(seme)
    for _n in range(6):
        mani.nuovo()
    fatti: list[str] = []

    for giro in range(60):
        fatti.append(mani.scrive())
        assert riepiloghi_compare() == UGUALI, fatti
        if giro % 20 == 19:
            riepiloghi_fold()
            for alla in (GIORNI[0], mani.caso.choice(GIORNI), timezone.localdate()):
                confronta(Ambito(alla=alla))
                confronta(Ambito(alla=alla, dimostrativi=True))
    for alla in GIORNI[::2]:
        confronta(Ambito(alla=alla), FINISCONO)


# Not to be left with nothing to count.
GUASTANO = (Mani.elimina, Mani.corregge_date, Mani.conta_indicatori)


@pytest.fixture
def scritto(programma: None) -> None:
    mani = Mani(99)
    for _n in range(14):
        mani.nuovo()
    for gesto in [Mani.fase, Mani.passo, Mani.passo, Mani.macroarea, Mani.temi] * 12:
        gesto(mani)
    mani.prevalente()
    for gesto in [gesto for gesto in GESTI if gesto not in GUASTANO] * 3:
        gesto(mani)
    indicatori_count(2)  # of the others none is in the sums yet


def _tagli(codice: str) -> Iterator[tuple[str, ...]]:
    dimensioni = REGISTRO[codice].dimensioni
    yield ()
    yield from itertools.combinations(dimensioni, 1)
    yield from itertools.combinations(dimensioni, 2)


@pytest.mark.parametrize("codice", FIGURE)
def test_every_cut_is_the_same_from_summaries_and_records(scritto: None, codice: str) -> None:
    for per in _tagli(codice):
        ambito = Ambito(alla=GIORNI[40], per=per)
        assert figura(codice, ambito) == dai_record(codice, ambito), per


@pytest.mark.parametrize(
    "filtri",
    [
        (("regione", "puglia"),),
        (("tema", "tema-1"),),
        (("tema", "non-indicato"),),
        (("macroarea", "macroarea-2"),),
        (("intervento", "II"),),
        (("periodo", "2021"),),
        (("macroarea", "macroarea-0"), ("regione", "lazio")),
        (("tema", "tema-0"), ("macroarea", "macroarea-1")),
    ],
)
def test_every_filter_is_the_same_from_summaries_and_records(scritto: None, filtri: Any) -> None:
    for codice in FIGURE:
        if codice == "puntualita" and filtri[0][0] == "periodo":  # of another kind: see below
            continue
        ambito = Ambito(alla=GIORNI[-1], filtri=filtri)
        if {nome for nome, _valore in filtri} <= {*REGISTRO[codice].filtrabili}:
            assert figura(codice, ambito) == dai_record(codice, ambito), codice


def test_where_a_figure_says_how_many_records_it_counts_so_many_there_are(scritto: None) -> None:
    for codice, definizione in REGISTRO.items():
        for ambito in (Ambito(alla=GIORNI[40]), Ambito(alla=timezone.localdate())):
            unita = definizione.unita_di(figura(codice, ambito))
            assert unita in (None, len(record(codice, ambito))), codice


def test_reports_due_are_chosen_by_their_period(scritto: None) -> None:
    periodi = PeriodoMonitoraggio.objects.filter(rendicontazioni__isnull=False)
    for periodo in {*periodi}:
        ambito = Ambito(alla=GIORNI[-1], filtri=(("periodo", periodo.codice),))
        assert figura("puntualita", ambito) == dai_record("puntualita", ambito)


def test_a_figure_is_read_from_the_summaries_not_from_the_records(scritto: None) -> None:
    ambito = Ambito(alla=timezone.localdate())
    indicatori_count_all()

    for codice in FIGURE:
        with CaptureQueriesContext(connection) as domande:
            figura(codice, ambito)
        letto = " ".join(domanda["sql"] for domanda in domande)
        assert "monitoraggio_riepilogo" in letto, codice
        assert not re.search(r"progetti_(transizionefase|progetto|partenariato)|outcomes_", letto)


@pytest.mark.parametrize(
    ("fatto", "fermo_dal"),
    [
        (datetime.date(2023, 3, 15), datetime.date(2024, 3, 15)),
        (datetime.date(2023, 2, 28), datetime.date(2024, 2, 28)),
        (datetime.date(2024, 2, 29), datetime.date(2025, 3, 1)),
        (datetime.date(2023, 12, 31), datetime.date(2024, 12, 31)),
    ],
)
def test_a_project_stands_still_from_the_same_day_a_year_later(
    fatto: datetime.date, fermo_dal: datetime.date
) -> None:
    progetto = ProgettoFactory()
    FaseProgettoFactory(progetto=progetto, stato=StatoFase.IN_CORSO, data=fatto)

    for giorni, attesi in ((-40, 0), (-1, 0), (0, 1), (1, 1), (40, 1)):
        ambito = Ambito(alla=fermo_dal + datetime.timedelta(days=giorni))
        assert figura("qualita", ambito).valore("fermi") == attesi, ambito
        assert figura("qualita", ambito) == dai_record("qualita", ambito)


# --- Indicators -----------------------------------------------------------------------------------
@pytest.fixture
def misurato(programma: None) -> Rilevazione:
    """A public indicator of a financed project: 12 people of 10, accepted a month ago."""
    progetto = ProgettoFactory(finanziato=True)
    indicatore = IndicatoreFactory(
        esito__quadro__progetto=progetto,
        riservatezza="persone",
        base_stato="misurata",
        base_valore=0,
        target_finale=10,
    )
    un_mese_fa = timezone.now() - datetime.timedelta(days=30)
    una = RendicontazioneFactory(quadro=indicatore.quadro, accettata=True, accettata_il=un_mese_fa)
    PassaggioRendicontazioneFactory(rendicontazione=una, a="accettata")
    return RilevazioneFactory(rendicontazione=una, indicatore=indicatore, valore=12)


def _voci(codice: str, ambito: Ambito | None = None) -> dict[str, Any]:
    chiesta = figura(codice, ambito or Ambito(alla=timezone.localdate()))
    return {voce.codice: voce.valore for voce in chiesta.voci if voce.valore}


def test_an_indicator_written_on_is_right_before_anybody_counts_it_and_after(
    misurato: Rilevazione,
) -> None:
    for valore, attesa in ((12, "raggiunto"), (7, "oltre-meta"), (5, "oltre-meta")):
        misurato.valore = valore
        misurato.save()
        assert primi_da_contare(9) == [misurato.rendicontazione.progetto_id]
        assert _voci("traguardi") == {attesa: 1}

        assert indicatori_count() == 1

        assert primi_da_contare(9) == []
        assert _voci("traguardi") == {attesa: 1}
        assert riepiloghi_compare() == UGUALI


def test_indicators_are_known_for_every_day_once_counted(misurato: Rilevazione) -> None:
    indicatori_count()
    prima = Ambito(alla=timezone.localdate() - datetime.timedelta(days=31))

    assert _voci("indicatori") == {"accettato": 1}
    assert _voci("indicatori", prima) == {"nessuno": 1}
    assert _voci("indicatori", Ambito(alla=datetime.date(2019, 12, 31))) == {}


def test_another_privacy_threshold_is_another_count(misurato: Rilevazione, settings: Any) -> None:
    indicatori_count()
    assert _voci("traguardi") == {"raggiunto": 1}

    settings.SOGLIA_CELLE = 50

    assert _voci("traguardi") == {"riservato": 1}
    assert primi_da_contare(9) == [misurato.rendicontazione.progetto_id]
    assert indicatori_count() == 1
    assert _voci("traguardi") == {"riservato": 1}
    assert primi_da_contare(9) == []


def test_a_draft_does_not_call_for_another_count(misurato: Rilevazione) -> None:
    indicatori_count()
    bozza = RendicontazioneFactory(quadro=misurato.indicatore.quadro, bozza=True)
    RilevazioneFactory(rendicontazione=bozza, indicatore=misurato.indicatore, valore=99)

    assert primi_da_contare(9) == []


def test_a_class_written_wrong_is_found_by_the_proof(misurato: Rilevazione) -> None:
    indicatori_count()
    esegui(
        "UPDATE monitoraggio_contributoindicatori SET fatti = ARRAY(SELECT ROW(f.fatti, 'nessuno',"
        " NULL, NULL, NULL, f.dal, f.al)::fis_fatto FROM unnest(fatti) f)"
    )
    assert _voci("traguardi") == {"nessuno": 1}

    assert riepiloghi_verify(timezone.now())["indicatori"] == 1

    assert _voci("traguardi") == {"raggiunto": 1}
    assert riepiloghi_compare() == UGUALI


def test_what_was_known_once_is_never_read_from_the_summaries() -> None:
    ambito = Ambito(alla=timezone.localdate(), conosciuto_al=timezone.now())

    with CaptureQueriesContext(connection) as domande:
        figura("macroaree", ambito)

    assert not [d for d in domande if "monitoraggio_riepilogo" in d["sql"]]


def test_facts_that_are_summed_measure_the_same_things(programma: None) -> None:
    for fatti in (PROGETTI, FINANZIAMENTI, _DEI_COMUNI):
        assert fatti.riepilogo is not None
        riassunti = fatti.riepilogo(Ambito(alla=timezone.localdate()), ())
        assert riassunti is not None
        assert list(riassunti.misure) == list(fatti.misure)
        assert fatti.riepilogo(Ambito(alla=timezone.localdate()), ("comune",)) is None


# --- Care -----------------------------------------------------------------------------------------
def _sbaglia() -> None:
    """What no write of the portal does."""
    esegui("UPDATE monitoraggio_riepilogo SET n = n + 1 WHERE fatti = 'progetti'")


def test_rebuilding_gives_what_the_writes_gave(scritto: None) -> None:
    _sbaglia()
    assert riepiloghi_compare()["celle"] > 0

    riepiloghi_rebuild()

    assert riepiloghi_compare() == UGUALI
    confronta(Ambito(alla=timezone.localdate()))


def test_a_wrong_summary_alarms_and_is_made_again(scritto: None, caplog: Any) -> None:
    _sbaglia()

    trovate = riepiloghi_verify(timezone.now())

    assert trovate["celle"] > 0
    assert "summaries of the figures were wrong" in caplog.text
    assert riepiloghi_compare() == UGUALI
    assert "made again" in (riepiloghi_sbagliati() or "")
    forget_readiness()
    assert check_readiness().avvisi["riepiloghi"] is False

    riepiloghi_verify(timezone.now() + datetime.timedelta(days=1))

    assert riepiloghi_sbagliati() is None


def test_folding_leaves_one_row_for_each_cell_and_the_same_sums(scritto: None) -> None:
    prima = {codice: figura(codice, Ambito(alla=timezone.localdate())) for codice in FIGURE}

    riepiloghi_fold()

    assert riepiloghi_compare() == UGUALI
    with connection.cursor() as cursore:
        cursore.execute(
            "SELECT count(*) FROM (SELECT 1 FROM monitoraggio_riepilogo GROUP BY fatti, diviso,"
            " is_demo, passo, dal, regione_id, intervento_id, valore_id HAVING count(*) > 1) d"
        )
        assert cursore.fetchone() == (0,)
    assert prima == {
        codice: replace(figura(codice, Ambito(alla=timezone.localdate()))) for codice in FIGURE
    }


def test_the_command_says_when_they_differ_and_mends_them(scritto: None) -> None:
    _sbaglia()
    with pytest.raises(CommandError, match="--ricostruisci"):
        call_command("riepiloghi", stdout=StringIO())

    detto = StringIO()
    call_command("riepiloghi", "--ricostruisci", "--compatta", stdout=detto)

    assert "dicono quello che dicono i dati" in detto.getvalue()

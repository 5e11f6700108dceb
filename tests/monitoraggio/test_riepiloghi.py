"""The summaries say what the records say: after any write, for any day, however it is asked."""

import datetime
import itertools
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comuni.models import Comune, Provincia
from fis_portal.core.salute import check_readiness, forget_readiness
from monitoraggio.registro import REGISTRO, Ambito, figura
from monitoraggio.registro.fatti import FINANZIAMENTI, PROGETTI
from monitoraggio.registro.imbuto import _DEI_COMUNI
from monitoraggio.selectors import riepiloghi_sbagliati
from monitoraggio.services import (
    riepiloghi_compare,
    riepiloghi_fold,
    riepiloghi_rebuild,
    riepiloghi_verify,
)
from progetti.enums import StatoFase
from progetti.models import (
    FaseProgetto,
    Intervento,
    Progetto,
    ProgettoMacroarea,
    ProgettoTema,
    TransizioneFase,
)
from tests.comuni.factories import ComuneFactory
from tests.progetti.factories import (
    InterventoFactory,
    MacroareaFactory,
    ProgettoFactory,
    TemaFactory,
)

pytestmark = pytest.mark.django_db

GIORNI = [datetime.date(2019, 1, 1) + datetime.timedelta(days=37 * n) for n in range(60)]
FIGURE = ("macroaree", "macroaree-prevalenti", "temi", "regioni", "progetti", "importi", "imbuto")
UGUALI = {"progetti": 0, "comuni": 0, "celle": 0}


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


def esegui(sql: str) -> None:
    with connection.cursor() as cursore:
        cursore.execute(sql)


def dai_record(codice: str, ambito: Ambito) -> Any:
    """The figure counted from the records, whatever the summaries say."""
    with pytest.MonkeyPatch.context() as mp:
        mp.setattr("monitoraggio.registro.cubo._riassunta", lambda ambito, domanda: domanda)
        return figura(codice, ambito)


def confronta(ambito: Ambito) -> None:
    for codice in FIGURE:
        assert figura(codice, ambito) == dai_record(codice, ambito), (codice, ambito)


# --- Random writes --------------------------------------------------------------------------------
class Mani:
    """Somebody who writes on projects in every way there is."""

    def __init__(self, seme: int) -> None:
        self.caso = random.Random(seme)

    def uno(self, modello: Any) -> Any:
        pk = list(modello.objects.order_by("pk").values_list("pk", flat=True))
        return modello.objects.get(pk=self.caso.choice(pk)) if pk else None

    def scrive(self) -> str:
        gesto = self.caso.choice(GESTI)
        gesto(self)
        return gesto.__name__

    def nuovo(self) -> None:
        comune = self.uno(Comune)
        ProgettoFactory(comune=comune, is_demo=comune.is_demo, is_public=self.caso.random() < 0.8)

    def macroarea(self) -> None:
        ProgettoMacroarea.objects.get_or_create(
            progetto=self.uno(Progetto), macroarea_id=self._vocabolo("macroarea")
        )

    def prevalente(self) -> None:
        if legame := self.uno(ProgettoMacroarea):
            ProgettoMacroarea.objects.filter(progetto=legame.progetto).update(is_prevalente=False)
            legame.is_prevalente = self.caso.random() < 0.8
            legame.save()

    def temi(self) -> None:
        ProgettoTema.objects.bulk_create(
            [
                ProgettoTema(progetto=progetto, tema_id=self._vocabolo("tema"))
                for progetto in Progetto.objects.order_by("?")[:3]
            ],
            ignore_conflicts=True,
        )

    def toglie_vocaboli(self) -> None:
        for modello in (ProgettoMacroarea, ProgettoTema):
            if legame := self.uno(modello):
                legame.delete()

    def sposta_tema(self) -> None:
        legame, altro = self.uno(ProgettoTema), self.uno(Progetto)
        if legame and not altro.in_temi.filter(tema=legame.tema).exists():
            ProgettoTema.objects.filter(pk=legame.pk).update(progetto=altro)

    def fase(self) -> None:
        FaseProgetto.objects.get_or_create(
            progetto=self.uno(Progetto),
            intervento=self.uno(Intervento),
            defaults={"importo_concesso_eur": self.caso.choice([None, 0, "1234.50", 90000])},
        )

    def passo(self) -> None:
        if fase := self.uno(FaseProgetto):
            TransizioneFase.objects.get_or_create(
                fase=fase,
                a=self.caso.choice(StatoFase.values),
                defaults={"data": self.caso.choice(GIORNI), "motivo": "perché"},
            )

    def corregge_date(self) -> None:
        TransizioneFase.objects.filter(a=self.caso.choice(StatoFase.values)).update(
            data=self.caso.choice(GIORNI)
        )

    def toglie_passo(self) -> None:
        if passo := self.uno(TransizioneFase):
            passo.delete()

    def importo(self) -> None:
        FaseProgetto.objects.filter(intervento=self.uno(Intervento)).update(
            importo_concesso_eur=self.caso.choice([None, "0.01", 450000])
        )

    def sposta_fase(self) -> None:
        fase, altro = self.uno(FaseProgetto), self.uno(Progetto)
        if fase and not altro.fasi.filter(intervento=fase.intervento).exists():
            FaseProgetto.objects.filter(pk=fase.pk).update(progetto=altro)

    def pubblica(self) -> None:
        progetto = self.uno(Progetto)
        Progetto.objects.filter(pk=progetto.pk).update(is_public=not progetto.is_public)

    def cambia_comune(self) -> None:
        progetto, comune = self.uno(Progetto), self.uno(Comune)
        progetto.comune, progetto.is_demo = comune, comune.is_demo
        progetto.save()

    def cambia_confini(self) -> None:
        province = list(Provincia.objects.order_by("pk"))
        Comune.objects.filter(is_demo=False).order_by("?").first()
        comune = Comune.objects.filter(is_demo=False).order_by("pk").first()
        comune.provincia = self.caso.choice(province)
        comune.save()
        prima, seconda = province[:2]
        Provincia.objects.filter(pk=prima.pk).update(regione=seconda.regione)

    def elimina(self) -> None:
        if Progetto.objects.count() > 4:
            self.uno(Progetto).delete()

    def rinumera(self) -> None:
        """What only raw SQL would do."""
        esegui("UPDATE progetti_intervento SET codice = 'X' WHERE codice = 'III'")
        esegui("UPDATE progetti_intervento SET codice = 'III' WHERE codice = 'X'")

    def _vocabolo(self, nome: str) -> int:
        modello = ProgettoTema if nome == "tema" else ProgettoMacroarea
        collegato = modello._meta.get_field(nome).related_model
        return self.caso.choice(list(collegato.objects.order_by("pk").values_list("pk", flat=True)))


GESTI: list[Callable[[Mani], None]] = [
    Mani.nuovo, Mani.macroarea, Mani.prevalente, Mani.temi, Mani.toglie_vocaboli, Mani.sposta_tema,
    Mani.fase, Mani.fase, Mani.passo, Mani.passo, Mani.passo, Mani.corregge_date,
    Mani.toglie_passo, Mani.importo, Mani.sposta_fase, Mani.pubblica, Mani.cambia_comune,
    Mani.cambia_confini, Mani.elimina, Mani.rinumera,
]  # fmt: skip


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


@pytest.fixture
def scritto(programma: None) -> None:
    mani = Mani(99)
    for _n in range(14):
        mani.nuovo()
    for gesto in [Mani.fase, Mani.passo, Mani.passo, Mani.macroarea, Mani.temi] * 12:
        gesto(mani)
    mani.prevalente()


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
        ambito = Ambito(alla=GIORNI[-1], filtri=filtri)
        if {nome for nome, _valore in filtri} <= {*REGISTRO[codice].filtrabili}:
            assert figura(codice, ambito) == dai_record(codice, ambito), codice


def test_a_figure_is_read_from_the_summaries_not_from_the_records(scritto: None) -> None:
    ambito = Ambito(alla=timezone.localdate())

    for codice in FIGURE:
        with CaptureQueriesContext(connection) as domande:
            figura(codice, ambito)
        (sql,) = [domanda["sql"] for domanda in domande]
        assert "monitoraggio_riepilogo" in sql
        assert "progetti_transizionefase" not in sql


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

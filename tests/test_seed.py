import datetime
import io
from pathlib import Path

import pytest
import yaml
from django.core.management import call_command

from community.models import DomandaGuida, Evento, Leva, Lezione, Persona, ResocontoEvento
from comuni.models import Comune, Provincia, Regione
from fis_portal.core.models import Fonte
from fis_portal.seed.loaders.comunita import comunita_load
from fis_portal.seed.loaders.dimostrativi import dimostrativi_load, dimostrativi_remove
from fis_portal.seed.loaders.programma import programma_load
from fis_portal.seed.loaders.quadri import modelli_load
from fis_portal.seed.loaders.territorio import DATI, territorio_load
from monitoraggio.models import DatoPubblicato
from monitoraggio.registro import Ambito, figura
from progetti.models import FattoProgetto, Progetto, TransizioneFase

pytestmark = pytest.mark.django_db
OGGI = datetime.date(2026, 1, 1)


def territorio_del_programma(cartella: Path) -> None:
    """The programme's own 18 Comuni; the whole country takes seconds and has its own test."""
    righe = (DATI / "comuni_istat.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    progetti = yaml.safe_load((DATI / "programma.yaml").read_text(encoding="utf-8"))["progetti"]
    codici = tuple(progetto["codice_istat"] for progetto in progetti)
    percorso = cartella / "comuni.csv"
    percorso.write_text(
        righe[0] + "".join(riga for riga in righe if riga.startswith(codici)), encoding="utf-8"
    )
    territorio_load(percorso)


@pytest.fixture
def programma(tmp_path: Path) -> None:
    territorio_del_programma(tmp_path)
    programma_load()
    comunita_load()
    modelli_load()


def _righe() -> dict[str, int]:
    modelli = (Regione, Provincia, Comune, Fonte, Progetto, TransizioneFase, Evento, DatoPubblicato)
    modelli += (DomandaGuida, Leva, Lezione, ResocontoEvento)
    return {modello.__name__: modello.objects.count() for modello in modelli}


def test_seed_loads_the_whole_territory_and_programme_and_again_changes_nothing() -> None:
    call_command("seed", stdout=io.StringIO())
    prima = _righe()

    call_command("seed", stdout=io.StringIO())

    assert prima == _righe()
    assert (prima["Regione"], prima["Provincia"], prima["Comune"]) == (20, 107, 7896)
    assert prima["Progetto"] == 18


@pytest.mark.usefixtures("programma")
def test_seed_never_overwrites_what_staff_changed() -> None:
    Progetto.objects.filter(slug="homes4all").update(sintesi="Scritta dal personale.")

    programma_load()

    assert Progetto.objects.get(slug="homes4all").sintesi == "Scritta dal personale."


@pytest.mark.usefixtures("programma")
def test_bari_has_no_invented_title_and_every_fact_has_its_source() -> None:
    bari = Progetto.objects.get(comune__nome="Bari")

    assert bari.titolo == ""
    assert "titolo non pubblicato" in bari.nome_pubblico
    assert not FattoProgetto.objects.filter(fonte__isnull=True).exists()
    assert not TransizioneFase.objects.filter(
        fase__progetto__is_demo=False, fonte__isnull=True
    ).exists()


@pytest.mark.usefixtures("programma")
def test_the_real_programme_computes_beside_what_was_published() -> None:
    imbuto = figura("imbuto", Ambito(OGGI))
    persone = figura("persone", Ambito(OGGI))

    assert imbuto.valore("sperimentazione") == 18
    assert persone.valore("somma") == 425
    assert DatoPubblicato.objects.get(codice="comuni-candidati").valore == 34


@pytest.mark.usefixtures("programma")
def test_every_published_figure_names_a_line_that_the_portal_computes() -> None:
    for dato in DatoPubblicato.objects.exclude(figura=""):
        assert figura(dato.figura, Ambito(OGGI)).voce(dato.voce) is not None, dato.codice


@pytest.mark.usefixtures("programma")
def test_demonstrative_data_shows_73_23_5_and_leaves_without_a_trace() -> None:
    call_command("sync_roles", verbosity=0)
    reali = _righe()

    dimostrativi_load()
    dimostrativi_load()
    macroaree = figura("macroaree", Ambito(datetime.date(2026, 11, 1), dimostrativi=True))
    dimostrativi_remove()

    assert [voce.valore for voce in macroaree.voci] == [16, 5, 1]
    assert [voce.quota for voce in macroaree.voci] == [73, 23, 5]
    assert _righe() == reali
    assert not Persona.objects.exists()


@pytest.mark.usefixtures("programma")
def test_demonstrative_projects_belong_to_plainly_fictional_comuni() -> None:
    dimostrativi_load()

    comuni = Comune.objects.filter(progetti__is_demo=True)

    assert comuni.count() == 18
    assert all(comune.is_demo and "Esempio" in comune.nome for comune in comuni)

import pytest

from tests.community import factories as community
from tests.comuni import factories as comuni
from tests.progetti import factories as progetti

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "factory",
    [
        comuni.ComuneFactory,
        comuni.ReferenteFactory,
        progetti.ProgettoFactory,
        progetti.ProgettoMacroareaFactory,
        progetti.ProgettoTemaFactory,
        progetti.FattoProgettoFactory,
        progetti.PartenariatoFactory,
        progetti.FaseProgettoFactory,
        progetti.DerogaRegolaFactory,
        community.EventoFactory,
        community.RiepilogoIncontriFactory,
        community.PartecipazioneFactory,
    ],
)
def test_factories_make_rows_that_pass_their_own_rules(factory):
    for riga in factory.create_batch(3):
        riga.full_clean()


def test_traits_of_a_project_make_what_they_say():
    progetto = progetti.ProgettoFactory(
        dimostrativo=True,
        in_corso=True,
        completo=True,
        temi=["housing sociale", "disabilità"],
        macroaree=["inclusione sociale"],
        macroaree__prevalente=True,
        partner=["Banca Etica"],
    )

    assert progetto.is_demo
    assert progetto.comune.is_demo
    assert progetto.fasi.get().stato == "in_corso"
    assert progetto.fasi.get().transizioni.count() == 1
    assert progetto.temi.count() == 2
    assert progetto.in_macroaree.get().is_prevalente
    assert progetto.partenariati.get().organizzazione.nome == "Banca Etica"
    progetto.full_clean()

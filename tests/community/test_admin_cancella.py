"""The pages that ask before deleting name nothing that who reads them could not open."""

import pytest
from django.contrib.auth.models import Permission

from tests.community.factories import PartecipazioneFactory
from tests.community.factories_comunita import (
    AdozioneFactory,
    CambiamentoIstituzionaleFactory,
    IscrizioneFactory,
    LezioneFactory,
    PraticaFactory,
    RiflessioneFactory,
    VerbaleIncontroFactory,
)
from tests.progetti.factories import ProgettoFactory

pytestmark = pytest.mark.django_db
SEGRETO = "Parolasegreta"


def _chiede(client, elenco, pk):
    """The page about one row, and the one about the rows ticked in the list."""
    molte = {"action": "delete_selected", "_selected_action": pk}
    risposte = [client.get(f"{elenco}{pk}/delete/"), client.post(elenco, molte)]
    assert [risposta.status_code for risposta in risposte] == [200, 200]
    return [risposta.content.decode() for risposta in risposte]


@pytest.mark.parametrize(
    ("fabbrica", "che_cosa"), [(LezioneFactory, "lezioni"), (PraticaFactory, "pratiche")]
)
def test_what_a_team_has_not_shared_is_counted_and_not_named(
    client, funzionario, responsabile, fabbrica, che_cosa
):
    progetto = ProgettoFactory()
    fabbrica(progetto=progetto, titolo=SEGRETO, autore=funzionario)
    elenco = "/admin/progetti/progetto/"

    client.force_login(funzionario)
    for pagina in _chiede(client, elenco, progetto.pk):
        assert SEGRETO not in pagina
        assert f"{che_cosa}: 1" in pagina
    client.force_login(responsabile)
    for pagina in _chiede(client, elenco, progetto.pk):
        assert SEGRETO in pagina


@pytest.mark.parametrize(
    ("fabbrica", "detto", "che_cosa"),
    [
        (RiflessioneFactory, {"domanda__breve": SEGRETO}, "riflessioni"),
        (CambiamentoIstituzionaleFactory, {"titolo": SEGRETO}, "cambiamenti istituzionali"),
    ],
)
def test_what_a_comune_wrote_for_itself_is_counted_and_not_named(
    client, funzionario, responsabile, fabbrica, detto, che_cosa
):
    progetto = ProgettoFactory()
    fabbrica(progetto=progetto, **detto)
    elenco = "/admin/progetti/progetto/"

    client.force_login(funzionario)
    for pagina in _chiede(client, elenco, progetto.pk):
        assert SEGRETO not in pagina
        assert f"{che_cosa}: 1" in pagina
    client.force_login(responsabile)
    for pagina in _chiede(client, elenco, progetto.pk):
        assert SEGRETO in pagina


@pytest.mark.parametrize("fabbrica", [RiflessioneFactory, CambiamentoIstituzionaleFactory])
def test_who_may_not_read_it_may_not_delete_it_and_what_is_shared_goes_after_the_question(
    client, lettura, fabbrica
):
    sua, condivisa = fabbrica(), fabbrica(della_comunita=True)
    nome = type(sua)._meta.model_name
    elenco = f"/admin/community/{nome}/"
    lettura.user_permissions.add(Permission.objects.get(codename=f"delete_{nome}"))
    client.force_login(lettura)

    for riga in (sua, condivisa):
        client.get(f"{elenco}{riga.pk}/delete/")
    assert type(sua).objects.count() == 2
    for riga in (sua, condivisa):
        client.post(f"{elenco}{riga.pk}/delete/", {"post": "yes"})
    assert type(sua).objects.get() == sua
    client.post(elenco, {"action": "delete_selected", "_selected_action": sua.pk, "post": "yes"})
    assert type(sua).objects.get() == sua


def test_the_adoption_of_a_hidden_practice_does_not_name_it(client, funzionario):
    progetto = ProgettoFactory()
    pratica = PraticaFactory(titolo=SEGRETO, autore=funzionario)
    AdozioneFactory(pratica=pratica, comune=progetto.comune, progetto=progetto)
    client.force_login(funzionario)

    for pagina in _chiede(client, "/admin/progetti/progetto/", progetto.pk):
        assert SEGRETO not in pagina


def test_pages_of_the_diary_are_not_named_to_who_may_not_read_it(client, lettura):
    verbale = VerbaleIncontroFactory(evento__titolo=SEGRETO)
    lettura.user_permissions.add(Permission.objects.get(codename="delete_progetto"))
    client.force_login(lettura)

    for pagina in _chiede(client, "/admin/progetti/progetto/", verbale.progetto_id):
        assert SEGRETO not in pagina


@pytest.mark.parametrize("fabbrica", [IscrizioneFactory, PartecipazioneFactory])
def test_who_may_not_see_people_is_not_told_who_registered_or_came(client, lettura, fabbrica):
    riga = fabbrica(persona__cognome=SEGRETO)
    nomi = ("delete_evento", "delete_iscrizione", "delete_partecipazione")
    lettura.user_permissions.set(Permission.objects.filter(codename__in=nomi))
    client.force_login(lettura)

    for pagina in _chiede(client, "/admin/community/evento/", riga.evento_id):
        assert SEGRETO not in pagina

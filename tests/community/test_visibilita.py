"""Who reads what a team tells, and who decides it."""

import pytest
from django.contrib import admin
from django.test import RequestFactory

from community.admin.condivise import SoloCondivise
from community.enums import Visibilita
from community.models import CommentoLezione, Lezione
from community.permissions import comune_di, puo_condividere, puo_scrivere
from community.services.visibilita import visibilita_set
from comuni.enums import RuoloReferente
from fis_portal.core.admin.base import RegistroAdmin
from fis_portal.core.errors import DomainError
from fis_portal.core.isolamento import isolato
from tests.community.factories_comunita import (
    CambiamentoIstituzionaleFactory,
    CommentoLezioneFactory,
    LezioneFactory,
    PraticaFactory,
    RiflessioneFactory,
)
from tests.comuni.factories import ReferenteFactory
from tests.core.factories import FonteFactory

pytestmark = pytest.mark.django_db
FABBRICHE = [LezioneFactory, PraticaFactory, RiflessioneFactory, CambiamentoIstituzionaleFactory]


def referente_di(oggetto, **campi):
    campi.setdefault("ruolo", RuoloReferente.RESPONSABILE)
    return ReferenteFactory(comune=comune_di(oggetto), **campi).user


@pytest.mark.parametrize("fabbrica", FABBRICHE)
def test_a_responsabile_raises_one_step_at_a_time_and_the_consent_is_recorded(fabbrica):
    oggetto = fabbrica()
    chi = referente_di(oggetto)

    with isolato(chi.pk):
        with pytest.raises(DomainError) as errore:
            visibilita_set(oggetto, a=Visibilita.PUBBLICA, by=chi)
        visibilita_set(oggetto, a=Visibilita.COMUNITA, by=chi)
        visibilita_set(oggetto, a=Visibilita.PUBBLICA, by=chi)

    oggetto.refresh_from_db()
    assert errore.value.code == "un_passo_alla_volta"
    assert (oggetto.visibilita, oggetto.consenso_di) == (Visibilita.PUBBLICA, chi)
    assert oggetto.consenso_il is not None


@pytest.mark.parametrize("fabbrica", FABBRICHE)
def test_nobody_else_raises(fabbrica, superuser, responsabile):
    oggetto, altro = fabbrica(), fabbrica()
    estranei = [
        referente_di(oggetto, ruolo=RuoloReferente.COMPILATORE),
        referente_di(oggetto, attivo=False),
        referente_di(altro),
        responsabile,
        superuser,
    ]

    for chi in estranei:
        with pytest.raises(DomainError) as errore:
            visibilita_set(oggetto, a=Visibilita.COMUNITA, by=chi)
        assert errore.value.code == "non_responsabile"

    oggetto.refresh_from_db()
    assert (oggetto.visibilita, oggetto.consenso_di) == (Visibilita.TEAM, None)


def test_the_practice_of_a_comune_is_not_of_the_project_of_another():
    pratica = PraticaFactory(progetto=LezioneFactory().progetto)

    assert puo_condividere(referente_di(pratica), pratica)
    assert not puo_condividere(
        ReferenteFactory(comune=pratica.progetto.comune, ruolo=RuoloReferente.RESPONSABILE).user,
        pratica,
    )


@pytest.mark.parametrize("fabbrica", FABBRICHE)
def test_the_comune_and_the_staff_take_it_back_and_nobody_else(fabbrica, responsabile, lettura):
    oggetto = fabbrica(pubblica=True)
    for chi in (referente_di(oggetto, ruolo=RuoloReferente.COMPILATORE), lettura):
        with pytest.raises(DomainError):
            visibilita_set(oggetto, a=Visibilita.TEAM, by=chi)

    visibilita_set(oggetto, a=Visibilita.COMUNITA, by=responsabile)
    oggetto.refresh_from_db()
    assert oggetto.consenso_di is not None
    visibilita_set(oggetto, a=Visibilita.TEAM, by=referente_di(oggetto))

    oggetto.refresh_from_db()
    assert (oggetto.visibilita, oggetto.consenso_di, oggetto.consenso_il) == (
        Visibilita.TEAM,
        None,
        None,
    )


def test_what_a_colleague_has_just_deleted_is_not_raised():
    lezione = LezioneFactory()
    chi = referente_di(lezione)
    Lezione.objects.filter(pk=lezione.pk).delete()

    with isolato(chi.pk), pytest.raises(DomainError) as errore:
        visibilita_set(lezione, a=Visibilita.COMUNITA, by=chi)

    assert errore.value.code == "eliminata"


def test_the_same_visibility_again_changes_nothing(responsabile):
    lezione = LezioneFactory(pubblica=True)
    prima = lezione.consenso_il

    visibilita_set(lezione, a=Visibilita.PUBBLICA, by=responsabile)

    lezione.refresh_from_db()
    assert lezione.consenso_il == prima


def test_staff_publish_only_what_is_no_comunes_and_quotes_a_source(responsabile):
    citata = LezioneFactory(progetto=None, fonte=FonteFactory())
    visibilita_set(citata, a=Visibilita.COMUNITA, by=responsabile)
    citata.refresh_from_db()
    assert (citata.visibilita, citata.consenso_di) == (Visibilita.COMUNITA, None)

    for altra in (LezioneFactory(progetto=None), LezioneFactory(fonte=FonteFactory())):
        with pytest.raises(DomainError):
            visibilita_set(altra, a=Visibilita.COMUNITA, by=responsabile)


def test_once_shared_only_who_may_consent_changes_the_text():
    bozza, condivisa = LezioneFactory(), LezioneFactory(della_comunita=True)

    for lezione, puo in ((bozza, True), (condivisa, False)):
        assert puo_scrivere(referente_di(lezione, ruolo=RuoloReferente.COMPILATORE), lezione) is puo
        assert puo_scrivere(referente_di(lezione), lezione)


def test_the_management_area_hides_what_is_not_shared(rf: RequestFactory, responsabile, lettura):
    class Lezioni(SoloCondivise, RegistroAdmin):
        pass

    class Commenti(SoloCondivise, RegistroAdmin):
        condivisa_via = "lezione"

    team, comunita, pubblica = (
        LezioneFactory(),
        LezioneFactory(della_comunita=True),
        LezioneFactory(pubblica=True),
    )
    CommentoLezioneFactory(lezione=team)
    commento = CommentoLezioneFactory(lezione=comunita)
    richiesta = rf.get("/")

    def visti(classe, modello, chi):
        richiesta.user = chi
        return set(classe(modello, admin.site).get_queryset(richiesta))

    assert visti(Lezioni, Lezione, lettura) == {comunita, pubblica}
    assert visti(Commenti, CommentoLezione, lettura) == {commento}
    assert visti(Lezioni, Lezione, responsabile) == {team, comunita, pubblica}

"""Row-level security alone suffices: the queries here ask for everything, filters left out."""

import random
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction
from django.db.models import Q
from django.urls import get_resolver

from fis_portal.accounts.models import User
from fis_portal.core.isolamento import isolato
from fis_portal.core.models import FileProtetto
from outcomes import models as outcomes
from outcomes.models import Evidenza, Osservazione, Rendicontazione, Rilevazione
from outcomes.services.calendario import abbonamento_create
from progetti.enums import RuoloPartenariato
from progetti.models import Documento
from tests.comuni.factories import ReferenteFactory
from tests.outcomes import factories
from tests.progetti.factories import DelegatoFactory, DocumentoFactory, PartenariatoFactory

pytestmark = pytest.mark.django_db
GUARDATE = (
    outcomes.Rendicontazione,
    outcomes.Rilevazione,
    outcomes.ParteRilevazione,
    outcomes.AvanzamentoAttivita,
    outcomes.SpesaRendicontata,
    outcomes.TestoRendicontazione,
    outcomes.Proroga,
    outcomes.Invio,
    outcomes.PassaggioRendicontazione,
    outcomes.Evidenza,
    outcomes.Osservazione,
    outcomes.ChiaveComune,
    outcomes.RichiestaIdempotente,
    outcomes.AbbonamentoCalendario,
    Documento,
    FileProtetto,
)


def _riga_di_ogni_tabella() -> Rendicontazione:
    """One row of each guarded table, all of one Comune. Returns its report, a draft."""
    rendicontazione = factories.RendicontazioneFactory(bozza=True)
    rilevazione = factories.RilevazioneFactory(rendicontazione=rendicontazione, valore=10)
    factories.ParteRilevazioneFactory(rilevazione=rilevazione)
    for fabbrica in (
        factories.AvanzamentoAttivitaFactory,
        factories.SpesaRendicontataFactory,
        factories.TestoRendicontazioneFactory,
        factories.ProrogaFactory,
        factories.InvioFactory,
        factories.PassaggioRendicontazioneFactory,
        factories.EvidenzaFactory,
        factories.OsservazioneFactory,
    ):
        fabbrica(rendicontazione=rendicontazione)
    chiave = factories.ChiaveComuneFactory(comune=rendicontazione.progetto.comune)
    factories.RichiestaIdempotenteFactory(chiave_accesso=chiave)
    DocumentoFactory(progetto=rendicontazione.progetto, visibilita="progetto")
    return rendicontazione


@pytest.fixture
def mia() -> Rendicontazione:
    return _riga_di_ogni_tabella()


@pytest.fixture
def altrui() -> Rendicontazione:
    return _riga_di_ogni_tabella()


def _officer(rendicontazione: Rendicontazione) -> User:
    """With an address of the calendar of her own."""
    user: User = ReferenteFactory(comune=rendicontazione.progetto.comune).user
    abbonamento_create(by=user)
    return user


def _valutatore(rendicontazione: Rendicontazione) -> User:
    delegato = DelegatoFactory()
    PartenariatoFactory(
        progetto=rendicontazione.progetto,
        organizzazione=delegato.organizzazione,
        ruolo=RuoloPartenariato.VALUTATORE,
    )
    return delegato.user


def _viste(user: User) -> Iterator[tuple[type[models.Model], int]]:
    with isolato(user.pk):
        for model in GUARDATE:
            yield model, model._default_manager.count()


def test_officer_sees_the_rows_of_her_comune_and_no_other(
    mia: Rendicontazione, altrui: Rendicontazione
) -> None:
    user = _officer(mia)
    _officer(altrui)

    viste = dict(_viste(user))

    # The evidence and the document have a file each.
    assert viste == {model: 2 if model is FileProtetto else 1 for model in GUARDATE}
    with isolato(user.pk):
        assert list(Rendicontazione.objects.all()) == [mia]


def test_no_query_whatever_it_asks_shows_a_row_of_others(
    mia: Rendicontazione, altrui: Rendicontazione
) -> None:
    """Three hundred random conditions, as if every filter of the application were forgotten."""
    user = _officer(mia)
    _officer(altrui)
    dado = random.Random(20261122)
    estranee = {
        model: set(model._default_manager.values_list("pk", flat=True)) for model in GUARDATE
    }
    for model, conto in _viste(user):
        with isolato(user.pk):
            miei = set(model._default_manager.values_list("pk", flat=True))
        assert len(miei) == conto
        estranee[model] -= miei

    with isolato(user.pk):
        for _giro in range(300):
            model = dado.choice(GUARDATE)
            trovate = model._default_manager.filter(_condizione(dado, model))
            assert not estranee[model] & set(trovate.values_list("pk", flat=True))


def _condizione(dado: random.Random, model: type[models.Model]) -> Q:
    campi = [f.name for f in model._meta.fields if not f.is_relation]
    parti = [
        Q(pk__gte=dado.randrange(3)),
        Q(**{f"{dado.choice(campi)}__isnull": dado.random() < 0.5}),
        ~Q(pk=dado.randrange(1000)),
    ]
    if any(f.name == "rendicontazione" for f in model._meta.fields):
        parti.append(Q(rendicontazione__stato__gte=""))
    condizione = dado.choice(parti)
    for _giro in range(dado.randrange(3)):
        altra = dado.choice(parti)
        condizione = condizione | altra if dado.random() < 0.7 else condizione & altra
    return ~condizione if dado.random() < 0.2 else condizione


def test_who_acts_for_nobody_sees_nothing(mia: Rendicontazione, referente: User) -> None:
    assert set(dict(_viste(referente)).values()) == {0}


def test_officer_who_lost_the_role_sees_nothing(mia: Rendicontazione) -> None:
    user = _officer(mia)
    user.referenze.update(attivo=False)

    viste = dict(_viste(user))

    # Her calendar is her own, and empty.
    assert viste.pop(outcomes.AbbonamentoCalendario) == 1
    assert set(viste.values()) == {0}


def test_rows_of_others_can_be_neither_changed_nor_deleted_nor_added(
    mia: Rendicontazione, altrui: Rendicontazione
) -> None:
    user = _officer(mia)
    rilevazione = Rilevazione.objects.get(rendicontazione=altrui)

    with isolato(user.pk):
        cambiate = Rilevazione.objects.filter(pk=rilevazione.pk).update(nota="mia")
        tolte, _per_tipo = Evidenza.objects.filter(rendicontazione=altrui).delete()
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            factories.TestoRendicontazioneFactory(rendicontazione=altrui, capitolo="difficolta")

    assert (cambiate, tolte) == (0, 0)
    assert Evidenza.objects.filter(rendicontazione=altrui).exists()


def test_evaluator_sees_reports_only_once_accepted(mia: Rendicontazione) -> None:
    user = _valutatore(mia)

    prima = dict(_viste(user))
    Rendicontazione.objects.update(stato="accettata")
    dopo = dict(_viste(user))

    assert (prima[Rendicontazione], prima[Rilevazione], prima[Evidenza]) == (0, 0, 0)
    assert (dopo[Rendicontazione], dopo[Rilevazione], dopo[Evidenza]) == (1, 1, 1)


def test_evaluator_reads_the_rows_but_only_the_verdict_is_his_to_write(
    mia: Rendicontazione,
) -> None:
    user = _valutatore(mia)
    Rendicontazione.objects.update(stato="accettata")

    with isolato(user.pk):
        visti = outcomes.TestoRendicontazione.objects.count()
        cambiati = outcomes.TestoRendicontazione.objects.update(testo="del valutatore")
        tolte, _per_tipo = Evidenza.objects.all().delete()
        verdetti = Rilevazione.objects.update(verifica_nota="da rivedere")

    assert (visti, cambiati, tolte, verdetti) == (1, 0, 0, 1)


def test_remark_not_yet_communicated_is_of_staff_alone(mia: Rendicontazione) -> None:
    Osservazione.objects.update(comunicata_il=None)

    assert dict(_viste(_officer(mia)))[Osservazione] == 0


@pytest.mark.parametrize("nessuno", [None, ""], ids=["mai detto", "vuoto"])
def test_without_a_person_nothing_is_shown(mia: Rendicontazione, nessuno: str | None) -> None:
    _officer(mia)

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE portale_area")
        if nessuno is not None:
            cursor.execute("SELECT set_config('fis.utente', %s, true)", [nessuno])
        viste = Rendicontazione.objects.count()
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Rendicontazione.objects.bulk_create(
                [Rendicontazione(progetto_id=mia.progetto_id, periodo_id=mia.periodo_id)]
            )
        transaction.set_rollback(True)

    assert viste == 0


def test_history_is_written_but_not_read(mia: Rendicontazione) -> None:
    user = _officer(mia)
    rilevazione = Rilevazione.objects.get(rendicontazione=mia)
    storia = apps.get_model("outcomes", "RilevazioneEvent").objects
    prima = storia.count()

    with isolato(user.pk):
        Rilevazione.objects.filter(pk=rilevazione.pk).update(nota="corretta")
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            storia.count()

    assert storia.count() == prima + 1


def test_one_inside_another_does_not_open_the_outer(
    mia: Rendicontazione, altrui: Rendicontazione
) -> None:
    di_altri = _officer(altrui).pk
    with isolato(_officer(mia).pk):
        with isolato(di_altri):
            dentro = list(Rendicontazione.objects.all())
        fuori = list(Rendicontazione.objects.all())

    assert (dentro, fuori) == ([altrui], [mia])


def test_after_it_the_portal_is_itself_again(mia: Rendicontazione, altrui: Rendicontazione) -> None:
    with isolato(_officer(mia).pk):
        pass

    assert Rendicontazione.objects.count() == 2


def _viste_dell_area(modelli: list[Any], prima: str = "") -> Iterator[tuple[str, Any]]:
    for modello in modelli:
        percorso = f"{prima}{modello.pattern}"
        if hasattr(modello, "url_patterns"):
            yield from _viste_dell_area(modello.url_patterns, percorso)
        elif percorso.startswith(("area-comuni/", "area-valutatori/")):
            yield percorso, modello.callback


def test_every_page_of_the_areas_that_touches_reports_is_behind_it() -> None:
    """The calendar without log-in takes the role by itself; `comuni` has no guarded rows."""
    viste = dict(_viste_dell_area(get_resolver().url_patterns))
    nostre = {p: v for p, v in viste.items() if v.__module__.startswith("outcomes.")}

    aperte = [p for p, v in nostre.items() if not getattr(v, "is_isolata", False)]

    assert len(nostre) > 20
    assert aperte == ["area-comuni/scadenze/<str:token>.ics"]

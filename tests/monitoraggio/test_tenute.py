"""What is counted from the records is kept until it changes, and not a moment longer."""

import datetime
from datetime import date

import pytest
from django.utils import timezone

from monitoraggio.registro import figura
from monitoraggio.registro.base import Ambito
from progetti.enums import RuoloPartenariato
from progetti.models import Partenariato
from tests.progetti.factories import PartenariatoFactory, ProgettoFactory

pytestmark = pytest.mark.django_db
OGGI = date(2026, 6, 30)
TENUTE = ("partenariati", "organizzazioni", "qualita", "completezza", "contraddizioni", "uscite")
PARTI = Ambito(OGGI, per=("comune",))


@pytest.fixture
def progetto():
    return ProgettoFactory(finanziato=True)


def quanti(ambito=PARTI):
    """Divided by Comune: not from the sums."""
    return figura("partenariati", ambito).valore("partner")


@pytest.mark.parametrize("codice", TENUTE)
def test_what_nothing_has_changed_is_answered_by_one_question(
    progetto, codice, django_assert_num_queries
):
    prima = figura(codice, PARTI)

    with django_assert_num_queries(1):
        assert figura(codice, PARTI) == prima


def test_each_write_is_seen_at_once_however_it_is_made(progetto):
    assert quanti() == 0

    uno, due = PartenariatoFactory(progetto=progetto), PartenariatoFactory(progetto=progetto)
    assert quanti() == 2

    Partenariato.objects.filter(pk=uno.pk).update(ruolo=RuoloPartenariato.ATTUATORE)  # no signals
    assert quanti() == 1

    due.delete()
    assert quanti() == 0


def test_other_days_cuts_and_instants_are_other_figures(progetto):
    PartenariatoFactory(progetto=progetto)

    assert quanti() == 1
    assert quanti(Ambito(date(2019, 1, 1), per=("comune",))) != 1
    assert figura("partenariati", Ambito(OGGI, per=("regione",))).celle
    assert not figura("partenariati", Ambito(OGGI)).celle
    ieri = timezone.now() - datetime.timedelta(days=1)
    assert quanti(Ambito(OGGI, conosciuto_al=ieri)) != 1


def test_where_nothing_can_be_kept_figures_are_computed(progetto, settings):
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        }
    }

    assert quanti() == 0
    PartenariatoFactory(progetto=progetto)
    assert quanti() == 1

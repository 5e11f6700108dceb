"""Totals of meetings too few to be told: asked of one, and of the database, the same answer."""

from itertools import product

import pytest

from community.models import RiepilogoIncontri
from community.querysets import totali_soppressi
from fis_portal.core.riservatezza import soglia_celle
from tests.community.factories import EventoFactory, RiepilogoIncontriFactory

pytestmark = pytest.mark.django_db


def test_a_total_at_hand_and_one_in_a_query_are_judged_the_same():
    soglia = soglia_celle()
    conti = (None, 0, 1, soglia - 1, soglia, 40)
    for presenze, persone, sua in product(conti, conti, (True, False)):
        riepilogo = RiepilogoIncontriFactory(presenze=presenze, persone=persone)
        if not sua:
            riepilogo.evento, riepilogo.fonte = EventoFactory(), None
            riepilogo.save()

    nella_base = set(RiepilogoIncontri.objects.filter(totali_soppressi()))

    assert nella_base == {r for r in RiepilogoIncontri.objects.all() if r.is_soppresso}
    # Of 36 pairs without a source, 16 have in both places nothing, zero or enough.
    assert len(nella_base) == 20

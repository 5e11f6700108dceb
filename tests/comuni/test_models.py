from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from tests.comuni.factories import ComuneFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("lat", "lon"), [("45.07", None), (None, "7.68"), ("51.50", "7.68")])
def test_a_point_has_both_coordinates_and_lies_in_italy(lat, lon):
    comune = ComuneFactory.build(
        provincia=ComuneFactory().provincia,
        lat=lat and Decimal(lat),
        lon=lon and Decimal(lon),
    )

    with pytest.raises(ValidationError, match="insieme, oppure nessuna"):
        comune.full_clean(exclude=["nome_chiave"])
    with pytest.raises(IntegrityError), transaction.atomic():
        comune.save()

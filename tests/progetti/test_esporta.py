import csv
import io

import pytest

from tests.progetti.factories import ProgettoFactory

pytestmark = pytest.mark.django_db


def test_many_topics_share_one_cell_of_the_csv(client):
    ProgettoFactory(titolo="Due temi", temi=["silver economy", "disabilità"])

    risposta = client.get("/progetti/esporta.csv?q=due+temi")

    colonne, riga = csv.reader(io.StringIO(risposta.getvalue().decode("utf-8-sig")), delimiter=";")
    assert riga[colonne.index("Temi")] == "disabilità; silver economy"

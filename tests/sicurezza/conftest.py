from collections.abc import Iterator

import pytest

from tests.sicurezza.produzione import Produzione, avviata


@pytest.fixture(scope="session")
def produzione(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Produzione]:
    """The portal with production settings, once for all the tests of this folder."""
    with avviata(tmp_path_factory.mktemp("produzione")) as portale:
        yield portale

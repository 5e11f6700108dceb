from tests.api.conftest import errore, leggi

__all__ = ["errore", "leggi"]

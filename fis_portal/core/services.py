"""Writes of the bottom layer."""

from fis_portal.core.models import ParerePagina


def parere_create(*, percorso: str, voto: int, motivo: str = "", testo: str = "") -> ParerePagina:
    """Keep a reader's opinion on a page; nothing about who gave it is kept."""
    parere = ParerePagina(percorso=percorso, voto=voto, motivo=motivo, testo=testo.strip())
    parere.full_clean()
    parere.save()
    return parere

import unicodedata


def chiave(testo: str) -> str:
    """The search key of a text, as PostgreSQL's `fis_chiave` makes it: lower case, no accents."""
    scomposto = unicodedata.normalize("NFKD", testo.replace("\x00", ""))
    return "".join(c for c in scomposto if not unicodedata.combining(c)).casefold()

"""How what teams tell is searched: every word in any of its Italian forms, accents forgiven."""

from functools import reduce
from operator import and_

from django.contrib.postgres.search import SearchQuery, SearchQueryCombinable

from progetti.ricerca import parole


def interrogazione(testo: str) -> SearchQueryCombinable | None:
    """The question to a `ricerca` vector (core.fields.ricerca_field); None without any word."""
    chieste = [
        SearchQuery(parola.testo, config="italian")
        | SearchQuery(parola.inizio, config="simple", search_type="raw")
        for parola in parole(testo)
    ]
    return reduce(and_, chieste) if chieste else None

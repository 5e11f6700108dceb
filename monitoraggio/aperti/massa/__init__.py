"""The public tables in bulk (ADR 0025): whole, from a key on, or what changed since a token.

`chiavi` is where a broken-off download goes on from; `lettura` reads a few rows at a time, never in
one long transaction; `scritture` writes them; `gettoni` and `mutamenti` know what changed.
"""

"""History of every change, bulk and raw SQL ones too, by database triggers (ADR 0003)."""

import pghistory


def tracked(**options):
    """Class decorator: keep each insert, update and delete of the model in `<Model>Event`.

    Who did it and from where comes from pghistory's context: the middleware sets it for requests,
    services run outside requests set it with `pghistory.context(...)`.
    """
    return pghistory.track(
        pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), **options
    )

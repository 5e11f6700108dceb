"""What becomes of a file nobody points at any more: its row goes, once the change is certain."""

from contextlib import suppress

from django.db import transaction
from django.db.models import ProtectedError

from fis_portal.core.models import FileProtetto


def file_release(*, pk: int) -> None:
    """Remove the file when the transaction is committed, if nothing points at it then.

    After the commit, because inside the reserved areas a file that belongs to nothing of one's own
    does not exist any more (row-level security), and so could not be removed.
    """
    transaction.on_commit(lambda: _remove_unless_used(pk))


@transaction.atomic
def _remove_unless_used(pk: int) -> None:
    # Locked, nobody can point at it between the look and the removal.
    file = FileProtetto.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if file is not None:
        with suppress(ProtectedError):
            file.delete()

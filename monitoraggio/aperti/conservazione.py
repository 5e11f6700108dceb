"""How long old versions are kept (ADR 0021): all of them for a year, then the last of each month.

Whoever quotes a version finds it for a year at least, and one of each month for good.
"""

import time
from contextlib import suppress
from datetime import date, timedelta

from django.db import transaction

from fis_portal.core.storage import storage_root
from monitoraggio.aperti.costruzione import CARTELLA, lock_edizioni
from monitoraggio.enums import StatoReport
from monitoraggio.models import EdizioneDati, FileDati, VersioneDati

TUTTE = timedelta(days=365)
# A file is stored a while before its row is written: an edition may be at it.
APPENA_SCRITTI_S = 2 * 24 * 60 * 60


def versioni_purge(oggi: date) -> int:
    """Delete the versions kept long enough, then the files that no version has any more."""
    with transaction.atomic():
        da_togliere = _da_togliere(oggi)
        VersioneDati.objects.filter(pk__in=da_togliere).delete()
    with transaction.atomic():
        lock_edizioni()  # nobody begins to build meanwhile
        if not EdizioneDati.objects.filter(stato=StatoReport.IN_COSTRUZIONE).exists():
            _togli_file_di_nessuno()
    return len(da_togliere)


def _da_togliere(oggi: date) -> list[int]:
    vecchie = VersioneDati.objects.filter(data__lt=oggi - TUTTE, corrente=False)
    ultime = {
        (v.codice, v.data.year, v.data.month): v.pk
        for v in VersioneDati.objects.order_by("data", "pk")
    }
    tenute = set(ultime.values())
    # What a package that stays is made of stays with it.
    parti = VersioneDati.parti.through.objects.exclude(
        from_versionedati_id__in=[v.pk for v in vecchie if v.pk not in tenute]
    )
    tenute |= set(parti.values_list("to_versionedati_id", flat=True))
    return [v.pk for v in vecchie if v.pk not in tenute]


def _togli_file_di_nessuno() -> None:
    radice = storage_root()
    limite = time.time() - APPENA_SCRITTI_S
    for cartella in sorted((radice / CARTELLA).glob("[0-9a-f][0-9a-f]")):
        nomi = {f.relative_to(radice).as_posix(): f for f in cartella.iterdir() if f.is_file()}
        noti = FileDati.objects.filter(percorso__in=nomi).values_list("percorso", flat=True)
        for nome in nomi.keys() - set(noti):
            with suppress(FileNotFoundError):
                if nomi[nome].stat().st_mtime < limite:
                    nomi[nome].unlink()

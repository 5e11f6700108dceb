"""Writes of the reports. They only touch the database: a broker that is down or frozen never makes
somebody wait. Whoever sweeps the queue finds the rows (monitoraggio/tasks.py)."""

from monitoraggio.services.composizione import (
    report_discard,
    report_queue,
    report_revise,
    report_touch,
)
from monitoraggio.services.conteggi import indicatori_count, indicatori_count_all
from monitoraggio.services.edizioni import (
    edizione_dispatch,
    edizione_pianificata_ensure,
    edizione_request,
    edizione_retry,
    edizioni_forget,
)
from monitoraggio.services.pianificazione import pianificazione_set, report_pianificati_ensure
from monitoraggio.services.pubblicazione import report_publish, report_withdraw
from monitoraggio.services.richieste import report_request, report_retry
from monitoraggio.services.riepiloghi import (
    riepiloghi_compare,
    riepiloghi_fold,
    riepiloghi_rebuild,
    riepiloghi_verify,
)
from monitoraggio.services.smistamento import report_dispatch

__all__ = [
    "edizione_dispatch",
    "edizione_pianificata_ensure",
    "edizione_request",
    "edizione_retry",
    "edizioni_forget",
    "indicatori_count",
    "indicatori_count_all",
    "pianificazione_set",
    "report_discard",
    "report_dispatch",
    "report_pianificati_ensure",
    "report_publish",
    "report_queue",
    "report_request",
    "report_retry",
    "report_revise",
    "report_touch",
    "report_withdraw",
    "riepiloghi_compare",
    "riepiloghi_fold",
    "riepiloghi_rebuild",
    "riepiloghi_verify",
]

"""Writes of the reports. They only touch the database: a broker that is down or frozen never makes
somebody wait. Whoever sweeps the queue finds the rows (monitoraggio/tasks.py)."""

from monitoraggio.services.edizioni import (
    edizione_dispatch,
    edizione_pianificata_ensure,
    edizione_request,
    edizione_retry,
    edizioni_forget,
)
from monitoraggio.services.pianificazione import report_pianificati_ensure
from monitoraggio.services.richieste import report_publish, report_request, report_retry
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
    "report_dispatch",
    "report_pianificati_ensure",
    "report_publish",
    "report_request",
    "report_retry",
    "riepiloghi_compare",
    "riepiloghi_fold",
    "riepiloghi_rebuild",
    "riepiloghi_verify",
]

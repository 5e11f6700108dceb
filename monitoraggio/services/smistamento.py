from datetime import datetime

from monitoraggio.coda import smista
from monitoraggio.models import ReportMonitoraggio


def report_dispatch(adesso: datetime) -> list[int]:
    """Reports whose building must be ordered now, each given to one caller only."""
    return smista(ReportMonitoraggio, adesso)

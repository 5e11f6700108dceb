"""Publication of a report, and its withdrawal: what was published leaves a trace for good."""

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from fis_portal.accounts.models import User
from fis_portal.core.errors import DomainError
from fis_portal.core.posta import messaggio_queue
from monitoraggio.enums import StatoReport
from monitoraggio.models import DestinatarioReport, ReportMonitoraggio
from monitoraggio.services.versioni import lock_report

TIPO_MESSAGGIO = "report"
CARTELLA = "monitoraggio/email"
MOTIVO_MINIMO, MOTIVO_MASSIMO = 10, 1000


@transaction.atomic
def report_publish(*, report: ReportMonitoraggio, by: User | None) -> ReportMonitoraggio:
    """Make a ready report public, and write to who receives its kind.

    Raises DomainError if it is not ready, or public already.
    """
    bloccato = lock_report(report)
    if bloccato.stato != StatoReport.PRONTO:
        raise DomainError(
            "report_non_pronto", _("Il report non è pronto: si pubblica quando è costruito.")
        )
    if bloccato.pubblicato_at is not None:
        raise DomainError("report_gia_pubblicato", _("Il report è già pubblicato."))
    bloccato.pubblicato_at = timezone.now()
    bloccato.pubblicato_da = by
    bloccato.save(update_fields=["pubblicato_at", "pubblicato_da", "updated_at"])
    destinatari_notify(bloccato)
    return bloccato


@transaction.atomic
def report_withdraw(
    *, report: ReportMonitoraggio, motivo: str, by: User | None
) -> ReportMonitoraggio:
    """Take a published report back: its address says when and why, its files are no longer given.

    Raises DomainError if it is not public, or without a reason worth reading.
    """
    bloccato = lock_report(report)
    if bloccato.pubblicato_at is None:
        raise DomainError("report_non_pubblicato", _("Si ritira soltanto un report pubblicato."))
    if bloccato.ritirato_at is not None:
        raise DomainError("report_gia_ritirato", _("Il report è già ritirato."))
    motivo = " ".join(motivo.split())
    if not MOTIVO_MINIMO <= len(motivo) <= MOTIVO_MASSIMO:
        testo = _("Scrivi perché lo ritiri, da 10 a 1000 caratteri: chiunque potrà leggerlo.")
        raise DomainError("motivo_mancante", testo, {"motivo": [testo]})
    bloccato.ritirato_at, bloccato.ritirato_da = timezone.now(), by
    bloccato.motivo_ritiro = motivo
    bloccato.save(update_fields=["ritirato_at", "ritirato_da", "motivo_ritiro", "updated_at"])
    return bloccato


def destinatari_notify(report: ReportMonitoraggio) -> int:
    """Queue a mail to each address on the list of this kind of report; never twice the same.

    Invented reports are told to nobody.
    """
    if report.is_demo:
        return 0
    elenco = DestinatarioReport.objects.filter(
        Q(tipo="") | Q(tipo=report.tipo), attivo=True, comune=report.comune
    )
    contesto = {
        "report": report,
        "indirizzo": f"{settings.SITE_URL}{report.indirizzo('report_detail')}",
        "SITE_NAME": settings.SITE_NAME,
        "CONTATTO_EMAIL": settings.CONTATTO_EMAIL,
    }
    scritti = [
        messaggio_queue(
            tipo=TIPO_MESSAGGIO,
            chiave=f"report:{report.pk}:{destinatario.email.lower()}",
            a=destinatario.email,
            oggetto=render_to_string(f"{CARTELLA}/report_oggetto.txt", contesto),
            testo=render_to_string(
                f"{CARTELLA}/report_testo.txt", contesto | {"destinatario": destinatario}
            ),
        )
        for destinatario in elenco
    ]
    return sum(messaggio is not None for messaggio in scritti)

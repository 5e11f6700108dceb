import datetime
from decimal import Decimal

import factory
from django.utils import timezone

from monitoraggio.enums import OrigineReport, StatoReport, TipoReport
from monitoraggio.models import (
    DatoPubblicato,
    DestinatarioReport,
    EdizioneDati,
    FileDati,
    FileReport,
    ModelloReport,
    PianificazioneReport,
    ReportMonitoraggio,
    SezioneModello,
    SezioneReport,
    VersioneDati,
)
from tests.core.factories import FonteFactory


class DatoPubblicatoFactory(factory.django.DjangoModelFactory):
    """A quotation; with `figura` and `voce` it stands beside a computed figure."""

    class Meta:
        model = DatoPubblicato

    class Params:
        quota = factory.Trait(unita="%", is_quota=True)

    codice = factory.Sequence(lambda n: f"dato-{n}")
    etichetta = factory.Sequence(lambda n: f"Dato pubblicato n. {n}")
    valore = Decimal(18)
    unita = "progetti"
    fonte = factory.SubFactory(FonteFactory)


class ReportMonitoraggioFactory(factory.django.DjangoModelFactory):
    """A report in the queue: third quarter of 2024 unless told otherwise."""

    class Meta:
        model = ReportMonitoraggio

    class Params:
        dimostrativo = factory.Trait(is_demo=True)
        mensile = factory.Trait(
            tipo=TipoReport.MENSILE,
            periodo_inizio=datetime.date(2024, 9, 1),
        )
        in_costruzione = factory.Trait(
            stato=StatoReport.IN_COSTRUZIONE,
            tentativi=1,
            heartbeat_at=factory.LazyFunction(timezone.now),
        )
        interrotto = factory.Trait(
            stato=StatoReport.IN_COSTRUZIONE,
            tentativi=1,
            heartbeat_at=factory.LazyFunction(
                lambda: timezone.now() - datetime.timedelta(minutes=10)
            ),
        )
        fallito = factory.Trait(
            stato=StatoReport.FALLITO, tentativi=3, errore="La costruzione non è riuscita."
        )
        pronto = factory.Trait(
            stato=StatoReport.PRONTO,
            avanzamento=100,
            dati=factory.LazyFunction(lambda: {"figure": []}),
            sha256="0" * 64,
            pronto_at=factory.LazyFunction(timezone.now),
        )
        pubblicato = factory.Trait(pronto=True, pubblicato_at=factory.LazyFunction(timezone.now))
        ritirato = factory.Trait(
            pubblicato=True,
            ritirato_at=factory.LazyFunction(timezone.now),
            motivo_ritiro="Una cifra era sbagliata.",
        )

    tipo = TipoReport.TRIMESTRALE
    origine = OrigineReport.RICHIESTO
    periodo_inizio = datetime.date(2024, 7, 1)
    periodo_fine = datetime.date(2024, 9, 30)
    data_riferimento = datetime.date(2024, 9, 30)


class ModelloReportFactory(factory.django.DjangoModelFactory):
    """A template of the programme's quarterly reports, without sections."""

    class Meta:
        model = ModelloReport

    nome = factory.Sequence(lambda n: f"Modello n. {n}")
    tipo = TipoReport.TRIMESTRALE


class SezioneModelloFactory(factory.django.DjangoModelFactory):
    """A section with one figure; with another `genere`, without."""

    class Meta:
        model = SezioneModello

    modello = factory.SubFactory(ModelloReportFactory)
    ordine = factory.Sequence(lambda n: n)
    genere = "figura"
    figura = factory.LazyAttribute(lambda s: "imbuto" if s.genere == "figura" else "")


class SezioneReportFactory(factory.django.DjangoModelFactory):
    """The same of a report: a draft unless told otherwise."""

    class Meta:
        model = SezioneReport

    report = factory.SubFactory(ReportMonitoraggioFactory, stato=StatoReport.BOZZA)
    ordine = factory.Sequence(lambda n: n)
    genere = "figura"
    figura = factory.LazyAttribute(lambda s: "imbuto" if s.genere == "figura" else "")


class PianificazioneReportFactory(factory.django.DjangoModelFactory):
    """What was decided on a kind of report; the migration has a row for each already."""

    class Meta:
        model = PianificazioneReport
        django_get_or_create = ("tipo",)

    tipo = TipoReport.TRIMESTRALE


class DestinatarioReportFactory(factory.django.DjangoModelFactory):
    """Somebody who follows every report of the programme."""

    class Meta:
        model = DestinatarioReport

    email = factory.Sequence(lambda n: f"lettore{n}@esempio.it")


class FileReportFactory(factory.django.DjangoModelFactory):
    """A row without its file on disk: tests that download store one and pass its name."""

    class Meta:
        model = FileReport

    report = factory.SubFactory(ReportMonitoraggioFactory, pronto=True)
    formato = "csv"
    sha256 = "0" * 64
    nome = factory.LazyAttribute(lambda f: f"report/00/{f.sha256}.{f.formato}")
    byte = 10


class EdizioneDatiFactory(factory.django.DjangoModelFactory):
    """An edition of the open data in the queue."""

    class Meta:
        model = EdizioneDati

    class Params:
        interrotta = factory.Trait(
            stato=StatoReport.IN_COSTRUZIONE,
            tentativi=1,
            heartbeat_at=factory.LazyFunction(
                lambda: timezone.now() - datetime.timedelta(minutes=10)
            ),
        )
        in_costruzione = factory.Trait(
            stato=StatoReport.IN_COSTRUZIONE,
            tentativi=1,
            heartbeat_at=factory.LazyFunction(timezone.now),
        )
        fallita = factory.Trait(stato=StatoReport.FALLITO, tentativi=3, errore="Non riuscita.")
        pronta = factory.Trait(
            stato=StatoReport.PRONTO, pronto_at=factory.LazyFunction(timezone.now)
        )

    origine = OrigineReport.RICHIESTO
    giorno = datetime.date(2024, 9, 30)


class VersioneDatiFactory(factory.django.DjangoModelFactory):
    """A version without files."""

    class Meta:
        model = VersioneDati

    codice = factory.Sequence(lambda n: f"tabella-{n}")
    data = datetime.date(2024, 9, 30)
    impronta = "ab" * 32
    righe = 1
    edizione = factory.SubFactory(EdizioneDatiFactory, pronta=True)


class FileDatiFactory(factory.django.DjangoModelFactory):
    """A row without its file on disk."""

    class Meta:
        model = FileDati

    versione = factory.SubFactory(VersioneDatiFactory)
    nome = "tabella.csv"
    sha256 = "0" * 64
    percorso = factory.LazyAttribute(lambda f: f"dati/00/{f.sha256}.csv")
    byte = 10

import datetime
from typing import Any

import factory
from django.utils import timezone

from outcomes.enums import (
    CapitoloTesto,
    LivelloEsito,
    StatoQuadro,
    StatoRendicontazione,
    TipoIndicatore,
)
from outcomes.models import (
    AbbonamentoCalendario,
    AvanzamentoAttivita,
    ChiaveComune,
    Dimensione,
    Esito,
    Evidenza,
    Indicatore,
    Invio,
    LegameEsito,
    OrigineLezione,
    Osservazione,
    ParteRilevazione,
    PassaggioRendicontazione,
    PeriodoMonitoraggio,
    Proroga,
    QuadroImpatto,
    Rendicontazione,
    RichiestaIdempotente,
    Rilevazione,
    SpesaRendicontata,
    TargetPeriodo,
    TestoRendicontazione,
)
from tests.accounts.factories import UserFactory
from tests.community.factories_comunita import LezioneFactory
from tests.comuni.factories import ComuneFactory
from tests.core.factories import FileProtettoFactory
from tests.progetti.factories import AttivitaFactory, ProgettoFactory, VoceSpesaFactory


class PeriodoMonitoraggioFactory(factory.django.DjangoModelFactory):
    """The n-th half-year since 2020, one after the other."""

    class Meta:
        model = PeriodoMonitoraggio

    codice = factory.Sequence(lambda n: f"{2020 + n // 2}-s{n % 2 + 1}")
    nome = factory.LazyAttribute(lambda p: f"Periodo {p.codice}")
    dal = factory.Sequence(lambda n: datetime.date(2020 + n // 2, 1 + n % 2 * 6, 1))
    al = factory.LazyAttribute(
        lambda p: datetime.date(p.dal.year, p.dal.month + 5, 30 if p.dal.month == 1 else 31)
    )


class QuadroImpattoFactory(factory.django.DjangoModelFactory):
    """A framework in force; `bozza=True` for a draft, `modello=True` for a template."""

    class Meta:
        model = QuadroImpatto

    class Params:
        bozza = factory.Trait(stato=StatoQuadro.BOZZA, in_vigore_dal=None)
        modello = factory.Trait(
            progetto=None,
            nome_modello=factory.Sequence(lambda n: f"Modello {n}"),
            stato=StatoQuadro.BOZZA,
            in_vigore_dal=None,
        )

    progetto = factory.SubFactory(ProgettoFactory)
    stato = StatoQuadro.IN_VIGORE
    motivo = "Prima versione"
    concordato_con = "Comune e partner"
    in_vigore_dal = datetime.date(2020, 1, 1)


class EsitoFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Esito

    quadro = factory.SubFactory(QuadroImpattoFactory)
    codice = factory.Sequence(lambda n: f"R{n}")
    livello = LivelloEsito.OUTCOME
    titolo = factory.LazyAttribute(lambda e: f"Esito {e.codice}")


class LegameEsitoFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = LegameEsito

    da = factory.SubFactory(EsitoFactory)
    a = factory.SubFactory(EsitoFactory, quadro=factory.SelfAttribute("..da.quadro"))


class IndicatoreFactory(factory.django.DjangoModelFactory):
    """A count to raise; `percentuale=True` is measured as numerator and denominator."""

    class Meta:
        model = Indicatore

    class Params:
        percentuale = factory.Trait(tipo=TipoIndicatore.PERCENTUALE, unita="%")

    esito = factory.SubFactory(EsitoFactory)
    quadro = factory.SelfAttribute("esito.quadro")
    codice = factory.Sequence(lambda n: f"I{n}")
    nome = factory.LazyAttribute(lambda i: f"Indicatore {i.codice}")
    tipo = TipoIndicatore.CONTEGGIO
    unita = "persone"


class DimensioneFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Dimensione

    indicatore = factory.SubFactory(IndicatoreFactory)
    nome = "genere"
    voci = factory.LazyFunction(lambda: ["donne", "uomini"])


class TargetPeriodoFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = TargetPeriodo

    indicatore = factory.SubFactory(IndicatoreFactory)
    periodo = factory.SubFactory(PeriodoMonitoraggioFactory)
    valore = 10


class RendicontazioneFactory(factory.django.DjangoModelFactory):
    """A report of a project with its framework; `accettata=True`, `inviata=True`, `bozza=True`."""

    class Meta:
        model = Rendicontazione

    class Params:
        bozza = factory.Trait(stato=StatoRendicontazione.BOZZA)
        inviata = factory.Trait(stato=StatoRendicontazione.INVIATA, revisione=1)
        accettata = factory.Trait(
            stato=StatoRendicontazione.ACCETTATA,
            revisione=1,
            accettata_il=factory.LazyFunction(timezone.now),
        )

    quadro = factory.SubFactory(QuadroImpattoFactory)
    progetto = factory.SelfAttribute("quadro.progetto")
    periodo = factory.SubFactory(PeriodoMonitoraggioFactory)
    scadenza = factory.LazyFunction(lambda: timezone.localdate() + datetime.timedelta(days=30))


class ProrogaFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Proroga

    rendicontazione = factory.SubFactory(RendicontazioneFactory)
    da = datetime.date(2026, 6, 30)
    a = datetime.date(2026, 7, 31)
    motivo = "Elezioni comunali"


class RilevazioneFactory(factory.django.DjangoModelFactory):
    """`RilevazioneFactory(valore=12)` is measured; without a value nothing is said yet."""

    class Meta:
        model = Rilevazione

    rendicontazione = factory.SubFactory(RendicontazioneFactory)
    indicatore = factory.LazyAttribute(
        lambda r: IndicatoreFactory(esito=EsitoFactory(quadro=r.rendicontazione.quadro))
    )
    valore = None
    stato_valore = factory.LazyAttribute(lambda r: "" if r.valore is None else "misurato")


class ParteRilevazioneFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ParteRilevazione

    rilevazione = factory.SubFactory(RilevazioneFactory, valore=10)
    dimensione = factory.LazyAttribute(
        lambda p: DimensioneFactory(indicatore=p.rilevazione.indicatore)
    )
    voce = "donne"
    valore = 6


class AvanzamentoAttivitaFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AvanzamentoAttivita

    rendicontazione = factory.SubFactory(RendicontazioneFactory)
    attivita = factory.LazyAttribute(lambda a: AttivitaFactory(progetto=a.rendicontazione.progetto))


class SpesaRendicontataFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SpesaRendicontata

    rendicontazione = factory.SubFactory(RendicontazioneFactory)
    voce = factory.LazyAttribute(lambda s: VoceSpesaFactory(progetto=s.rendicontazione.progetto))


class TestoRendicontazioneFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = TestoRendicontazione

    rendicontazione = factory.SubFactory(RendicontazioneFactory)
    capitolo = CapitoloTesto.NARRATIVA
    testo = "Il progetto va avanti."


class InvioFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Invio

    rendicontazione = factory.SubFactory(RendicontazioneFactory, inviata=True)
    revisione = 1
    protocollo = factory.Sequence(lambda n: f"FIS-2026-{n:06d}")
    contenuto: Any = factory.LazyFunction(dict)
    sha256 = "0" * 64
    by = factory.SubFactory(UserFactory)
    inviata_il = factory.LazyFunction(timezone.now)


class PassaggioRendicontazioneFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PassaggioRendicontazione

    rendicontazione = factory.SubFactory(RendicontazioneFactory)
    a = StatoRendicontazione.BOZZA


class OsservazioneFactory(factory.django.DjangoModelFactory):
    """A remark the Comune has been told of."""

    class Meta:
        model = Osservazione

    rendicontazione = factory.SubFactory(RendicontazioneFactory, inviata=True)
    revisione = 1
    testo = "Il valore non torna con il verbale."
    comunicata_il = factory.LazyFunction(timezone.now)


class EvidenzaFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Evidenza

    rendicontazione = factory.SubFactory(RendicontazioneFactory)
    descrizione = "Registro delle presenze"
    file = factory.SubFactory(FileProtettoFactory)


class ChiaveComuneFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ChiaveComune

    comune = factory.SubFactory(ComuneFactory)
    nome = "gestionale"
    prefisso = "fis_abcd"
    impronta = factory.Sequence(lambda n: f"{n:064x}")
    by = factory.SubFactory(UserFactory)
    scade_il = factory.LazyFunction(lambda: timezone.localdate() + datetime.timedelta(days=365))


class RichiestaIdempotenteFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RichiestaIdempotente

    chiave_accesso = factory.SubFactory(ChiaveComuneFactory)
    idempotenza = factory.Sequence(lambda n: f"richiesta-{n}")
    impronta = "0" * 64
    stato_http = 200
    risposta: Any = factory.LazyFunction(dict)


class AbbonamentoCalendarioFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AbbonamentoCalendario

    user = factory.SubFactory(UserFactory)
    impronta = factory.Sequence(lambda n: f"{n:064x}")


class OrigineLezioneFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = OrigineLezione

    lezione = factory.SubFactory(LezioneFactory)
    rendicontazione = factory.SubFactory(RendicontazioneFactory)

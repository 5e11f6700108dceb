import datetime
from decimal import Decimal
from typing import Any

import factory
from django.utils.text import slugify

from progetti.enums import (
    CategoriaDocumento,
    RegolaProgramma,
    RuoloPartenariato,
    StatoFase,
    TipoOrganizzazione,
    TipoVoceSpesa,
)
from progetti.models import (
    Attivita,
    Delegato,
    DerogaRegola,
    Documento,
    FaseProgetto,
    FattoProgetto,
    Intervento,
    Macroarea,
    Organizzazione,
    Partenariato,
    Progetto,
    ProgettoMacroarea,
    ProgettoTema,
    Tema,
    TransizioneFase,
    VoceSpesa,
)
from tests.accounts.factories import UserFactory
from tests.comuni.factories import ComuneFactory
from tests.core.factories import FileProtettoFactory, FonteFactory

GIORNO = datetime.date(2023, 1, 10)
INTERVENTI = {"I": "Studio di fattibilità", "II": "Sperimentazione", "III": "Sistematizzazione"}


class InterventoFactory(factory.django.DjangoModelFactory):
    """`InterventoFactory(codice="II")` twice is the same Intervento."""

    class Meta:
        model = Intervento
        django_get_or_create = ("codice",)

    codice = "II"
    nome = factory.LazyAttribute(lambda intervento: INTERVENTI[intervento.codice])
    ordine = factory.LazyAttribute(lambda intervento: len(intervento.codice))
    massimale_eur = Decimal("450000")
    dotazione_eur = Decimal("8100000")
    fonte = factory.SubFactory(FonteFactory)


class VocabolarioFactory(factory.django.DjangoModelFactory):
    class Meta:
        abstract = True
        django_get_or_create = ("nome",)

    slug = factory.LazyAttribute(lambda voce: slugify(voce.nome))


class MacroareaFactory(VocabolarioFactory):
    class Meta:
        model = Macroarea

    nome = factory.Sequence(lambda n: f"macroarea {n}")


class TemaFactory(VocabolarioFactory):
    class Meta:
        model = Tema

    nome = factory.Sequence(lambda n: f"tema {n}")


class OrganizzazioneFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organizzazione
        django_get_or_create = ("nome",)

    class Params:
        dimostrativo = factory.Trait(is_demo=True)

    nome = factory.Sequence(lambda n: f"Cooperativa {n}")
    tipo = TipoOrganizzazione.ETS


class ProgettoFactory(factory.django.DjangoModelFactory):
    """A public project. `temi=`, `macroaree=` and `partner=` take names, `fonti=` rows.

    The first macroarea is not the prevalent one unless `prevalente=True`.
    """

    class Meta:
        model = Progetto
        skip_postgeneration_save = True

    class Params:
        dimostrativo = factory.Trait(
            is_demo=True, comune=factory.SubFactory(ComuneFactory, dimostrativo=True)
        )
        non_pubblico = factory.Trait(is_public=False)
        senza_titolo = factory.Trait(
            titolo="", slug=factory.LazyAttribute(lambda p: slugify(p.comune.slug))
        )
        finanziato = factory.Trait(
            fase=factory.RelatedFactory(
                "tests.progetti.factories.FaseProgettoFactory",
                factory_related_name="progetto",
                stato=StatoFase.FINANZIATA,
            )
        )
        in_corso = factory.Trait(
            fase=factory.RelatedFactory(
                "tests.progetti.factories.FaseProgettoFactory",
                factory_related_name="progetto",
                stato=StatoFase.IN_CORSO,
            )
        )
        completo = factory.Trait(
            sintesi="Alloggi e servizi per famiglie che rischiano di perdere la casa.",
            bisogno="L'emergenza abitativa cresce e i Comuni non hanno alloggi.",
            destinatari="Famiglie con sfratto in corso",
            cup=factory.Sequence(lambda n: f"C11G{n:011d}"),
            data_inizio=datetime.date(2022, 9, 15),
            data_fine_prevista=datetime.date(2024, 6, 30),
        )

    comune = factory.SubFactory(ComuneFactory)
    titolo = factory.Sequence(lambda n: f"Progetto {n}")
    slug = factory.Sequence(lambda n: f"progetto-{n}")
    is_public = True

    @factory.post_generation
    def macroaree(self, create: bool, nomi: list[str] | None, **kwargs: Any) -> None:
        for numero, nome in enumerate(nomi or []):
            ProgettoMacroareaFactory(
                progetto=self,
                macroarea=MacroareaFactory(nome=nome),
                is_prevalente=bool(kwargs.get("prevalente")) and numero == 0,
            )

    @factory.post_generation
    def temi(self, create: bool, nomi: list[str] | None, **kwargs: Any) -> None:
        for nome in nomi or []:
            ProgettoTemaFactory(progetto=self, tema=TemaFactory(nome=nome))

    @factory.post_generation
    def partner(self, create: bool, nomi: list[str] | None, **kwargs: Any) -> None:
        for nome in nomi or []:
            PartenariatoFactory(progetto=self, organizzazione=OrganizzazioneFactory(nome=nome))

    @factory.post_generation
    def fonti(self, create: bool, fonti: list[Any] | None, **kwargs: Any) -> None:
        if fonti:
            self.fonti.set(fonti)


class ProgettoMacroareaFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ProgettoMacroarea

    progetto = factory.SubFactory(ProgettoFactory)
    macroarea = factory.SubFactory(MacroareaFactory)


class ProgettoTemaFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ProgettoTema

    progetto = factory.SubFactory(ProgettoFactory)
    tema = factory.SubFactory(TemaFactory)


class FattoProgettoFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = FattoProgetto

    progetto = factory.SubFactory(ProgettoFactory)
    testo = factory.Sequence(lambda n: f"Fatto pubblicato n. {n}.")
    fonte = factory.SubFactory(FonteFactory)


class PartenariatoFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Partenariato

    progetto = factory.SubFactory(ProgettoFactory)
    organizzazione = factory.SubFactory(OrganizzazioneFactory)
    ruolo = RuoloPartenariato.PARTNER


class FaseProgettoFactory(factory.django.DjangoModelFactory):
    """A phase that reached `stato` on `data` (with that one transition)."""

    class Meta:
        model = FaseProgetto
        skip_postgeneration_save = True

    progetto = factory.SubFactory(ProgettoFactory)
    intervento = factory.SubFactory(InterventoFactory)
    stato = StatoFase.CANDIDATA

    @factory.post_generation
    def data(self, create: bool, giorno: datetime.date | None, **kwargs: Any) -> None:
        TransizioneFaseFactory(fase=self, a=self.stato, data=giorno or GIORNO, **kwargs)


class TransizioneFaseFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = TransizioneFase

    fase = factory.SubFactory(FaseProgettoFactory)
    a = StatoFase.CANDIDATA
    data = GIORNO
    motivo = factory.LazyAttribute(
        lambda t: "Rinuncia del Comune." if t.a in ("ritirata", "esclusa") else ""
    )


class DerogaRegolaFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = DerogaRegola

    progetto = factory.SubFactory(ProgettoFactory)
    regola = RegolaProgramma.MASSIMALE
    motivo = "Autorizzata dal Dipartimento."


class DelegatoFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Delegato

    user = factory.SubFactory(UserFactory)
    organizzazione = factory.SubFactory(OrganizzazioneFactory)


class AttivitaFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Attivita

    progetto = factory.SubFactory(ProgettoFactory)
    titolo = factory.Sequence(lambda n: f"Attività {n}")


class VoceSpesaFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = VoceSpesa

    progetto = factory.SubFactory(ProgettoFactory)
    tipo = TipoVoceSpesa.RISORSE_UMANE
    descrizione = factory.Sequence(lambda n: f"Voce {n}")
    preventivo_eur = Decimal("10000")


class DocumentoFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Documento

    progetto = factory.SubFactory(ProgettoFactory)
    titolo = factory.Sequence(lambda n: f"Documento {n}")
    categoria = CategoriaDocumento.ATTO
    file = factory.SubFactory(FileProtettoFactory)

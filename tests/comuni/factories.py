import datetime
from decimal import Decimal

import factory
from django.utils.text import slugify

from comuni.enums import Ripartizione, RuoloReferente, TipoUts
from comuni.models import Comune, Provincia, Referente, Regione
from tests.accounts.factories import UserFactory


class RegioneFactory(factory.django.DjangoModelFactory):
    """Toscana unless told; `RegioneFactory(nome="Puglia")` twice is the same Regione."""

    class Meta:
        model = Regione
        django_get_or_create = ("nome",)

    codice_istat = factory.Sequence(lambda n: f"{n % 100:02d}")
    nome = "Toscana"
    slug = factory.LazyAttribute(lambda regione: slugify(regione.nome))
    ripartizione = Ripartizione.CENTRO


class ProvinciaFactory(factory.django.DjangoModelFactory):
    """One for each Regione unless named, so that many Comuni do not need many Province."""

    class Meta:
        model = Provincia
        django_get_or_create = ("nome",)

    codice_istat = factory.Sequence(lambda n: f"{n % 1000:03d}")
    codice_uts = factory.Sequence(lambda n: f"{n % 1000:03d}")
    nome = factory.LazyAttribute(lambda provincia: f"Provincia di {provincia.regione.nome}")
    sigla = factory.Sequence(lambda n: f"{chr(65 + n // 26 % 26)}{chr(65 + n % 26)}")
    tipo_uts = TipoUts.PROVINCIA
    regione = factory.SubFactory(RegioneFactory)


class ComuneFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Comune

    class Params:
        dimostrativo = factory.Trait(
            is_demo=True,
            provincia=None,
            nome=factory.Sequence(lambda n: f"Borgo Esempio {n}"),
            popolazione=None,
            popolazione_al=None,
            lat=None,
            lon=None,
        )
        senza_dati = factory.Trait(
            codice_catastale="", popolazione=None, popolazione_al=None, lat=None, lon=None
        )

    codice_istat = factory.Sequence(lambda n: f"{200000 + n:06d}")
    nome = factory.Sequence(lambda n: f"Comune {n}")
    slug = factory.LazyAttribute(lambda comune: slugify(f"{comune.nome}-{comune.codice_istat}"))
    provincia = factory.SubFactory(ProvinciaFactory)
    codice_catastale = factory.Sequence(lambda n: f"{chr(65 + n // 1000 % 26)}{n % 1000:03d}")
    capoluogo = True
    popolazione = 50_000
    popolazione_al = datetime.date(2023, 1, 1)
    lat = Decimal("43.7696")
    lon = Decimal("11.2558")


class ReferenteFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Referente

    user = factory.SubFactory(UserFactory)
    comune = factory.SubFactory(ComuneFactory)
    ruolo = RuoloReferente.COMPILATORE

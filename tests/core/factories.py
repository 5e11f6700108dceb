import factory

from fis_portal.core.models import Fonte, ParerePagina


class FonteFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Fonte

    codice = factory.Sequence(lambda n: f"fonte-{n}")
    titolo = factory.Sequence(lambda n: f"Giornale di prova n. {n}")
    url = factory.LazyAttribute(lambda fonte: f"https://example.org/{fonte.codice}")


class ParerePaginaFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ParerePagina

    percorso = "/progetti/"
    voto = 4

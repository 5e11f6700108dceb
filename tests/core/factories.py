import hashlib

import factory
from django.utils import timezone

from fis_portal.core.enums import StatoFile
from fis_portal.core.models import FileProtetto, Fonte, Messaggio, ParerePagina
from fis_portal.core.storage import file_store


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


class FileProtettoFactory(factory.django.DjangoModelFactory):
    """A clean file; `contenuto=b"..."` writes its bytes on disk too."""

    class Meta:
        model = FileProtetto
        skip_postgeneration_save = True

    class Params:
        seme = factory.Sequence(lambda n: f"file di prova n. {n}".encode())
        in_verifica = factory.Trait(stato=StatoFile.IN_VERIFICA, controllato_il=None)

    nome_originale = factory.Sequence(lambda n: f"Relazione {n}.txt")
    tipo = "txt"
    byte = factory.LazyAttribute(lambda file: len(file.seme))
    sha256 = factory.LazyAttribute(lambda file: hashlib.sha256(file.seme).hexdigest())
    nome = factory.LazyAttribute(
        lambda file: f"allegati/{file.sha256[:2]}/{file.sha256}.{file.tipo}"
    )
    stato = StatoFile.PULITO
    controllato_il = factory.LazyFunction(timezone.now)

    @factory.post_generation
    def contenuto(file, create, extracted, **kwargs):
        if extracted is not None:
            archiviato = file_store(extracted, file.tipo, "allegati")
            file.nome, file.sha256, file.byte = (
                archiviato.nome,
                archiviato.sha256,
                archiviato.byte,
            )
            file.save()


class MessaggioFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Messaggio

    tipo = "prova"
    chiave = factory.Sequence(lambda n: f"prova:{n}")
    a = factory.Sequence(lambda n: f"persona{n}@comune.example.it")
    oggetto = "Un messaggio di prova"
    testo = "Il collegamento segreto è https://example.org/?token=segreto"

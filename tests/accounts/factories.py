import factory

from fis_portal.accounts.models import User


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    class Params:
        staff = factory.Trait(is_staff=True)
        superuser = factory.Trait(is_staff=True, is_superuser=True)
        dimostrativo = factory.Trait(is_demo=True)

    email = factory.Sequence(lambda n: f"utente{n}@example.org")
    nome = "Ada"
    cognome = factory.Sequence(lambda n: f"Prova{n}")
    password = factory.django.Password("una-parola-lunga-di-prova")

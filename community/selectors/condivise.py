"""What is the same of all that teams tell: has anybody else ever read it?"""

from django.db.models import BooleanField, F, Func

from community.enums import Visibilita
from community.models import Lezione, Pratica


def fu_condivisa(oggetto: Lezione | Pratica) -> bool:
    """Is it read beyond its team, or was it ever?

    The history knows, which the reserved areas cannot read: a function of the database answers.
    """
    if oggetto.visibilita != Visibilita.TEAM:
        return True
    detta = Func(
        F("pk"),
        function=f"fis_{oggetto._meta.model_name}_fu_condivisa",
        output_field=BooleanField(),
    )
    righe = type(oggetto).objects.filter(pk=oggetto.pk).annotate(fu_condivisa=detta)
    return bool(righe.values_list("fu_condivisa", flat=True).get())

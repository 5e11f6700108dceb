from typing import Any

from django.utils.text import slugify

from comuni.models import Comune, Provincia
from fis_portal.core.columns import Codice, Colonna, Data, Numero, Riferimento, SiNo
from fis_portal.core.resources import RegistroResource


class ComuneResource(RegistroResource):
    codice_istat = Colonna("codice_istat", "codice ISTAT", Codice(6))
    nome = Colonna("nome", "nome")
    provincia = Colonna("provincia", "provincia (sigla)", Riferimento(Provincia, "sigla"))
    slug = Colonna("slug", "slug")
    codice_catastale = Colonna("codice_catastale", "codice catastale")
    codice_ipa = Colonna("codice_ipa", "codice IPA")
    capoluogo = Colonna("capoluogo", "capoluogo", SiNo())
    citta_metropolitana = Colonna("citta_metropolitana", "Città metropolitana", SiNo())
    popolazione = Colonna("popolazione", "popolazione", Numero())
    popolazione_al = Colonna("popolazione_al", "popolazione al", Data())
    lat = Colonna("lat", "latitudine", Numero(decimali=True))
    lon = Colonna("lon", "longitudine", Numero(decimali=True))
    valido_dal = Colonna("valido_dal", "valido dal", Data())
    valido_al = Colonna("valido_al", "valido al", Data())
    is_demo = Colonna("is_demo", "dimostrativo", SiNo(), sola_lettura=True)

    collegati = ("provincia",)

    class Meta:
        model = Comune

    def completa(self, instance: Any) -> None:
        if not instance.slug and instance.nome:
            instance.slug = slugify(instance.nome)

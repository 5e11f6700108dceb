from typing import Any

from fis_portal.core.columns import Colonna, Data, Numero, Riferimento, SiNo
from fis_portal.core.models import Fonte
from fis_portal.core.resources import RegistroResource
from monitoraggio.models import DatoPubblicato


class DatoPubblicatoResource(RegistroResource):
    codice = Colonna("codice", "codice")
    etichetta = Colonna("etichetta", "etichetta")
    valore = Colonna("valore", "valore", Numero(decimali=True))
    unita = Colonna("unita", "unità")
    data_riferimento = Colonna("data_riferimento", "riferito alla data", Data())
    fonte = Colonna("fonte", "fonte (codice)", Riferimento(Fonte, "codice"))
    nota = Colonna("nota", "nota")
    figura = Colonna("figura", "figura calcolata (codice)")
    voce = Colonna("voce", "voce della figura (codice)")
    is_quota = Colonna("is_quota", "è una quota", SiNo())
    spiegazione = Colonna("spiegazione", "perché differisce dal calcolato")
    ordine = Colonna("ordine", "ordine", Numero())

    collegati = ("fonte",)

    class Meta:
        model = DatoPubblicato

    def completa(self, instance: Any) -> None:
        if instance.ordine is None:
            instance.ordine = 0

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from fis_portal.core.pagine import pagina_pubblica
from monitoraggio.aperti.letture import pubblicati


@pagina_pubblica
def dati(request: HttpRequest) -> HttpResponse:
    dati_pubblicati = pubblicati()
    contesto = {
        "pubblicati": dati_pubblicati,
        "esempi": _esempi(request),
        "oggi": timezone.localdate(),
        "aggiornato_il": dati_pubblicati.controllati_at,
    }
    return render(request, "sito/dati.html", contesto)


def _esempi(request: HttpRequest) -> dict[str, str]:
    """Examples with the addresses of this very portal, to copy and run as they are."""
    progetti = request.build_absolute_uri(reverse("api:progetto-list"))
    macroaree = request.build_absolute_uri(reverse("api:figura-detail", args=["macroaree"]))
    tabella = request.build_absolute_uri(reverse("progetti:export_csv"))
    return {
        "curl": f'curl "{progetti}?q=casa&page_size=10"',
        "python": "\n".join(
            (
                "import json",
                "from urllib.request import urlopen",
                "",
                f'indirizzo = "{macroaree}?alla=2024-06-30"',
                "figura = json.load(urlopen(indirizzo))",
                'print(figura["frase"])',
                'for voce in figura["voci"]:',
                '    print(voce["etichetta"], voce["valore"], voce["quota"], "%")',
            )
        ),
        "foglio": f'=IMPORTDATA("{tabella}"; ";")',
        "tabella": tabella,
    }

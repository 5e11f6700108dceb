"""Opinions on the clarity of a page, in two steps.

The stars on each page only lead here: the pages themselves carry no token and set no cookie, so
they can be cached and follow nobody. The token is asked for on this page alone.
"""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from fis_portal.core.pagine import pagina_pubblica
from fis_portal.core.services import parere_create
from fis_portal.sito.forms import ParereForm, percorso_interno


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def parere(request: HttpRequest) -> HttpResponse:
    form = ParereForm(request.POST) if request.method == "POST" else None
    if form is None:
        # A wrong vote in the address is simply not yet chosen.
        form = ParereForm(
            initial={nome: request.GET.get(nome, "") for nome in ParereForm.base_fields}
        )
    elif form.is_valid():
        salvato = parere_create(**form.cleaned_data)
        ritorno = urlencode({"percorso": salvato.percorso})
        return redirect(f"{reverse('sito:parere_grazie')}?{ritorno}")
    return render(request, "sito/parere.html", {"form": form}, status=400 if form.errors else 200)


@pagina_pubblica
def grazie(request: HttpRequest) -> HttpResponse:
    percorso = percorso_interno(request.GET.get("percorso", ""))
    return render(request, "sito/parere_grazie.html", {"percorso": percorso})

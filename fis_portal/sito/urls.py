from django.urls import path

from fis_portal.sito.views import dati, esperienze, home, novita, pagine, parere

app_name = "sito"
urlpatterns = [
    path("", home.home, name="home"),
    path("novita.atom", novita.novita, name="novita"),
    path("dati/", dati.dati, name="dati"),
    path("esperienze/", esperienze.esperienze, name="esperienze"),
    path("accessibilita/", pagine.accessibilita, name="accessibilita"),
    path("privacy/", pagine.privacy, name="privacy"),
    path("note-legali/", pagine.note_legali, name="note_legali"),
    path("parere/", parere.parere, name="parere"),
    path("parere/grazie/", parere.grazie, name="parere_grazie"),
]

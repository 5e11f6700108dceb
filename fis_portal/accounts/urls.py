from django.urls import path

from fis_portal.accounts.views import accesso, utenza

app_name = "accounts"
urlpatterns = [
    path("accesso/", accesso.ingresso, name="ingresso"),
    path("accesso/invito/<str:token>/", utenza.invito, name="invito"),
    path("utenza/", utenza.utenza, name="utenza"),
    path("utenza/avvisi/", utenza.avvisi, name="avvisi"),
    path("utenza/esci-ovunque/", utenza.esci_ovunque, name="esci_ovunque"),
]

from django.urls import path

from monitoraggio.views import incorpora

app_name = "incorpora"
urlpatterns = [
    path("figure/<slug:codice>/", incorpora.figura_carta, name="figura"),
    path("progetti/<slug:slug>/", incorpora.progetto_carta, name="progetto"),
]

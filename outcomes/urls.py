from django.urls import path

from outcomes.views import quadro

app_name = "outcomes"
urlpatterns = [
    path("<slug:slug>/quadro/", quadro.quadro_detail, name="quadro"),
    path("<slug:slug>/quadro/<int:versione>.pdf", quadro.quadro_download, name="quadro_pdf"),
]

"""The page of a project, in the namespace `progetti` (see fis_portal.urls)."""

from django.urls import path

from fis_portal.sito.views import progetti

urlpatterns = [
    path("<slug:slug>/", progetti.progetto_detail, name="detail"),
    path("<slug:slug>/indicatori.csv", progetti.indicatori_csv, name="indicatori_csv"),
    path("<slug:slug>/documenti/<int:pk>/", progetti.documento, name="documento"),
]

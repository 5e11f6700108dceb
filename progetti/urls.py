from django.urls import path

from progetti import views

app_name = "progetti"
# The page of one project puts several apps together: fis_portal/sito/urls_progetti.py.
urlpatterns = [
    path("", views.progetto_list, name="list"),
    path("esporta.csv", views.progetto_export_csv, name="export_csv"),
    path("esporta.xlsx", views.progetto_export_xlsx, name="export_xlsx"),
]

from django.urls import path

from progetti import views

app_name = "progetti"
urlpatterns = [
    path("", views.progetto_list, name="list"),
    path("esporta.csv", views.progetto_export_csv, name="export_csv"),
    path("esporta.xlsx", views.progetto_export_xlsx, name="export_xlsx"),
    path("<slug:slug>/", views.progetto_detail, name="detail"),
]

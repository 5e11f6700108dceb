from django.urls import path

from community.views import lezioni as views

app_name = "lezioni"
urlpatterns = [
    path("", views.lezione_list, name="list"),
    path("esporta.csv", views.lezione_export_csv, name="export_csv"),
    path("esporta.xlsx", views.lezione_export_xlsx, name="export_xlsx"),
    path("<slug:slug>/", views.lezione_detail, name="detail"),
]

from django.urls import path

from community.views import pratiche as views

app_name = "pratiche"
urlpatterns = [
    path("", views.pratica_list, name="list"),
    path("esporta.csv", views.pratica_export_csv, name="export_csv"),
    path("esporta.xlsx", views.pratica_export_xlsx, name="export_xlsx"),
    path("<slug:slug>/", views.pratica_detail, name="detail"),
    path("<slug:slug>/kit/<int:pk>/", views.kit, name="kit"),
]

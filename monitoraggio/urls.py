from django.urls import URLPattern

app_name = "monitoraggio"
urlpatterns: list[URLPattern] = []

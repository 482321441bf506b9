from django.urls import path

from funding import views

app_name = "funding"
urlpatterns = [
    path("", views.money, name="money"),
    path("seals.txt", views.seals, name="seals"),
]

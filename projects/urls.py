from django.urls import path

from projects import views

app_name = "projects"
urlpatterns = [
    path("", views.listing, name="list"),
    path("new/", views.propose, name="propose"),
]

from django.urls import path

from deliberation import views

app_name = "deliberation"
urlpatterns = [
    path("", views.rounds, name="rounds"),
    path("new/<str:code>/", views.open_round, name="open-round"),
    path("<int:pk>/", views.round_page, name="round"),
    path("<int:pk>/cast/", views.cast, name="cast"),
    path("<int:pk>/receipt/", views.receipt, name="receipt"),
]

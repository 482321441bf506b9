from django.urls import path

from panlong.notices.views import messages as views

app_name = "messages"
urlpatterns = [
    path("me/messages/", views.wishes, name="wishes"),
    path("me/messages/confirm/<str:token>/", views.confirm, name="confirm"),
    path("desk/messages/", views.sent, name="sent"),
    path("desk/messages/new/", views.write, name="write"),
    path("desk/messages/<int:pk>/", views.campaign, name="campaign"),
    path("desk/messages/<slug:topic>/<slug:occasion>/", views.told, name="told"),
]

from django.urls import path

from panlong.notices import views

app_name = "notices"
urlpatterns = [
    path("", views.listing, name="list"),
    path("feed.atom", views.NoticesFeed(), name="feed"),
    path("<int:pk>/", views.notice, name="notice"),
    path("<int:pk>/object/", views.object_to, name="object"),
    path("<int:pk>/correct/", views.correct, name="correct"),
]

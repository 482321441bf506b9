from django.urls import path

from panlong.notices import views

app_name = "notices"
urlpatterns = [
    path("", views.listing, name="list"),
    path("feed.atom", views.NoticesFeed(), name="feed"),
    path("calendar.ics", views.calendar, name="calendar"),
    path("drafts/", views.drafts, name="drafts"),
    path("drafts/<int:pk>/", views.draft, name="draft"),
    path("<int:pk>/paper.pdf", views.paper, name="paper"),
    path("<int:pk>/post-up/", views.post_up, name="post-up"),
    path("<int:pk>/", views.notice, name="notice"),
    path("<int:pk>/object/", views.object_to, name="object"),
    path("<int:pk>/correct/", views.correct, name="correct"),
]

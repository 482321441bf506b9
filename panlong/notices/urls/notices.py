from django.urls import path

from panlong.notices.views import notices

app_name = "notices"
urlpatterns = [
    path("", notices.listing, name="list"),
    path("feed.atom", notices.NoticesFeed(), name="feed"),
    path("calendar.ics", notices.calendar, name="calendar"),
    path("drafts/", notices.drafts, name="drafts"),
    path("drafts/<int:pk>/", notices.draft, name="draft"),
    path("<int:pk>/paper.pdf", notices.paper, name="paper"),
    path("<int:pk>/meeting.ics", notices.meeting_calendar, name="meeting-calendar"),
    path("<int:pk>/post-up/", notices.post_up, name="post-up"),
    path("<int:pk>/", notices.notice, name="notice"),
    path("<int:pk>/object/", notices.object_to, name="object"),
    path("<int:pk>/correct/", notices.correct, name="correct"),
]

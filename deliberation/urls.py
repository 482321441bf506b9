from django.urls import path

from deliberation import desk_views, views

app_name = "deliberation"
urlpatterns = [
    path("", views.rounds, name="rounds"),
    path("new/<str:code>/", views.open_round, name="open-round"),
    path("<int:pk>/", views.round_page, name="round"),
    path("<int:pk>/cast/", views.cast, name="cast"),
    path("<int:pk>/receipt/", views.receipt, name="receipt"),
    path("<int:pk>/receipt/send/", views.send_receipt, name="send-receipt"),
    path("<int:pk>/files/<str:name>", desk_views.published_file, name="file"),
    path("<int:pk>/find/", desk_views.find_code, name="find-code"),
    path("<int:pk>/desk/", desk_views.desk, name="round-desk"),
    path("<int:pk>/desk/correct/", desk_views.correct_roll, name="correct-roll"),
    path("<int:pk>/desk/station/", desk_views.new_station, name="new-station"),
    path("<int:pk>/enter/", desk_views.enter_paper, name="enter-paper"),
    path("<int:pk>/set-aside/", desk_views.set_paper_aside, name="set-paper-aside"),
    path("<int:pk>/box/", desk_views.open_box, name="box"),
    path("<int:pk>/give-up/", desk_views.propose_giving_up, name="give-up"),
    path("givings-up/<int:pk>/confirm/", desk_views.confirm_giving_up, name="confirm-giving-up"),
    path("corrections/<int:pk>/confirm/", desk_views.confirm_correction, name="confirm-correction"),
    path("stations/<int:pk>/", desk_views.station, name="station"),
    path("stations/<int:pk>/shift/", desk_views.new_shift, name="new-shift"),
    path("stations/<int:pk>/print/", desk_views.print_papers, name="print-papers"),
    path("stations/<int:pk>/hand-out/", desk_views.hand_out, name="hand-out"),
    path("stations/<int:pk>/protocol/", desk_views.write_protocol, name="write-protocol"),
    path("stations/<int:pk>/protocol.pdf", desk_views.protocol_form, name="protocol-form"),
    path("stations/<int:pk>/scan/", desk_views.scan, name="scan"),
    path("key/<str:code>/", desk_views.custodian_key, name="custodian-key"),
]

from django.urls import path

from deliberation.views import desk, doors, public, sheets

app_name = "deliberation"
urlpatterns = [
    path("", public.rounds, name="rounds"),
    path("new/<str:code>/", public.open_round, name="open-round"),
    path("<int:pk>/", public.round_page, name="round"),
    path("<int:pk>/cast/", public.cast, name="cast"),
    path("<int:pk>/receipt/", public.receipt, name="receipt"),
    path("<int:pk>/receipt/send/", public.send_receipt, name="send-receipt"),
    path("<int:pk>/files/<str:name>", desk.published_file, name="file"),
    path("<int:pk>/find/", desk.find_code, name="find-code"),
    path("<int:pk>/desk/", desk.desk, name="round-desk"),
    path("<int:pk>/desk/correct/", desk.correct_roll, name="correct-roll"),
    path("<int:pk>/desk/station/", desk.new_station, name="new-station"),
    path("<int:pk>/enter/", desk.enter_paper, name="enter-paper"),
    path("<int:pk>/set-aside/", desk.set_paper_aside, name="set-paper-aside"),
    path("<int:pk>/box/", desk.open_box, name="box"),
    path("<int:pk>/give-up/", desk.propose_giving_up, name="give-up"),
    path("givings-up/<int:pk>/confirm/", desk.confirm_giving_up, name="confirm-giving-up"),
    path("corrections/<int:pk>/confirm/", desk.confirm_correction, name="confirm-correction"),
    path("stations/<int:pk>/", desk.station, name="station"),
    path("stations/<int:pk>/shift/", desk.new_shift, name="new-shift"),
    path("stations/<int:pk>/print/", desk.print_papers, name="print-papers"),
    path("stations/<int:pk>/hand-out/", desk.hand_out, name="hand-out"),
    path("stations/<int:pk>/protocol/", desk.write_protocol, name="write-protocol"),
    path("stations/<int:pk>/protocol.pdf", desk.protocol_form, name="protocol-form"),
    path("stations/<int:pk>/scan/", desk.scan, name="scan"),
    path("doors/<int:pk>/", doors.door_list, name="doors"),
    path("doors/<int:pk>/<int:household>/", doors.door, name="door"),
    path("lists/<int:pk>/", sheets.sheet_list, name="sheets"),
    path("lists/<int:pk>/print/", sheets.print_sheets, name="print-sheets"),
    path("lists/<int:pk>/<int:number>/", sheets.read_sheet, name="sheet"),
    path("lists/<int:pk>/<int:number>/photo/", sheets.sheet_photo, name="sheet-photo"),
    path("answers/<int:pk>/", doors.named_result, name="named-result"),
    path("key/<str:code>/", desk.custodian_key, name="custodian-key"),
]

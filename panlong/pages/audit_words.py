"""What the audit calls an act, in words for those who read it."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from projects.timeline import SENTENCES

WORDS = {
    **SENTENCES,
    "admin_add": gettext_noop("Entered in the administration"),
    "admin_calendar": gettext_noop("The calendar of working days was changed"),
    "admin_change": gettext_noop("Changed in the administration"),
    "admin_delete": gettext_noop("Deleted in the administration"),
    "admin_remove_second_factor": gettext_noop("A second factor was taken away"),
    "admin_set_password": gettext_noop("A password was set by an administrator"),
    "answer_objection": gettext_noop("An objection was answered"),
    "answer_poll": gettext_noop("A household answered a support poll"),
    "approve_campaign": gettext_noop("A message to an area was approved"),
    "book": gettext_noop("Booked in the ledger"),
    "change_password": gettext_noop("A password was changed"),
    "close_round": gettext_noop("A voting round was counted"),
    "collect_quotation": gettext_noop("A quotation was collected"),
    "comment": gettext_noop("A comment was written"),
    "consent_for_district": gettext_noop("The district agreed to help"),
    "correct_plan": gettext_noop("Plan and budget were corrected"),
    "decide_supplier": gettext_noop("The street office decided on a supplier"),
    "drop_draft": gettext_noop("The draft of a notice was dropped"),
    "edit": gettext_noop("The proposal was reworded"),
    "export": gettext_noop("A list was exported"),
    "handle": gettext_noop("The street office checked the project"),
    "hide_comment": gettext_noop("A comment was hidden"),
    "import": gettext_noop("A list was imported"),
    "object": gettext_noop("An objection was filed"),
    "open_round": gettext_noop("A voting round was opened"),
    "post_notice": gettext_noop("A printed notice was posted"),
    "prolong_review": gettext_noop("The residents' review was prolonged"),
    "publish_notice": gettext_noop("A notice was published"),
    "rate": gettext_noop("The work was rated"),
    "recuse": gettext_noop("A member stepped aside"),
    "reverse_entry": gettext_noop("A booking was reversed"),
    "score": gettext_noop("Points were given"),
    "see_original": gettext_noop("The original of an invoice was looked at"),
    "set_up_second_factor": gettext_noop("A second factor was set up"),
    "sign_draft": gettext_noop("The draft of a notice was signed"),
    "sign_in": gettext_noop("Signed in"),
    "sign_in_limit_reached": gettext_noop("Too many tries to sign in"),
    "sign_out": gettext_noop("Signed out"),
    "stand_for_task_group": gettext_noop("A resident stood for the task group"),
    "stop_campaign": gettext_noop("A message to an area was stopped"),
    "tranche_sent_to_approve": gettext_noop("A payment was sent for approval"),
    "tranche_sent_to_check": gettext_noop("A payment was sent for a check"),
    "tranche_sent_to_pay": gettext_noop("A payment was sent to be paid"),
    "try_deliveries_again": gettext_noop("Messages that failed were tried again"),
    "write_campaign": gettext_noop("A message to an area was written"),
}


def words_of(act: str) -> str:
    """Return `act` in words of the active language; an act without words is shown as it is stored."""
    return _(WORDS[act]) if act in WORDS else act

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from projects.stages import Stage

SENTENCES = {
    "propose": gettext_noop("A resident made a proposal (draft)"),
    "submit": gettext_noop("The proposal was handed in"),
    "pass_screening": gettext_noop("The proposal passed the check; the support poll began"),
    "return_to_proposer": gettext_noop("The proposal was returned for changes"),
    "reject": gettext_noop("The proposal was not taken up"),
    "appeal": gettext_noop("The proposer appealed to the community"),
    "uphold_appeal": gettext_noop("The appeal was upheld; the proposal is checked again"),
    "dismiss_appeal": gettext_noop("The appeal was dismissed; the refusal stands"),
    "disown": gettext_noop("The proposer says that this is not their proposal"),
    "record_support": gettext_noop("The support poll ended"),
    "form_task_group": gettext_noop("The residents' task group was formed"),
    "resign": gettext_noop("A member left the task group"),
    "call_meeting": gettext_noop("A meeting was called"),
    "meeting_moved": gettext_noop("The meeting was moved"),
    "meeting_cancelled": gettext_noop("The meeting was cancelled"),
    "meeting_not_held": gettext_noop("The meeting was not held"),
    "write_minutes": gettext_noop("The minutes of a meeting were published"),
    "ask_owners": gettext_noop("The owners were asked to decide by a vote of their own"),
    "open_owners_vote": gettext_noop("The owners' vote began"),
    "prolong_owners_vote": gettext_noop("The owners were given more time"),
    "close_owners_vote": gettext_noop("The result of the owners' vote was published"),
    "give_up_owners_vote": gettext_noop("The owners' vote ended without a decision"),
    "record_budget": gettext_noop("A version of plan and budget was written"),
    "ask_households_again": gettext_noop("Place or kind changed; the households are asked again"),
    "merge": gettext_noop("Merged into another proposal that asks for the same"),
    "take_in": gettext_noop("Another proposal that asks for the same was taken in"),
    "unmerge": gettext_noop("The merge was undone; the proposal goes on by itself"),
    "let_go": gettext_noop("A merge was undone; the other proposal goes on by itself"),
    "ask_again": gettext_noop("The plan changed so far that those who agreed are asked again"),
    "escalate": gettext_noop("The issue went one level up"),
    "answer_level": gettext_noop("Those who were asked for help answered"),
    "hand_back": gettext_noop("The issue was handed back one level down"),
    "pool": gettext_noop("Taken into the project pool"),
    "reconfirm": gettext_noop("The council confirmed it for the pool again"),
    "solve_by_residents": gettext_noop("The residents solve it themselves; work began"),
    "put_to_vote": gettext_noop("Put to the residents' vote"),
    "record_vote": gettext_noop("The vote was counted"),
    "give_up_vote": gettext_noop("The vote was given up, for its box could not be opened; back to the pool"),
    "record_resolution": gettext_noop("The committee resolved"),
    "record_street_approval": gettext_noop("The street office approved; the public notice began"),
    "record_street_return": gettext_noop("The street office asked for corrections"),
    "record_street_refusal": gettext_noop("The street office refused"),
    "start_work": gettext_noop("The public notice ended; work began"),
    "undo_resolution": gettext_noop("An objection was upheld; the committee decides again"),
    "undo_refusal": gettext_noop(
        "An objection was upheld; the refusal does not hold, the street office checks again"
    ),
    "correct_notice": gettext_noop("A notice was corrected after an objection"),
    "reopen_review": gettext_noop("An objection was upheld; the street office checks again"),
    "report_progress": gettext_noop("Progress was reported"),
    "publish_progress": gettext_noop("Progress and spending were published"),
    "report_finished": gettext_noop("The work was reported as finished"),
    "record_acceptance": gettext_noop("The work was accepted; the residents rate it"),
    "record_satisfaction": gettext_noop("The residents' review was published"),
    "take_duty": gettext_noop("Responsibility for aftercare was taken"),
    "inspect": gettext_noop("The work was inspected"),
    "close": gettext_noop("The project was closed"),
    "withdraw": gettext_noop("Withdrawn"),
    "say_give_up": gettext_noop("A member of the task group wants to give it up"),
    "give_up": gettext_noop("The task group gave it up"),
    "end_without_group": gettext_noop("The community ended it: nobody is in a task group"),
    "prolong_review": gettext_noop("Too few households answered; the residents' review goes on"),
    "suspend": gettext_noop("Suspended"),
    "resume": gettext_noop("Resumed"),
    "terminate": gettext_noop("Ended early"),
    "publish_accounts": gettext_noop("The final accounts were published"),
    "choose_supplier": gettext_noop("The supplier was chosen"),
    "question_tranche": gettext_noop("The street office asked something about a payment"),
    "pay_tranche": gettext_noop("The street office paid a part of the subsidy"),
    "receive": gettext_noop("Money was received"),
    "spend": gettext_noop("Money was spent"),
    "record_bill": gettext_noop("A supplier's bill came in"),
    "pay_bill": gettext_noop("A supplier's bill was paid"),
    "pay_retention": gettext_noop("A supplier got what was kept back"),
    "give_back": gettext_noop("Money that was left was given back"),
    "reverse_entry": gettext_noop("A booking was reversed"),
    "correct_plan": gettext_noop("The plan was corrected"),
    "propose_supplier": gettext_noop("A supplier was chosen; the street office must agree"),
    "call_quotations": gettext_noop("Suppliers were asked for sealed prices"),
    "open_quotations": gettext_noop("The sealed prices were opened together"),
    "sign_contract": gettext_noop("The contract was signed"),
    "apply_for_grant": gettext_noop("The task group applied for the subsidy"),
    "ask_grant_change": gettext_noop("The task group asked for another amount of the subsidy"),
    "change_grant": gettext_noop("The amount of the subsidy was changed"),
    "pledge": gettext_noop("Money was promised"),
    "give_in_kind": gettext_noop("Goods or labour were given"),
    "refuse_supplier": gettext_noop("The street office did not agree to the supplier"),
}
TURNS: dict[tuple[str, str], str] = {
    ("record_support", Stage.RETURNED): gettext_noop("The support poll ended without the support it needs"),
    ("record_vote", Stage.POOLED): gettext_noop("Not chosen by the vote; back to the pool"),
    ("record_vote", Stage.SELECTION): gettext_noop("Chosen by the residents' vote"),
    ("record_support", Stage.DELIBERATION): gettext_noop("The support poll ended with the support it needs"),
    ("record_resolution", Stage.POOLED): gettext_noop("Not chosen by the committee; back to the pool"),
    ("record_resolution", Stage.STREET_REVIEW): gettext_noop(
        "The committee chose it; reported to the street office"
    ),
    ("record_acceptance", Stage.IN_PROGRESS): gettext_noop("Not accepted; the work goes on"),
    ("record_satisfaction", Stage.IN_PROGRESS): gettext_noop(
        "The residents were not satisfied; it must be put right"
    ),
}
# What the note of an act is, where it is a bare value.
NOTES = {
    "record_vote": gettext_noop("%(note)s votes"),
    "record_budget": gettext_noop("%(note)s yuan together"),
    "report_progress": gettext_noop("%(note)s done"),
    "record_satisfaction": gettext_noop("%(note)s satisfied or mostly satisfied"),
    "receive": gettext_noop("%(note)s yuan"),
    "give_back": gettext_noop("%(note)s yuan"),
    "pay_tranche": gettext_noop("%(note)s yuan"),
    "spend": gettext_noop("%(note)s yuan"),
    "pledge": gettext_noop("%(note)s yuan"),
    "ask_grant_change": gettext_noop("%(note)s yuan"),
    "change_grant": gettext_noop("%(note)s yuan"),
    "open_quotations": gettext_noop("%(note)s prices"),
    "record_bill": gettext_noop("%(note)s yuan"),
    "pay_bill": gettext_noop("%(note)s yuan"),
    "pay_retention": gettext_noop("%(note)s yuan"),
}


def note_of(act: str, note: str) -> str:
    """Return the note of an act as people read it."""
    if act == "form_task_group" and note.startswith("#"):
        return _names(note)
    return _(NOTES[act]) % {"note": note} if note and act in NOTES else note


def _names(numbers: str) -> str:
    """Return those named by number in a note, as strangers see them now."""
    from panlong.accounts.models import User  # noqa: PLC0415  (models import this module)

    keys = [int(number.lstrip("#")) for number in numbers.split()]
    people = User.objects.in_bulk(keys)
    return " ".join(people[key].public_name for key in keys if key in people)


def sentence_of(act: str, reached: str) -> str:
    """Return what happened, as one line in the active language."""
    return _(TURNS.get((act, reached)) or SENTENCES.get(act) or act)

"""The words of messages, made when they are read."""

import re
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from panlong.accounts import sms_templates
from panlong.notices.kinds import Kind

TEXTS = {
    "to_screen": gettext_noop("A proposal waits for your check: %(project)s"),
    "rejected": gettext_noop("“%(project)s” was not taken up: %(reason)s"),
    "taken_down": gettext_noop(
        "%(helper)s wrote down a proposal in your name: “%(project)s”. Please read it. If it is not yours, say so on its page."
    ),
    "level_asks": gettext_noop(
        "“%(project)s” asks for your help: it is an issue of level %(level)s now. Due: %(due)s"
    ),
    "level_changed": gettext_noop("“%(project)s” is an issue of level %(level)s now: %(words)s"),
    "level_answered": gettext_noop("“%(project)s”: the street office or the district answered: %(words)s"),
    "asked": gettext_noop("A neighbour asks the task group of “%(project)s” something."),
    "answered": gettext_noop("The task group of “%(project)s” answered your question."),
    "corrected_for_you": gettext_noop("%(helper)s corrected the words of your proposal “%(project)s”."),
    "settled": gettext_noop("“%(project)s” passed the check. The organiser changed: %(changes)s"),
    "appeal": gettext_noop(
        "An appeal against the refusal of “%(project)s” waits for an answer until %(due)s."
    ),
    "appeal_upheld": gettext_noop("Your appeal was upheld: “%(project)s” is checked again. %(answer)s"),
    "appeal_dismissed": gettext_noop("The refusal of “%(project)s” stands: %(answer)s"),
    "support_passed": gettext_noop(
        "“%(project)s” has the support it needs. Next the neighbours talk it through."
    ),
    "support_failed": gettext_noop("“%(project)s” did not reach the support it needs."),
    "pooled": gettext_noop("“%(project)s” is in the project pool now."),
    "plan_changed": gettext_noop("The plan of “%(project)s” was corrected; read what is different."),
    "plan_asks_again": gettext_noop(
        "The plan of “%(project)s” changed so far that those who agreed are asked again."
    ),
    "box_to_open": gettext_noop(
        "The vote “%(round)s” is over; its box waits for you and the other custodians."
    ),
    "receipt": gettext_noop("Your receipt code of the vote “%(round)s”: %(code)s"),
    "selected": gettext_noop("“%(project)s” was chosen by the residents' vote."),
    "vote_given_up": gettext_noop(
        "The box of the vote “%(round)s” could not be opened. Nothing was counted; the vote will be held again."
    ),
    "vote_again": gettext_noop(
        "The vote on “%(project)s” could not be counted; it is back in the pool and will be voted on again."
    ),
    "not_selected": gettext_noop("“%(project)s” was not chosen this time and stays in the pool."),
    "recusal_asked": gettext_noop(
        "A resident asks that %(member)s step aside from “%(project)s”; please say whether you agree."
    ),
    "recusal_granted": gettext_noop("%(member)s steps aside from “%(project)s”, as you asked: %(reason)s"),
    "recusal_refused": gettext_noop("%(member)s goes on deciding on “%(project)s”: %(reason)s"),
    "not_resolved": gettext_noop(
        "The committee did not choose “%(project)s”: %(reason)s It stays in the pool until %(until)s and can be put to the next round."
    ),
    "not_resolved_money": gettext_noop(
        "“%(project)s” has %(points)s points, but the money ended above it: %(reason)s It stays in the pool until %(until)s. A smaller subsidy or more self-raised money would help in the next round."
    ),
    "not_resolved_points": gettext_noop(
        "“%(project)s” has %(points)s points, which is not enough: %(reason)s It stays in the pool until %(until)s. It got the fewest points for “%(weakest)s”; to do better there would help in the next round."
    ),
    "to_score": gettext_noop("“%(project)s” waits for your points."),
    "street_review": gettext_noop("“%(project)s” waits for the street office's check."),
    "publicity": gettext_noop("“%(project)s” is approved and on public notice until %(due)s."),
    "in_progress": gettext_noop("Work on “%(project)s” begins."),
    "acceptance": gettext_noop("“%(project)s” is finished and waits for acceptance."),
    "redo": gettext_noop("“%(project)s” was not accepted: %(reason)s"),
    "review_undecided": gettext_noop(
        "“%(project)s”: again too few households answered the residents' review. Decide how it goes on."
    ),
    "go_to_doors": gettext_noop(
        "“%(project)s”: the street office asks you to go from door to door to the households that have not rated the work."
    ),
    "words_waiting": gettext_noop(
        "“%(project)s”: residents wrote words with their ratings. Look at them for personal data, so that all can read them."
    ),
    "aftercare": gettext_noop("“%(project)s” passed the residents' review; aftercare begins."),
    "closed": gettext_noop("“%(project)s” is complete. Thank you!"),
    "withdrawn": gettext_noop("“%(project)s” was withdrawn: %(reason)s"),
    "give_up_asked": gettext_noop(
        "%(who)s wants to give up “%(project)s”: %(reason)s More than half of the task group decide."
    ),
    "merged": gettext_noop(
        "“%(project)s” asks for the same as “%(other)s” and was merged into it: %(reason)s You are named there as a proposer too."
    ),
    "took_in": gettext_noop(
        "“%(other)s” asks for the same as “%(project)s” and was merged into it: %(reason)s Both proposers are named."
    ),
    "unmerged": gettext_noop("The merge of “%(project)s” and “%(other)s” was undone: %(reason)s"),
    # The answer of the reader's household to `other` counts for `project` now.
    "answer_carried": gettext_noop(
        "“%(other)s” was merged into “%(project)s”. The answer of your household, “%(voice)s”, counts there now; you can change it until %(due)s."
    ),
    "answer_given_back": gettext_noop(
        "The merge of “%(other)s” into “%(project)s” was undone. What your household said to each of them counts there again."
    ),
    "suspended": gettext_noop("“%(project)s” is suspended: %(reason)s"),
    "resumed": gettext_noop("“%(project)s” goes on."),
    "terminated": gettext_noop("“%(project)s” was ended: %(reason)s"),
    # What somebody said for the reader's household about a project: `voice` is one of VOICES.
    "household_answered": gettext_noop(
        "“%(project)s”: the answer of your household is “%(voice)s” now. %(who)s of your household gave it."
    ),
    "household_helped": gettext_noop(
        "“%(project)s”: the answer of your household is “%(voice)s” now. %(who)s took it down. If that is not so, change it here; your own word counts."
    ),
    "household_signed": gettext_noop(
        "“%(project)s”: the answer of your household is “%(voice)s” now, from the signed list that %(who)s entered. If that is not so, change it here; your own word counts."
    ),
    "owners_vote": gettext_noop("You are asked as an owner about “%(project)s”. Please vote until %(due)s."),
    "owner_answered": gettext_noop(
        "“%(project)s”: %(who)s, who owns with you, said “%(voice)s” in the owners' vote for all of you. If you say otherwise, your flat has no common word."
    ),
    "owner_helped": gettext_noop(
        "“%(project)s”: your word in the owners' vote is “%(voice)s” now. %(who)s took it down. If that is not so, say it here; your own word counts."
    ),
    "owner_signed": gettext_noop(
        "“%(project)s”: your word in the owners' vote is “%(voice)s” now, from the signed ballot that %(who)s checked. If that is not so, say it here; your own word counts."
    ),
    "owners_differ": gettext_noop(
        "“%(project)s”: the owners of your flat differ, so it has no common word and does not count. Please agree before the vote closes."
    ),
    "owners_result": gettext_noop(
        "The owners' vote about “%(project)s” is counted. Look how your word was counted."
    ),
    "owners_sale": gettext_noop(
        "“%(project)s”: %(place)s has changed hands on the roll of the owners' vote; the word is the new owner's."
    ),
    "objection": gettext_noop("An objection to “%(notice)s” waits for an answer until %(due)s."),
    "objection_filed": gettext_noop(
        "Your objection to “%(notice)s” is on record and is answered by %(due)s."
    ),
    "objection_answered": gettext_noop("Your objection to “%(notice)s” has been answered."),
    "supplier_to_approve": gettext_noop(
        "The choice of the supplier of “%(project)s” waits for your approval."
    ),
    "firm_again": gettext_noop(
        "A colleague proposes to take “%(firm)s” back into the register of suppliers; you decide."
    ),
    "firm_to_confirm": gettext_noop(
        "A firm that was asked for to give a price for “%(project)s” waits to be taken into the register."
    ),
    "grant_to_approve": gettext_noop(
        "A subsidy of %(amount)s yuan for “%(project)s” waits for approval by a third person."
    ),
    "proof_broken": gettext_noop(
        "The nightly check found records that are not as they were decided. Look at once what it names."
    ),
    "payment_overdue": gettext_noop(
        "“%(project)s”: a small supplier has been waiting for its money for %(days)s days."
    ),
    "tranche_to_check": gettext_noop("Payment %(number)s of “%(project)s” waits for your check."),
    "tranche_to_approve": gettext_noop("Payment %(number)s of “%(project)s” waits for your approval."),
    "tranche_to_pay": gettext_noop("Payment %(number)s of “%(project)s” waits to be paid."),
    "bill_to_pay": gettext_noop("A supplier's bill for “%(project)s” waits to be paid: %(amount)s yuan"),
    "tranche_questioned": gettext_noop("Payment %(number)s of “%(project)s” cannot go on yet: %(reason)s"),
    "tranche_paid": gettext_noop("Payment %(number)s of “%(project)s” has been paid: %(amount)s yuan"),
    "overdue": gettext_noop("“%(project)s” has been overdue in its present stage since %(due)s."),
    "progress_overdue": gettext_noop("Please report on the progress of “%(project)s”."),
    "roster_request": gettext_noop("Somebody asks to be taken into a household in %(area)s."),
    "twins_answered_twice": gettext_noop(
        "Two entries that you proposed as one had both answered an open poll or review. See which answer counts now."
    ),
    "roster_accepted": gettext_noop("What you asked of the roster is done. %(answer)s"),
    "roster_refused": gettext_noop("What you asked of the roster was not done: %(answer)s"),
    "sign_in_alarm": gettext_noop(
        "Too many sign-in codes are being asked for: %(limit)s in %(hours)s hours."
    ),
    "log_away": gettext_noop("The public log has not reached %(place)s for an hour: %(failure)s"),
    "log_forked": gettext_noop(
        "The witness %(place)s says that the public log was rewritten. Read docs/operations.md."
    ),
    "put_forward": gettext_noop(
        "%(who)s put you forward for the task group of “%(project)s”. Please say whether you stand."
    ),
    "take_over": gettext_noop(
        "%(who)s left the task group of “%(project)s” and handed over to you: %(what)s"
    ),
    "member_left": gettext_noop(
        "%(who)s left the task group of “%(project)s”. Let the neighbours choose somebody else, and record it."
    ),
    "task_group": gettext_noop("You are in the task group of “%(project)s”."),
    "minutes_to_sign": gettext_noop(
        "The minutes of the meeting about “%(project)s” wait for your signature."
    ),
    "meeting_not_held": gettext_noop("The meeting about “%(project)s” of %(when)s was not held: %(reason)s"),
    "announcement": gettext_noop("%(sender)s: %(text)s"),
    "campaign_to_approve": gettext_noop(
        "A message to %(number)d people in %(area)s waits for a second person's approval."
    ),
    "draft_to_sign": gettext_noop("A notice was drafted for %(area)s and waits to be signed: %(kind)s"),
    # Reminders (panlong.portal.automation.reminders): `task` is one of TASKS.
    "due_soon": gettext_noop("“%(project)s”: %(task)s Due: %(due)s"),
    # What goes out by text message too has its words there.
    **{name: one.wording for name, one in sms_templates.TEMPLATES.items() if name != sms_templates.CODE},
}
TASKS = {
    "screening": gettext_noop("Check the proposal."),
    "deliberation": gettext_noop("Bring the deliberation to its end, or take the issue one level up."),
    "minutes": gettext_noop("Write the minutes of the meeting."),
    "pool": gettext_noop("Call the council to confirm it again, or it leaves the pool."),
    "scoring": gettext_noop("Give your points."),
    "resolution": gettext_noop("Write the resolution."),
    "application": gettext_noop("Apply for the subsidy; without that the street office cannot begin."),
    "street_review": gettext_noop("Check it and decide."),
    "publicity": gettext_noop("See what keeps the work from beginning."),
    "objection": gettext_noop("Answer the objection."),
    "supplier": gettext_noop("Decide on the choice of the supplier."),
    "progress": gettext_noop("Report on the progress, with a photo where you can."),
    "voucher": gettext_noop("Record what was spent, with the invoices."),
    "tranche": gettext_noop("Take the next step of the payment."),
    "acceptance": gettext_noop("Look at the finished work and accept it or send it back."),
    "warranty": gettext_noop("Look at the work once more before the warranty ends."),
    "closing": gettext_noop("The warranty is over: settle the money and close it."),
    "aftercare": gettext_noop("Inspect the work and write down what you found."),
}
VOICES = {
    "yes": gettext_noop("In favour"),
    "no": gettext_noop("Against"),
    "abstains": gettext_noop("Abstains"),
    "satisfied": gettext_noop("Satisfied"),
    "mostly": gettext_noop("Mostly satisfied"),
    "dissatisfied": gettext_noop("Not satisfied"),
}
# What the committee gives points for, as deliberation names it.
CRITERIA = {
    "reach": gettext_noop("Benefits many people"),
    "participation": gettext_noop("Residents take part"),
    "self_raised": gettext_noop("Residents raise money themselves"),
    "urgency": gettext_noop("Old housing needs it urgently"),
    "replicable": gettext_noop("Others can copy it"),
}
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}( \d{2}:\d{2})?")


def word_message(topic: str, facts: dict) -> str:
    """Return the message of `topic` about `facts` in the active language, its days as that language writes them."""
    return _(TEXTS[topic]) % readable(topic, facts)


def readable(topic: str, facts: dict) -> dict:
    """Return `facts` as the message of `topic` writes them in the active language."""
    said = {name: _readable(fact) for name, fact in facts.items()}
    if "task" in facts:
        said["task"] = _(TASKS[facts["task"]])
    if voice := facts.get("voice"):
        said["voice"] = _(VOICES[voice])
    if weakest := facts.get("weakest"):
        said["weakest"] = _(CRITERIA[weakest])
    if topic == "draft_to_sign":
        said["kind"] = Kind(facts["kind"]).label
    return said


def _readable(fact):
    """Write a day or moment, stored as 2026-11-30 or 2026-11-30 19:00, as the active language does."""
    if not isinstance(fact, str) or not MOMENT.fullmatch(fact):
        return fact
    try:
        moment = datetime.fromisoformat(fact)
    except ValueError:  # looks like a day and is none
        return fact
    return date_format(moment, "DATETIME_FORMAT" if len(fact) > len("2026-11-30") else "DATE_FORMAT")

"""What enters the public log: every table of the portal stands here once, with what becomes of its rows.

A new table that stands nowhere here fails a test (tests/log/test_declared.py). Columns that are not named `clear` enter as
a salted digest: whoever has the row and its salt can prove it, nobody else learns anything.
"""

from dataclasses import dataclass

from django.db import connection


@dataclass(frozen=True)
class Rows:
    """Each row is a leaf when it is made, changed or removed, written by a trigger in the same transaction.

    `clear` are the columns that everybody may read in the log. `left_out` columns are no facts: each with its reason.
    """

    clear: tuple[str, ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Together:
    """All rows of a `parent` are one leaf, as one salted digest: one by one their order would tell who did what.

    The roll of a round enters at its opening, too, as `roll_at_opening`: who was on it, not who voted (verified by
    deliberation.results.rolls).

    `by` is the column that names the parent, through the table `through` where it is not their own. At its opening
    (`at_opening`) or its closing, when `closed_at` is set, the parent's own trigger writes it.
    """

    parent: str
    by: str
    through: str = ""
    at_opening: bool = False


PLACE = ("id", "project_id")

ROWS: dict[str, Rows] = {
    "areas_area": Rows(("id", "code", "name", "level", "parent_id")),
    "audit_auditentry": Rows(),
    "policy_parameter": Rows(("id", "key", "value", "area_id", "effective_from", "basis")),
    "policy_calendaryear": Rows(("id", "year", "source")),
    "policy_calendarday": Rows(("id", "year_id", "day", "is_working", "note")),
    "accounts_post": Rows(("id", "role", "area_id", "since", "until")),
    "notices_notice": Rows(("id", "number", "kind", "area_id", "published_at", "starts_at", "ends_at", "content_hash")),
    "notices_objection": Rows(("id", "notice_id", "filed_at", "due_at", "upheld", "answered_at", "correction_id")),
    "notices_postednotice": Rows(("id", "notice_id", "site", "posted_on", "at")),
    "notices_campaign": Rows(("id", "area_id", "at", "approved_at", "stopped_at"), (
        ("begun_at", "how far the worker is"), ("done_at", "how far the worker is"), ("job", "a number of the worker"),
    )),
    "projects_project": Rows(
        ("id", "area_id", "stage", "stage_since"),
        (
            ("search_key", "made of the words for the search"), ("revision", "words that are not submitted yet"),
            ("last_progress_at", "told by the reports"),
        ),
    ),
    "projects_project_places": Rows(("id", "project_id", "area_id")),
    "projects_planversion": Rows((*PLACE, "number", "at", "total", "subsidy", "notice_id")),
    "projects_projectevent": Rows(("id", "project_id", "at", "act", "left", "reached", "notice_id")),
    "projects_evidence": Rows(("id", "project_id", "about", "at")),
    "projects_merge": Rows(("id", "gone_id", "kept_id", "from_stage", "at", "undo_until", "undone_at")),
    "projects_regulation": Rows(("id", "area_id", "title", "address", "issued_on", "at")),
    "projects_solvedbyrule": Rows(("id", "rule_id", "project_id", "at")),
    "projects_groupchoice": Rows((*PLACE, "at", "chosen_on", "present")),
    "projects_handover": Rows((*PLACE, "duty", "at", "confirmed_at", "replaced")),
    "projects_givingupword": Rows((*PLACE, "at")),
    "projects_appeal": Rows(("id", "project_id", "at", "due_at", "decided_at", "upheld")),
    "projects_screening": Rows(("id", "project_id", "at", "verdict")),
    "projects_acceptance": Rows(("id", "project_id", "at", "accepted")),
    "projects_progressreport": Rows(("id", "project_id", "at", "percent")),
    "projects_inspection": Rows(("id", "project_id", "at")),
    "projects_comment": Rows(("id", "project_id", "at")),
    "projects_photo": Rows(("id", "project_id", "moment", "at")),
    "projects_taskgroupmember": Rows(("id", "project_id", "duty", "stood_at", "elected_at")),
    "deliberation_supportpoll": Rows(
        (
            "id", "project_id", "opens_at", "closes_at", "households", "closed_at", "agreed", "opposed", "abstained", "passed",
            "share_parts", "share_of", "early_parts", "early_of", "rules",
        )
    ),
    "deliberation_satisfactionreview": Rows((
        "id", "project_id", "opens_at", "closes_at", "households", "closed_at", "satisfied", "mostly_satisfied",
        "dissatisfied", "passed", "prolonged", "undecided_since", "decision_reason",
    )),
    "deliberation_lookatwords": Rows(("id", "rating_id", "at", "hidden_because")),
    "deliberation_supportpoll_places": Rows(("id", "supportpoll_id", "area_id")),
    "deliberation_support": Rows(),
    "deliberation_carriedanswer": Rows(("id", "merge_id", "poll_id")),
    "deliberation_pollsheet": Rows(("id", "poll_id", "number", "printed_at")),
    "deliberation_sheetline": Rows(("id", "sheet_id")),
    "deliberation_sheetreading": Rows(("id", "sheet_id", "at")),
    "deliberation_rating": Rows(),
    "deliberation_ownersdecision": Rows((*PLACE, "by_vote", "at")),
    "deliberation_ownersvote": Rows((
        *PLACE, "version_id", "matter", "opens_at", "closes_at", "closed_at", "owners", "exclusive_area", "owners_voting", "area_voting",
        "owners_for", "area_for", "undelivered", "passed",
    )),
    "deliberation_delivery": Rows(("id", "how", "recorded_at")),
    "deliberation_ownersword": Rows(),
    "deliberation_ballotreading": Rows(("id", "at")),
    "deliberation_ownerssale": Rows(("id", "proposed_at", "confirmed_at", "refused")),
    "deliberation_meeting": Rows(
        (
            "id", "project_id", "starts_at", "entitled", "present", "in_favour", "against", "decision", "agreed", "minutes_at", "platform",
            "unit", "council_id", "quorum_parts", "quorum_of", "share_parts", "share_of", "rules",
        )
    ),
    "deliberation_sixparty": Rows(("id", "area_id", "party", "is_there")),
    "deliberation_partyinvitation": Rows(("id", "meeting_id", "party", "way")),
    "deliberation_hall": Rows(("id", "area_id", "name")),
    "deliberation_attendance": Rows(("id", "meeting_id", "way", "at")),
    "deliberation_signinsheet": Rows(("id", "meeting_id", "at")),
    "deliberation_motion": Rows(("id", "meeting_id", "project_id", "version_id", "text", "in_favour", "against", "agreed")),
    "deliberation_minutesdraft": Rows(("id", "meeting_id", "revision", "at")),
    "deliberation_minutessignature": Rows(("id", "draft_id", "revision", "part", "at")),
    "deliberation_paperminutes": Rows(("id", "draft_id", "revision", "at", "confirmed_at")),
    "deliberation_council": Rows(("id", "area_id", "since", "until")),
    "deliberation_councilmember": Rows(("id", "council_id", "duty", "since", "until")),
    "deliberation_meetingchange": Rows(("id", "meeting_id", "what", "at", "from_starts_at", "notice_id")),
    "deliberation_reconfirmation": Rows(("id", "meeting_id", "pooled_since", "taken_at", "stays_until")),
    "deliberation_partyopinion": Rows(("id", "meeting_id", "party", "attended", "is_there")),
    "deliberation_courtyardcommittee": Rows(("id", "area_id", "founded_on")),
    "deliberation_sitting": Rows(("id", "area_id", "round_id", "begun_at", "seats", "budget", "terms", "seed", "resolved_at", "record")),
    "deliberation_sittingitem": Rows((
        "id", "sitting_id", "project_id", "number", "turn", "due_at", "opened_at", "place", "departure", "settled_at",
    )),
    "deliberation_score": Rows(("id", "project_id", "sitting", "turn", "criterion", "at")),
    "deliberation_recusal": Rows(("id", "project_id", "ground", "at")),
    "deliberation_interest": Rows(("id", "item_id", "at")),
    "deliberation_substitute": Rows(("id", "item_id", "at")),
    "deliberation_recusalrequest": Rows(("id", "item_id", "at", "granted", "decided_at")),
    "deliberation_recusalvote": Rows(("id", "request_id", "grants", "at")),
    "deliberation_resolution": Rows(("id", "project_id", "sitting", "at", "chosen", "points", "members_scored")),
    "deliberation_comparison": Rows(("id", "round_id")),
    "deliberation_votinground": Rows((
        "id", "area_id", "title", "opens_at", "closes_at", "budget", "whose", "secret", "ballot_kind", "most_choices",
        "fewest_choices", "most_cost", "least_votes", "quorum", "rule", "tie_rule", "draw_seed", "public_key",
        "shares_needed", "source", "files_format", "notice_id", "closed_at", "given_up_at", "result_notice_id", "turnout",
    )),
    "deliberation_candidate": Rows(("id", "round_id", "project_id", "code", "title", "cost", "votes", "against", "chosen")),
    "deliberation_conflictpair": Rows(("id", "round_id", "first_id", "second_id")),
    "deliberation_custodiankey": Rows(("id", "area_id", "public_key", "made_at")),
    "deliberation_keyshare": Rows(("id", "round_id", "key_id", "number")),
    "deliberation_givingup": Rows(("id", "round_id", "proposed_at", "confirmed_at")),
    "deliberation_rollcorrection": Rows(("id", "round_id", "kind", "proposed_at", "confirmed_at")),
    "deliberation_station": Rows(("id", "round_id", "name", "place")),
    "deliberation_shift": Rows(("id", "station_id", "starts_at", "ends_at")),
    "deliberation_protocol": Rows(("id", "station_id", "issued", "used", "spoilt", "unused", "taken_away", "at")),
    "funding_account": Rows(("id", "kind", "area_id", "year", "project_id", "source")),
    "funding_entry": Rows(("id", "kind", "project_id", "at", "reverses_id")),
    "funding_posting": Rows(("id", "entry_id", "account_id", "amount")),
    "funding_contribution": Rows((*PLACE, "number", "source", "amount", "is_lower_bound", "received_on", "entry_id")),
    "funding_pledge": Rows((*PLACE, "number", "source", "amount", "pledged_on")),
    "funding_giftinkind": Rows((*PLACE, "number", "kind", "worth", "given_on")),
    "funding_budgetline": Rows((*PLACE, "amount")),
    "funding_plannedshare": Rows((*PLACE, "source", "amount")),
    "funding_application": Rows((*PLACE, "number", "at", "total", "subsidy")),
    "funding_streetreview": Rows((*PLACE, "handled_at", "subsidy", "district_at", "reviewed_at", "verdict")),
    "funding_approval": Rows(("id", "review_id", "at", "approved")),
    "funding_grant": Rows((*PLACE, "envelope_id", "amount", "approved_at", "released_at")),
    "funding_grantchange": Rows((*PLACE, "amount", "requested_at", "checked_at", "reviewed_at", "approved_at", "refused_at")),
    "funding_tranche": Rows(
        ("id", "grant_id", "number", "amount", "requested_at", "checked_at", "approved_at", "paid_at", "entry_id")
    ),
    "funding_quotationround": Rows((*PLACE, "called_at", "closes_at", "opened_at")),
    "funding_supplierinvitation": Rows((*PLACE, "round_id", "invited_at", "void_at")),
    "funding_quotation": Rows((*PLACE, "round_id", "at")),
    "funding_supplierchoice": Rows((*PLACE, "quotation_id", "at", "approval", "decided_at")),
    "funding_contract": Rows((
        *PLACE, "choice_id", "amount", "signed_on", "starts_on", "ends_on", "retention_percent", "warranty_months", "at",
    )),
    "funding_bill": Rows((*PLACE, "amount", "kept", "billed_on", "entry_id", "contract_id", "is_reversed", "public_scan_digest")),
    "funding_voucher": Rows(
        (*PLACE, "amount", "source", "spent_on", "entry_id", "bill_id", "is_reversed", "is_retention", "public_scan_digest")
    ),
    "funding_supplier": Rows(("id", "area_id", "status", "confirmed_at")),
    "funding_bankstatement": Rows(("id", "area_id", "uploaded_at", "digest")),
    "funding_bankline": Rows(("id", "statement_id")),
    "funding_seal": Rows(("id", "day", "at", "previous", "last_link", "links", "digest", "notice_id")),
    "funding_sharedfacility": Rows(("id", "area_id", "opened_on")),
}  # fmt: skip

TOGETHER: dict[str, Together] = {
    "deliberation_pollhousehold": Together("deliberation_supportpoll", "poll_id", at_opening=True),
    "deliberation_reviewhousehold": Together("deliberation_satisfactionreview", "review_id", at_opening=True),
    "deliberation_owner": Together("deliberation_ownersvote", "vote_id", at_opening=True),
    "deliberation_ownerperson": Together("deliberation_ownersvote", "vote_id", at_opening=True),
    "deliberation_ownerflat": Together("deliberation_ownersvote", "vote_id", at_opening=True),
    "deliberation_rollentry": Together("deliberation_votinground", "round_id"),
    "deliberation_ballot": Together("deliberation_votinground", "round_id"),
    "deliberation_sealedballot": Together("deliberation_votinground", "round_id"),
    "deliberation_openedballot": Together("deliberation_votinground", "round_id"),
    "deliberation_paperballot": Together("deliberation_votinground", "round_id", "deliberation_station"),
    "deliberation_paperentry": Together("deliberation_votinground", "round_id", "deliberation_paperballot"),
    "deliberation_setaside": Together("deliberation_votinground", "round_id", "deliberation_paperballot"),
}  # fmt: skip

# Proven elsewhere: recomputed from rows above by the same command.
RECOMPUTED: dict[str, str] = {
    "funding_link": "the chain of the ledger proves itself, and each row that it links is a leaf here",
    "funding_areatotal": "sums of the postings",
    "funding_projecttotal": "sums of the postings",
    "funding_envelopetotal": "sums of the postings",
}

PERSONAL, PASSING, STAFF = (
    "about a person, not decided by anybody",
    "work under way: it passes",
    "who may do what is in accounts_post",
)
NO_FACTS: dict[str, str] = {
    "accounts_household": PERSONAL,
    "accounts_membership": PERSONAL,
    "accounts_outgoingsms": PASSING,
    "accounts_passwordattempt": PASSING,
    "accounts_phonechange": PERSONAL,
    "accounts_rosterfile": PASSING,
    "accounts_rosterline": PASSING,
    "accounts_rosterrequest": PERSONAL,
    "accounts_rosterstep": PERSONAL,
    "accounts_signincode": PASSING,
    "accounts_user": PERSONAL,
    "accounts_user_groups": STAFF,
    "accounts_user_user_permissions": STAFF,
    "auth_group": STAFF,
    "auth_group_permissions": STAFF,
    "auth_permission": STAFF,
    "deliberation_ownersrollfile": PASSING,
    "deliberation_pointsdraft": PASSING,
    "demo_democlock": "the demo's clock",
    "django_admin_log": "the audit says the same",
    "django_content_type": "Django's own",
    "django_migrations": "Django's own",
    "django_session": PASSING,
    "funding_offercode": PASSING,
    "funding_offertrace": "about a person, deleted after its term",
    "jobs_job": PASSING,
    "projects_heardnote": PERSONAL,
    "log_leaf": "the log itself",
    "log_head": "the log itself, signed",
    "log_erased": "the log itself: digested in the leaf of the erasing",
    "log_place": "how far outside places are",
    "log_member": "the log itself",
    "log_verification": "what our own checks found; nobody believes a proof of itself",
    "notices_addresscheck": PASSING,
    "notices_delivery": PASSING,
    "notices_digestmail": PASSING,
    "notices_draft": "not published",
    "notices_message": PERSONAL,
    "notices_preferences": PERSONAL,
    "otp_static_staticdevice": PERSONAL,
    "otp_static_statictoken": PERSONAL,
    "otp_totp_totpdevice": PERSONAL,
}


def enter_together(table: str, parent: int) -> None:
    """Write the rows of `table` that belong to `parent` into the log anew, after a verb changed them all the same.

    All else enters by triggers. These entered as one leaf when the parent opened; the newest leaf is what counts.
    """
    of = TOGETHER[table]
    with connection.cursor() as cursor:
        cursor.execute("SELECT log_together(%s, %s, %s, %s, 'changed')", [table, of.by, of.through, parent])

"""The second wall: what the portal's own database role may do with the rows of facts, behind the triggers.

It may add rows and read them. It may change only the columns that a verb moves on, and delete or empty nothing but what
says again what other rows say. A right to change some column is also what PostgreSQL wants of whoever locks a row: where
nothing else moves on, the column named here is one that a trigger keeps. Raised anew by every `migrate`.
"""

from django.db import connection

from panlong.log.facts import ROWS, TOGETHER

WEB_ROLE = "panlong_web"  # deploy/postgres/roles.sh
OF_THE_LOG = ("log_leaf", "log_member", "log_erased", "log_head")
NEVER_ADDED = ("log_leaf", "log_member", "log_erased")  # the log writes itself
STEPS = ("requested", "checked", "approved", "paid")
CHANGED = ("checked", "reviewed", "approved", "refused")


def _signed(*steps: str) -> tuple[str, ...]:
    return tuple(f"{step}_{what}" for step in steps for what in ("by_id", "at"))


VOICE = ("words", "way", "at", "by_id", "helper_id", "household_id")
MAY_CHANGE: dict[str, tuple[str, ...]] = {
    "accounts_post": ("until",),
    "areas_area": ("name", "note"),
    "policy_parameter": ("key", "value", "area_id", "effective_from", "basis"),
    "policy_calendaryear": ("year", "source"),
    "policy_calendarday": ("day", "is_working", "note", "year_id"),
    "notices_notice": ("content_hash",),
    "notices_objection": ("upheld", "answer", "answered_by_id", "answered_at", "correction_id"),
    "notices_campaign": (
        "approved_by_id", "approved_at", "stopped_by_id", "stopped_at", "begun_at", "done_at", "job",
    ),
    "projects_project": (
        "title", "problem", "plan", "kind", "theme", "level", "beneficiaries", "touches_common_parts", "area_id", "budget",
        "subsidy_planned", "subsidy_approved", "agreed_version", "revision", "search_key", "returned_words", "evidence", "source_note",
        "proposer_id", "proposer_home_id", "implementer", "implementing_person_id", "stage", "stage_since", "stage_due",
        "suspended_from", "times_street_returned", "first_published_at", "declared_at", "work_started_at", "work_finished_at",
        "warranty_months", "warranty_ends_at", "percent_done", "last_progress_at", "responsible_person", "aftercare_plan",
        "discussed_at", "decided_at", "accounts_public_at", "duty_taken_at", "rated_at",
    ),
    "projects_appeal": ("decided_by_id", "decided_at", "upheld", "answer"),
    "projects_merge": ("undone_by_id", "undone_at", "undo_reason"),
    "projects_comment": ("hidden_by_id", "hidden_reason"),
    "projects_taskgroupmember": (
        "duty", "elected_at", "user_id", "accepted_at", "declined_at", "accepted_through_id", "proof_id",
    ),
    "projects_handover": ("confirmed_at", "replaced"),
    "deliberation_supportpoll": ("closed_at", "households", "agreed", "opposed", "abstained", "passed"),
    "deliberation_support": ("agrees", "sheet_id", *VOICE),
    "deliberation_pollsheet": ("number",),
    "deliberation_satisfactionreview": (
        "closes_at", "closed_at", "households", "satisfied", "mostly_satisfied", "dissatisfied", "passed",
        "prolonged", "undecided_since", "decided_by_id", "decision_reason",
    ),
    "deliberation_rating": ("grade", "need", "quality", "cost", "openness", "conduct", *VOICE),
    "deliberation_ownersdecision": ("by_vote", "by_id", "at", "reason"),
    "deliberation_ownersvote": (
        "closes_at", "notice_id", "closed_at", "owners", "exclusive_area", "owners_voting", "area_voting", "owners_for", "area_for",
        "undelivered", "passed", "given_up", "result_notice_id",
    ),
    "deliberation_owner": ("number",),
    "deliberation_ownerflat": ("owner_id",),
    "deliberation_ownersword": ("agrees", "way", "helper_id", "by_id", "at"),
    "deliberation_ownerssale": ("buyer_id", "confirmed_by_id", "confirmed_at", "refused"),
    "deliberation_courtyardcommittee": ("area_id", "name", "founded_on", "rules"),
    "deliberation_sixparty": ("area_id", "party", "is_there", "unit", "contact", "user_id", "note"),
    "deliberation_hall": ("area_id", "name", "address", "seats", "in_use"),
    "deliberation_motion": ("version_id", "in_favour", "against", "agreed"),
    "deliberation_minutesdraft": ("revision", "facts", "chair_id", "by_id", "at"),
    "deliberation_paperminutes": ("confirmed_by_id", "confirmed_at"),
    "deliberation_council": ("area_id", "name", "since", "until", "chosen_how"),
    "deliberation_councilmember": ("council_id", "name", "user_id", "duty", "represents", "since", "until"),
    "deliberation_meeting": (
        "starts_at", "place", "called_off", "notice_id", "minutes_notice_id", "version_id", "entitled", "present", "in_favour",
        "against", "minutes", "decision", "agreed", "minutes_by_id", "minutes_at", "grave", "area_entitled", "area_present",
        "area_in_favour",
    ),
    "deliberation_recusalrequest": ("granted", "decided_at"),
    "deliberation_recusalvote": ("grants", "reason", "at"),
    "deliberation_sitting": ("resolved_by_id", "resolved_at", "record"),
    "deliberation_sittingitem": ("turn", "due_at", "opened_at", "talk", "place", "departure", "settled_at"),
    "deliberation_reconfirmation": ("taken_at", "stays_until"),
    "deliberation_votinground": ("closed_at", "turnout", "notice_id", "result_notice_id", "given_up_at"),
    "deliberation_candidate": ("votes", "against", "chosen"),
    "deliberation_rollentry": (
        "marked_at", "way", "helper_id", "station_id", "operation", "struck_by_id", "voter_id", "household_id", "label",
    ),
    "deliberation_rollcorrection": ("confirmed_by_id", "confirmed_at"),
    "deliberation_givingup": ("confirmed_by_id", "confirmed_at"),
    "deliberation_keyshare": ("sealed",),
    "deliberation_station": ("name",),
    "deliberation_paperballot": ("serial",),
    "funding_account": ("source",),
    "funding_bill": ("is_reversed",),
    "funding_voucher": ("is_reversed",),
    "funding_grant": ("released_at",),
    "funding_streetreview": ("district_by_id", "district_at", "reviewer_id", "reviewed_at", "verdict", "reason"),
    "funding_tranche": (*_signed(*STEPS), "bank_reference", "entry_id"),
    "funding_grantchange": (*_signed(*CHANGED), "refusal"),
    "funding_quotationround": ("opened_by_id", "opened_at"),
    "funding_supplierinvitation": ("void_at",),
    "funding_quotation": ("price",),
    "funding_supplierchoice": ("approval", "decided_by_id", "decided_at", "decision_reason"),
    "funding_seal": ("notice_id",),
    "funding_supplier": (
        "name", "legal_person", "phone_cipher", "phone_hash", "next_phone_cipher", "next_phone_hash", "next_phone_by_id",
        "phone_confirmed_by_id", "status", "confirmed_by_id", "confirmed_at", "reason", "again_by_id", "again_reason",
    ),
    "funding_offercode": ("tries", "used_at"),
    "funding_sharedfacility": ("unit", "area_id", "facility", "opened_on"),
}  # fmt: skip
MAY_DELETE: dict[str, str] = {
    "deliberation_attendance": "ticked by mistake, until the minutes are written",
    "policy_parameter": "before it is in force",
    "policy_calendarday": "entered by mistake",
    "projects_project_places": "chosen otherwise, before the households are asked",
    "projects_photo": "of a draft, where nobody but its author saw it",
    "deliberation_support": "one of two voices of a person on record twice, or one that a merge brought and its undoing takes back; while the poll is open",
    "deliberation_rating": "one of two ratings of a person who was on record twice, while the review is open",
    "deliberation_pollhousehold": "a home that was on record twice, while the poll is open",
    "deliberation_reviewhousehold": "a home that was on record twice, while the review is open",
    "funding_offertrace": "after its term; a trigger keeps what is needed still",
    "funding_budgetline": "drawn up anew with the plan that says the same",
    "funding_plannedshare": "drawn up anew with the plan that says the same",
}


def tables() -> list[str]:
    """Return every table behind the wall."""
    others = ("funding_offertrace", "funding_offercode", "funding_link")
    return sorted({*ROWS, *TOGETHER, *OF_THE_LOG, *others})


def raise_wall(role: str = WEB_ROLE) -> bool:
    """Take from `role` what it does not need on the tables of facts; return False when there is no such role."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        if cursor.fetchone() is None:
            return False
        for table in tables():
            cursor.execute(f'REVOKE UPDATE, DELETE, TRUNCATE, TRIGGER, REFERENCES ON {table} FROM "{role}"')
            if columns := MAY_CHANGE.get(table):
                cursor.execute(f'GRANT UPDATE ({", ".join(columns)}) ON {table} TO "{role}"')
            if table in MAY_DELETE:
                cursor.execute(f'GRANT DELETE ON {table} TO "{role}"')
        for table in NEVER_ADDED:
            cursor.execute(f'REVOKE INSERT ON {table} FROM "{role}"')
    return True

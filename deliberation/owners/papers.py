"""Papers of an owners' vote: the ballots to be signed, and the form for the authority with roll, delivery and result."""

from django.utils import translation
from django.utils.translation import gettext as _

from deliberation.models import Matter, OwnersVote
from deliberation.owners.counting import Count, count_vote
from deliberation.owners.doors import Entry, entries_of
from deliberation.owners.words import DIFFERS
from panlong import audit, clock
from panlong.accounts.models import User
from panlong.tools import addresses, pdf


def _language() -> str:
    return translation.get_language() or "zh-hans"


def rule_of(vote: OwnersVote) -> str:
    """Return in a sentence what decides `vote`."""
    if vote.is_special:
        return _("At least two thirds of the owners with at least two thirds of the area take part; of those at least three quarters, by number and by area, agree.")  # fmt: skip
    return _("At least two thirds of the owners with at least two thirds of the area take part; of those more than half, by number and by area, agree.")  # fmt: skip


def print_ballots(vote: OwnersVote, *, by: User) -> bytes | None:
    """Return the PDF of the ballots of the owners whom `by` serves, two on a page, in walking order; None without any."""
    entries = entries_of(vote, by)
    if not entries:
        return None
    project = vote.project
    audit.record(
        "print_owners_ballots", by=by, target=project, area_code=project.area.code, number=len(entries)
    )
    facts = {
        "title": _("Ballot of the owners' vote"),
        "project": project.title,
        "matter": str(Matter(vote.matter).label),
        "question": vote.question,
        "plan": project.plan[:300],
        "closes": _("Until %(due)s") % {"due": clock.until(vote.closes_at)},
        "boxes": [_("In favour"), _("Against"), _("Abstains")],
        "words": _("Tick one box and sign. Those who own it together sign together: they have one word. What you say online yourself stands above this paper."),
        "rule": rule_of(vote),
        "foot": [_("Signature of all owners"), _("Date"), _("Received the ballot (signature, date)")],
        "papers": [_paper(vote, one) for one in entries],
    }  # fmt: skip
    return pdf.make_pdf("owners_ballots", facts, language=_language())


def _paper(vote: OwnersVote, one: Entry) -> dict:
    return {
        "number": str(one.owner.number),
        "serial": one.owner.serial,
        "name": one.name or _("owner not known"),
        "flats": "; ".join(f"{flat.place} ({flat.area:.2f} m²)" for flat in one.flats[:12]) + (" …" if len(one.flats) > 12 else ""),
        "area": _("Together %(area)s m²") % {"area": f"{one.area:.2f}"},
        "qr": pdf.make_qr_code(addresses.absolute(f"/rounds/owners/{vote.project_id}/{one.owner.pk}/paper/")),
    }  # fmt: skip


def print_form(vote: OwnersVote) -> bytes:
    """Return the form for the authority: what was asked, roll and delivery, each owner's word, and the result by both counts."""
    count = _counted(vote)
    voices = {"yes": _("In favour"), "no": _("Against"), "abstains": _("Abstains"), DIFFERS: _("owners differ"), None: _("no answer")}  # fmt: skip
    facts = {
        "title": _("Result of the owners' vote (article 278 of the Civil Code)"),
        "state": _result(vote),
        "about": [
            [_("Project"), vote.project.title], [_("Place"), vote.project.area.name], [_("What is decided"), str(Matter(vote.matter).label)],
            [_("Question"), vote.question], [_("Rule"), rule_of(vote)],
            [_("Voting"), f"{clock.minute(vote.opens_at)} – {clock.minute(vote.closes_at)}"],
            [_("Roll handed in by, confirmed by"), f"{vote.roll.by} · {vote.roll.taken_by}"],
            [_("Fingerprint of the roll"), vote.roll.digest],
        ],
        "figures": _figures(count),
        "head": [_("No."), _("Flats"), _("Owner"), "m²", _("Word"), _("How"), _("Delivered")],
        "rows": [
            [
                str(one.owner.number), "; ".join(flat.place for flat in one.flats), one.name or _("owner not known"), f"{one.area:.2f}",
                voices[one.word], one.way, _delivered(one),
            ]
            for one in entries_of(vote)
        ],
        "signatures": [_("Written by"), _("Checked by"), _("Seal and date")],
    }  # fmt: skip
    return pdf.make_pdf("owners_form", facts, language=_language())


def _counted(vote: OwnersVote) -> Count:
    return count_vote(vote)


def _figures(count: Count) -> list[list[str]]:
    rows = (
        (_("All"), count.owners, count.exclusive_area),
        (_("Taking part"), count.owners_voting, count.area_voting),
        (_("In favour"), count.owners_for, count.area_for),
    )
    shares = (("", ""), _of(count.owners_voting, count.owners, count.area_voting, count.exclusive_area), _of(count.owners_for, count.owners_voting, count.area_for, count.area_voting))  # fmt: skip
    return [
        [_("What"), _("Owners"), _("Share"), _("Area (m²)"), _("Share")],
        *([what, str(heads), share[0], f"{area:.2f}", share[1]] for (what, heads, area), share in zip(rows, shares, strict=True)),
    ]  # fmt: skip


def _of(heads: int, of_heads: int, area, of_area) -> tuple[str, str]:
    return per_cent(heads, of_heads), per_cent(area, of_area)


def per_cent(part, whole) -> str:
    """Return `part` of `whole` in per cent with two decimals, rounded down; a dash where there is no whole."""
    if not whole:
        return "–"
    hundredths = int(part * 10000 // whole)
    return f"{hundredths // 100}.{hundredths % 100:02d} %"


def _delivered(one: Entry) -> str:
    if one.deliveries:
        last = one.deliveries[-1]
        return f"{last.get_how_display()} {clock.minute(last.at)}"
    return _("answered") if one.words else _("no proof")


def _result(vote: OwnersVote) -> str:
    if vote.closed_at is None:
        return _("The vote is still open; this is no result.")
    if vote.given_up:
        return _("The vote ended without a decision: %(reason)s") % {"reason": vote.given_up}
    if vote.passed:
        return _("The owners agreed.")
    if vote.undelivered:
        return _("Nothing is decided: not every owner is proven to have had the ballot.")
    return _("The owners did not agree.")

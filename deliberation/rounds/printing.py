"""Papers to print: ballots with number and QR, four a page, and the protocol of a station."""

from django.utils import translation
from django.utils.translation import gettext as _

from deliberation.models import BallotKind, PaperBallot, Station
from panlong import clock
from panlong.log.outside import shown
from panlong.tools import pdf


def print_ballots(station: Station, papers: list[PaperBallot]) -> bytes:
    """Return the PDF of `papers`: A4, four a page where the projects leave room."""
    round = station.round
    judges = round.ballot_kind == BallotKind.JUDGE
    if judges:
        words = _("For each project: yes, no, or nothing.")
    elif round.ballot_kind == BallotKind.BUDGET:
        words = _("Mark projects of together at most %(budget)s yuan.") % {
            "budget": f"{round.most_cost:,.2f}"
        }
    else:
        words = _("Mark up to %(most)d projects.") % {"most": round.most_choices}
    facts = {
        "title": round.title,
        "words": words,
        "fold": _("Fold it and put it into the urn. Write no name on it."),
        "projects": [
            {"number": str(number), "title": one.title[:60], "cost": f"{one.cost:,.2f}"}
            for number, one in enumerate(round.candidates.order_by("pk"), 1)
        ],
        "boxes": [_("yes"), _("no")] if judges else [""],
        "papers": [{"serial": one.serial, "qr": pdf.make_qr_code(one.serial)} for one in papers],
    }
    return pdf.make_pdf("ballots", facts, language=translation.get_language() or "zh-hans")


def print_count_sheet(station: Station) -> bytes:
    """Return the PDF of the protocol of `station`, to be filled in and signed."""
    round = station.round
    facts = {
        "title": _("Count sheet of the station"),
        "round": round.title,
        "station": f"{station.name} · {station.place}",
        "ends": clock.minute(round.closes_at),
        "rows": [
            [_("Papers printed for the station"), str(station.papers.count())],
            [_("Voters marked on the roll"), str(station.marks.count())],
            [_("Papers in the urn"), ""],
            [_("Spoilt and given back for another"), ""],
            [_("Unused"), ""],
            [_("Taken away by voters"), ""],
        ],
        "balance": _("Printed = in the urn + spoilt + unused + taken away."),
        "signatures": [_("Officer"), _("Second officer"), _("Date")],
        "log": shown.foot(shown.newest_head()),
    }
    return pdf.make_pdf("protocol", facts, language=translation.get_language() or "zh-hans")

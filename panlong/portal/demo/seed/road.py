"""The whole road of a demo project."""

from collections.abc import Callable
from datetime import timedelta

from panlong.portal.demo.seed.building import (
    be_accepted,
    be_closed,
    be_rated,
    do_work,
    end_warranty,
    finish_work,
    record_contract,
    settle_accounts,
)
from panlong.portal.demo.seed.deciding import (
    be_approved,
    be_resolved,
    be_screened,
    be_voted,
    begin_work,
    draw_up_budget,
    enter_pool,
    find_support,
    form_group,
    hand_in,
    hold_meeting,
    write_down,
)
from panlong.portal.demo.seed.history import Life
from panlong.portal.demo.seed.plan import Plan


def walk_plan(plan: Plan) -> Life:
    """Walk along the road up to and with phase `plan.last`, then through `plan.then`."""
    phases = PHASES[: PHASES.index(plan.last) + 1] if plan.last else ()
    for phase in (*phases, *plan.then):
        if phase in plan.days_ago:
            yield plan.town.now - timedelta(days=plan.days_ago[phase])
        yield from phase(plan)


PHASES: tuple[Callable[[Plan], Life], ...] = (
    write_down, hand_in, be_screened, find_support, form_group, draw_up_budget, hold_meeting, enter_pool, be_voted, be_resolved, be_approved,
    begin_work, record_contract, do_work, finish_work, be_accepted, be_rated, settle_accounts, end_warranty, be_closed,
)  # fmt: skip

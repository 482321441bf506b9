"""The acts of this room."""

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from funding import bills, books, budgets, changes, forms, grants, queries, rules, suppliers
from funding.models import (
    Application,
    GrantChange,
    Quotation,
    QuotationRound,
    StreetReview,
    SupplierChoice,
    Tranche,
)
from panlong import clock, policy
from panlong.accounts.models import DISTRICT_ROLES
from panlong.acts import Act
from panlong.notices.models import Objection
from projects import rules as project_rules
from projects.models import IssueLevel, ProjectEvent
from projects.stages import SUSPENDABLE, Stage

AFTER_APPROVAL = frozenset(grants.PAYABLE)


def handled(**facts) -> Q:
    return Q(pk__in=StreetReview.objects.filter(reviewed_at__isnull=True, **facts).values("project"))


def open_tranche(**facts) -> Q:
    """Projects whose next part of the grant is in the state that `facts` describe."""
    first = (
        Tranche.objects.filter(grant=OuterRef("grant"), paid_at__isnull=True)
        .order_by("number")
        .values("pk")[:1]
    )
    tranches = Tranche.objects.filter(pk=Subquery(first), grant__released_at__isnull=True, **facts)
    return Q(pk__in=tranches.values("grant__project"))


def tranche_may_be_requested(user) -> Q:
    waiting = {"requested_at__isnull": True}
    return (
        open_tranche(number=1, **waiting)
        | (open_tranche(number=2, **waiting) & Q(percent_done__gte=50))
        | (open_tranche(number=3, **waiting) & Q(rated_at__isnull=False))
        | (open_tranche(number=4, **waiting) & Q(warranty_ends_at__lte=clock.now()))
    )


def tranche_waits(user) -> Q:
    """The next part waits to be asked for: between two parts the amount can be changed."""
    return open_tranche(requested_at__isnull=True)


def round_is_open(**facts) -> Q:
    return Q(pk__in=QuotationRound.objects.filter(opened_at__isnull=True, **facts).values("project"))


def applied() -> Q:
    """Projects that ask for no subsidy, or whose application is about the budget as it is."""
    redrawn = ProjectEvent.objects.filter(
        project=OuterRef("project"), act="record_budget", at__gt=OuterRef("at")
    )
    return Q(subsidy_planned=0) | Q(
        Exists(Application.objects.filter(~Exists(redrawn), project=OuterRef("pk")))
    )


def to_approve():
    """Return the reviews of subsidies that wait for a third person, of the project of the outer query."""
    newer = StreetReview.objects.filter(project=OuterRef("project"), pk__gt=OuterRef("pk"))
    approved = StreetReview.objects.filter(verdict=StreetReview.Verdict.APPROVED, approval__isnull=True)
    return approved.filter(~Exists(newer), project=OuterRef("pk"), subsidy__gt=0)


def awaits_approval() -> Q:
    return Q(Exists(to_approve()))


def approval_waits(user) -> Q:
    """Projects whose subsidy waits for a third person: not who checked or reviewed it, and within the power of `user`."""
    reviews = to_approve().exclude(handler=user).exclude(reviewer=user)
    if not any(post.role in DISTRICT_ROLES for post in user.current_posts):
        reviews = reviews.filter(subsidy__lte=policy.value("street_approves_up_to"))
    return Q(Exists(reviews))


def change_waits(user, **facts) -> Q:
    steps = GrantChange.objects.filter(approved_at__isnull=True, refused_at__isnull=True, **facts)
    others = steps.exclude(requested_by=user).exclude(checked_by=user).exclude(reviewed_by=user)
    return Q(pk__in=others.values("project"))


def contract_missing(user) -> Q:
    counted = [SupplierChoice.Approval.NOT_NEEDED, SupplierChoice.Approval.APPROVED]
    return supplier_chosen(approval__in=counted) & Q(contract__isnull=True)


def supplier_chosen(**facts) -> Q:
    """Projects with a choice of the supplier that was not refused, as `facts` describe it."""
    choices = SupplierChoice.objects.exclude(approval=SupplierChoice.Approval.REFUSED).filter(**facts)
    return Q(pk__in=choices.values("project"))


def left_over(user) -> Q:
    """Money is in hand, nothing is owed, and no part of a subsidy is still to come."""
    to_come = Tranche.objects.filter(paid_at__isnull=True, grant__released_at__isnull=True)
    return (
        Q(pk__in=queries.in_hand())
        & ~Q(pk__in=queries.owing("owed"))
        & ~Q(pk__in=queries.owing("kept"))
        & ~Q(pk__in=to_come.values("grant__project"))
    )


def bill_waits(user) -> Q:
    """Something is owed to a supplier, and money is in hand."""
    return Q(pk__in=_bills_of_others(user, "owed", owed__gt=0)) & Q(pk__in=queries.in_hand())


def retention_waits(user) -> Q:
    """Something is kept back of a bill though the warranty is over or never began, and money is in hand."""
    due = Q(warranty_ends_at__lte=clock.now()) | Q(stage=Stage.TERMINATED, warranty_ends_at__isnull=True)
    return due & Q(pk__in=_bills_of_others(user, "kept", held__gt=0)) & Q(pk__in=queries.in_hand())


def _bills_of_others(user, figure: str, **open_still):
    """Return the keys of the projects with a bill that `user` may pay: who recorded one does not."""
    bills = queries.bills(project__in=queries.owing(figure)).filter(**open_still)
    return bills.exclude(recorded_by=user).values("project")


def may_be_reversed(user) -> Q:
    return Q(pk__in=forms.reversible(user).values("project"))


def objection_waits(user) -> Q:
    return Q(
        pk__in=Objection.objects.open()
        .exclude(by=user)
        .filter(notice__events__isnull=False)
        .values("notice__events__project")
    )


def may_answer_objection(user, project) -> bool:
    return project_rules.may_answer_objection(user, project)


ACTS = (
    Act(
        "budget", _("Draw up the budget"), frozenset({Stage.DELIBERATION, Stage.POOLED, Stage.SELECTION}), rules.may_draw_up_budget,
        lambda project, by, form: budgets.draw_up(project, by=by, **form.facts()), _("The budget is published."), form=forms.BudgetForm,
        hint=_("What it costs, and who pays which share. Subsidies may come to 90 % at most."),
    ),
    Act(
        "receive", _("Record money received"), frozenset(books.RECEIVING), rules.may_keep_books,
        lambda project, by, form: books.receive(project, by=by, **form.facts()), _("Recorded; the receipt has its number."), form=forms.ReceiptForm,
        hint=_("The portal records money; it collects none."),
    ),
    Act(
        "pledge", _("Record a pledge"), frozenset(books.RECEIVING), rules.may_keep_books,
        lambda project, by, form: books.pledge(project, by=by, **form.facts()), _("The pledge is on record."), form=forms.PledgeForm,
        hint=_("A promise is no money yet: it counts when it is received."),
    ),
    Act(
        "give-in-kind", _("Record goods or labour"), frozenset(books.RECEIVING), rules.may_keep_books,
        lambda project, by, form: books.give_in_kind(project, by=by, **form.facts()), _("The gift is on record."), form=forms.GiftForm,
        hint=_("What neighbours bring or do. Its worth is shown apart from the money."),
    ),
    Act(
        "apply", _("Apply for the subsidy"), frozenset(grants.APPLYING), rules.may_apply,
        lambda project, by, form: grants.apply(project, by=by, **form.facts()), _("The application is handed in and published."), form=forms.ApplyForm,
        hint=_("The street office checks the budget, who pays which share, and the offers, as they stand here."),
        waiting=lambda user: ~applied() & ~handled(), turn=True,
    ),
    Act(
        "handle", _("Check for the street office"), frozenset({Stage.STREET_REVIEW}), rules.may_handle,
        lambda project, by, form: grants.handle(project, by=by, **form.facts()), _("Your check is on record; the reviewer decides."), form=forms.HandleForm,
        waiting=lambda user: ~handled() & applied() & ~awaits_approval(), turn=True,
    ),
    Act(
        "consent", _("Consent for the district"), frozenset({Stage.STREET_REVIEW}), rules.may_consent_for_district,
        lambda project, by, form: grants.consent_for_district(project, by=by), _("The district's consent is on record."),
        waiting=lambda user: Q(level=IssueLevel.DISTRICT) & handled(district_by__isnull=True), turn=True,
    ),
    Act(
        "decide", _("Decide for the street office"), frozenset({Stage.STREET_REVIEW}), rules.may_review,
        lambda project, by, form: grants.decide(project, by=by, **form.facts()), _("Your decision is on record."), form=forms.DecideForm,
        waiting=lambda user: Q(pk__in=StreetReview.objects.filter(reviewed_at__isnull=True).exclude(handler=user).values("project")), turn=True,
    ),
    Act(
        "approve-grant", _("Approve the subsidy"), frozenset({Stage.STREET_REVIEW}), rules.may_approve_grant,
        lambda project, by, form: grants.approve(project, by=by, **form.facts()), _("Your decision is on record."), form=forms.ApproveGrantForm,
        hint=_("A third person, neither handler nor reviewer; above the limit of the street office the district."), waiting=approval_waits, turn=True,
    ),
    Act(
        "answer-objection", _("Answer an objection"), frozenset(Stage), may_answer_objection,
        lambda project, by, form: grants.answer_objection(form.cleaned_data["objection"], project, by=by, upheld=form.cleaned_data["upheld"], text=form.cleaned_data["text"]),
        _("The answer is published."), form=forms.ObjectionAnswerForm, waiting=objection_waits, turn=True,
    ),
    Act(
        "call-quotations", _("Call for quotations"), frozenset(suppliers.COLLECTING), rules.may_spend,
        lambda project, by, form: suppliers.call(project, by=by, **form.facts()), _("Suppliers can give their prices now."), form=forms.CallForm,
        hint=_("From 5,000 yuan: three suppliers or more. Each price stays sealed until the deadline; then all are opened together."),
        waiting=lambda user: ~supplier_chosen() & ~round_is_open(),
    ),
    Act(
        "quotation", _("Record a quotation"), frozenset(suppliers.COLLECTING), rules.may_spend,
        lambda project, by, form: suppliers.collect(project, by=by, **form.facts()), _("The price is on record."), form=forms.QuotationForm,
        hint=_("In a round the price is sealed: nobody reads it before the deadline, and nobody changes it."),
        waiting=lambda user: ~supplier_chosen() & ~round_is_open(closes_at__lte=clock.now()),
    ),
    Act(
        "open-quotations", _("Open the prices"), frozenset(suppliers.COLLECTING), rules.may_spend,
        lambda project, by, form: suppliers.open_prices(project, by=by), _("All prices are open now."), form=forms.OpenPricesForm,
        hint=_("The time is over: all prices are opened together."), waiting=lambda user: round_is_open(closes_at__lte=clock.now()), turn=True,
    ),
    Act(
        "choose-supplier", _("Choose the supplier"), frozenset(suppliers.COLLECTING), rules.may_spend,
        lambda project, by, form: suppliers.choose(project, by=by, **form.facts()), _("The choice is published."), form=forms.ChooseSupplierForm,
        hint=_("Out of at least three quotations from 5,000 yuan; who collected them all does not choose."),
        waiting=lambda user: Q(budget__gt=0) & ~supplier_chosen() & ~round_is_open() & Q(pk__in=Quotation.objects.exclude(collected_by=user).values("project")),
    ),
    Act(
        "approve-supplier", _("Agree to the supplier"), frozenset(suppliers.COLLECTING), rules.may_approve_supplier,
        lambda project, by, form: suppliers.decide(project, by=by, **form.facts()), _("Your decision is on record."), form=forms.ApproveSupplierForm,
        hint=_("Fewer than three prices, or ties to the supplier: the street office checks the procedure, not the choice."),
        waiting=lambda user: supplier_chosen(approval=SupplierChoice.Approval.WAITING), turn=True,
    ),
    Act(
        "contract", _("Record the contract"), frozenset({Stage.IN_PROGRESS}), rules.may_spend,
        lambda project, by, form: suppliers.sign(project, by=by, **form.facts()), _("The contract is on record."), form=forms.ContractForm,
        hint=_("The first part of the subsidy is paid on the contract."), waiting=contract_missing, turn=True,
    ),
    Act(
        "change-grant", _("Ask for another amount of the subsidy"), AFTER_APPROVAL, rules.may_apply,
        lambda project, by, form: changes.ask(project, by=by, **form.facts()), _("Asked for; the street office checks it."), form=forms.AskChangeForm,
        hint=_("It goes the same way as the first application: check, review, approval by three people."),
        waiting=lambda user: tranche_waits(user) & ~Q(pk__in=GrantChange.objects.filter(approved_at__isnull=True, refused_at__isnull=True).values("project")),
    ),
    Act(
        "check-change", _("Check the change of the subsidy"), AFTER_APPROVAL, rules.may_handle,
        lambda project, by, form: changes.check(project, by=by, **form.facts()), _("Checked."), form=forms.ChangeForm,
        waiting=lambda user: change_waits(user, checked_at__isnull=True), turn=True,
    ),
    Act(
        "review-change", _("Review the change of the subsidy"), AFTER_APPROVAL, rules.may_review,
        lambda project, by, form: changes.review(project, by=by, **form.facts()), _("Your decision is on record."), form=forms.ChangeForm,
        waiting=lambda user: change_waits(user, checked_at__isnull=False, reviewed_at__isnull=True), turn=True,
    ),
    Act(
        "approve-change", _("Approve the change of the subsidy"), AFTER_APPROVAL, rules.may_approve_grant,
        lambda project, by, form: changes.approve(project, by=by, **form.facts()), _("Your decision is on record."), form=forms.ChangeForm,
        waiting=lambda user: change_waits(user, reviewed_at__isnull=False), turn=True,
    ),
    Act(
        "request-payment", _("Ask for the next part of the subsidy"), AFTER_APPROVAL, rules.may_request_tranche,
        lambda project, by, form: grants.request_tranche(project, by=by), _("Asked for; the street office checks it."), form=forms.TrancheForm,
        waiting=tranche_may_be_requested, turn=True,
    ),
    Act(
        "check-payment", _("Check the payment"), AFTER_APPROVAL, rules.may_check_tranche,
        lambda project, by, form: grants.check_tranche(project, by=by), _("Checked."), form=forms.TrancheForm,
        waiting=lambda user: open_tranche(requested_at__isnull=False, checked_at__isnull=True), turn=True,
    ),
    Act(
        "approve-payment", _("Approve the payment"), AFTER_APPROVAL, rules.may_approve_tranche,
        lambda project, by, form: grants.approve_tranche(project, by=by), _("Approved."), form=forms.TrancheForm,
        waiting=lambda user: open_tranche(checked_at__isnull=False, approved_at__isnull=True), turn=True,
    ),
    Act(
        "pay", _("Pay"), AFTER_APPROVAL, rules.may_pay_tranche,
        lambda project, by, form: grants.pay_tranche(project, by=by, **form.facts()), _("Paid and booked."), form=forms.PayForm,
        waiting=lambda user: open_tranche(approved_at__isnull=False), turn=True,
    ),
    Act(
        "question-payment", _("Say what is missing for the payment"), AFTER_APPROVAL, rules.may_question_tranche,
        lambda project, by, form: grants.question_tranche(project, by=by, **form.facts()), _("The task group is told."), form=forms.QuestionForm,
        hint=_("The request stays as it is; the task group reads what it has to put right."), waiting=lambda user: open_tranche(requested_at__isnull=False),
    ),
    Act(
        "spend", _("Record a spending"), frozenset(books.SPENDING), rules.may_spend,
        lambda project, by, form: books.spend(project, by=by, **form.facts()), _("Published, with its voucher."), form=forms.VoucherForm,
        hint=_("What is bought over the counter, with its invoice; each invoice counts once in the whole district."),
        waiting=lambda user: Q(accounts__kind="cash", work_started_at__isnull=False),
    ),
    Act(
        "record-bill", _("Record a supplier's bill"), frozenset(books.SPENDING), rules.may_spend,
        lambda project, by, form: bills.record_bill(project, by=by, **form.facts()), _("The bill is on record; now it is owed."), form=forms.BillForm,
        hint=_("From now on it is owed, less what the contract keeps back until the warranty ends."), waiting=lambda user: Q(work_started_at__isnull=False),
    ),
    Act(
        "pay-bill", _("Pay a supplier's bill"), frozenset(books.SPENDING), rules.may_spend,
        lambda project, by, form: bills.pay_bill(project, by=by, **form.facts()), _("The supplier's payment is booked."), form=forms.PayBillForm,
        hint=_("Wholly or in parts, never more than is owed."), waiting=bill_waits, turn=True,
    ),
    Act(
        "pay-retention", _("Pay what was kept back"), frozenset(books.SPENDING), rules.may_spend,
        lambda project, by, form: bills.pay_bill(project, by=by, is_retention=True, **form.facts()), _("The supplier's payment is booked."), form=forms.PayRetentionForm,
        hint=_("The warranty is over: the suppliers get what was kept back of their bills."), waiting=retention_waits, turn=True,
    ),
    Act(
        "publish-accounts", _("Publish the final accounts"), frozenset({Stage.SATISFACTION_REVIEW, Stage.AFTERCARE}), rules.may_keep_books,
        lambda project, by, form: books.publish_accounts(project, by=by), _("The accounts are published."), form=forms.FiguresForm,
        hint=_("Only the retention may still be open."), waiting=lambda user: Q(accounts_public_at__isnull=True), turn=True,
    ),
    Act(
        "reverse", _("Correct a booking"), frozenset(books.CORRECTING), rules.may_keep_books,
        lambda project, by, form: books.reverse_entry(by=by, **form.facts()), _("Reversed; both bookings stay readable."), form=forms.ReverseForm,
        hint=_("A booking is never rewritten: it is reversed with a reason, by somebody else than who recorded it, and then entered anew."),
        waiting=may_be_reversed,
    ),
    Act(
        "correct-plan", _("Correct the plan"), frozenset({Stage.SELECTION}), project_rules.may_correct_plan,
        lambda project, by, form: budgets.correct_plan(project, by=by, **form.facts()), _("The plan is corrected and the change published."), form=forms.CorrectPlanForm,
        hint=_("The street office asked for corrections. The committee gives its points anew."),
        waiting=lambda user: Q(times_street_returned__gt=0), turn=True,
    ),
    Act(
        "give-back", _("Give back what is left"), frozenset(books.SETTLING), rules.may_keep_books,
        lambda project, by, form: books.give_back(project, by=by, operation=form.cleaned_data["operation"]), _("Given back and booked."), form=forms.FiguresForm,
        hint=_("Subsidies go back to the envelope, the rest to where it came from."), waiting=left_over, turn=True,
    ),
    Act(
        "close", _("Close the project"), frozenset({Stage.AFTERCARE}), project_rules.may_lead_community,
        lambda project, by, form: books.close(project, by=by), _("The project is closed."), turn=True,
        hint=_("All five lights are on, the warranty is over and the money has come to zero."),
        waiting=lambda user: Q(warranty_ends_at__isnull=True) | Q(warranty_ends_at__lte=clock.now()),
    ),
    Act(
        "terminate", _("End the project early"), frozenset({*SUSPENDABLE, Stage.SUSPENDED}), project_rules.may_interrupt,
        lambda project, by, form: grants.terminate(project, by=by, **form.facts()), _("The project is ended; what was not paid out went back."), form=forms.TerminateForm, grave=True,
    ),
)  # fmt: skip

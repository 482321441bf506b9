"""The table of acts of money."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from funding import rules
from funding.cashbook import bills as cashbook_bills
from funding.cashbook import receipts, settlement, spending
from funding.forms import budget as budget_forms
from funding.forms import invoices as invoice_forms
from funding.forms import procurement as procurement_forms
from funding.forms import receipts as receipt_forms
from funding.forms import subsidies as subsidy_forms
from funding.models import GrantChange, Quotation, StreetReview
from funding.procurement import contracts, invitations, records, register, tenders, traces
from funding.subsidies import amendments, applications, budgets, grants, street_review
from funding.subsidies import tranches as subsidies_tranches
from funding.waiting import (
    AFTER_APPROVAL,
    approval_waits,
    awaits_approval,
    bill_waits,
    change_waits,
    choice_waits,
    contract_missing,
    firm_waits,
    has_open_tranche,
    left_over,
    may_be_reversed,
    objected,
    objection_waits,
    retention_waits,
    review_is_handled,
    round_is_open,
    supplier_chosen,
    tranche_may_be_requested,
    tranche_waits,
    was_applied_for,
)
from panlong import clock
from panlong.acts import Act
from panlong.policy.sentences import with_parameters
from projects import rules as project_rules
from projects import stages
from projects.models import IssueLevel
from projects.stages import SUSPENDABLE, WITH_WORK, Stage


def may_answer_objection(user, project) -> bool:
    return project_rules.may_answer_objection(user, project)


ACTS = (
    Act(
        "budget", _("Write the plan and budget"), frozenset({Stage.DELIBERATION, Stage.POOLED, Stage.SELECTION}), rules.may_draw_up_budget,
        lambda project, by, form: budgets.draw_up(project, by=by, **form.verb_kwargs()), _("This version of the plan is published."), form=budget_forms.BudgetForm,
        hint=with_parameters(
            _("What it costs, and who pays which share. Subsidies may come to %(percent)s %% at most. Once it was agreed, a cost that rises by %(material)s %% or more asks those who agreed again."),
            percent="subsidy_percent", material="material_change_percent",
        ),
    ),
    Act(
        "receive", _("Record money received"), frozenset(stages.RECEIVING), rules.may_keep_books,
        lambda project, by, form: receipts.receive_contribution(project, by=by, **form.verb_kwargs()), _("Recorded; the receipt has its number."), form=receipt_forms.ReceiptForm,
        hint=_("The portal records money; it collects none."),
    ),
    Act(
        "pledge", _("Record a pledge"), frozenset(stages.RECEIVING), rules.may_keep_books,
        lambda project, by, form: receipts.record_pledge(project, by=by, **form.verb_kwargs()), _("The pledge is on record."), form=receipt_forms.PledgeForm,
        hint=_("A promise is no money yet: it counts when it is received."),
    ),
    Act(
        "give-in-kind", _("Record goods or labour"), frozenset(stages.RECEIVING), rules.may_keep_books,
        lambda project, by, form: receipts.give_in_kind(project, by=by, **form.verb_kwargs()), _("The gift is on record."), form=receipt_forms.GiftForm,
        hint=_("What neighbours bring or do. Its worth is shown apart from the money."),
    ),
    Act(
        "apply", _("Apply for the subsidy"), frozenset(stages.APPLYING), rules.may_apply,
        lambda project, by, form: applications.submit_application(project, by=by, **form.verb_kwargs()), _("The application is handed in and published."), form=subsidy_forms.ApplyForm,
        hint=_("The street office checks the budget, who pays which share, and the offers, as they stand here."),
        condition=lambda user: ~was_applied_for() & ~review_is_handled(), on_desk=True,
    ),
    Act(
        "handle", _("Check for the street office"), frozenset({Stage.STREET_REVIEW}), rules.may_handle,
        lambda project, by, form: street_review.record_handler_check(project, by=by, **form.verb_kwargs()), _("Your check is on record; the reviewer decides."), form=subsidy_forms.HandleForm,
        condition=lambda user: ~review_is_handled() & was_applied_for() & ~awaits_approval(), on_desk=True,
    ),
    Act(
        "consent", _("Consent for the district"), frozenset({Stage.STREET_REVIEW}), rules.may_consent_for_district,
        lambda project, by, form: street_review.consent_for_district(project, by=by), _("The district's consent is on record."),
        condition=lambda user: Q(level=IssueLevel.DISTRICT) & review_is_handled(district_by__isnull=True), on_desk=True,
    ),
    Act(
        "decide", _("Decide for the street office"), frozenset({Stage.STREET_REVIEW}), rules.may_review,
        lambda project, by, form: street_review.record_review(project, by=by, **form.verb_kwargs()), _("Your decision is on record."), form=subsidy_forms.DecideForm,
        condition=lambda user: Q(pk__in=StreetReview.objects.filter(reviewed_at__isnull=True).exclude(handler=user).values("project")), on_desk=True,
    ),
    Act(
        "approve-grant", _("Approve the subsidy"), frozenset({Stage.STREET_REVIEW}), rules.may_approve_grant,
        lambda project, by, form: street_review.approve_subsidy(project, by=by, **form.verb_kwargs()), _("Your decision is on record."), form=subsidy_forms.ApproveGrantForm,
        hint=_("A third person, neither handler nor reviewer; above the limit of the street office the district."), condition=approval_waits, on_desk=True,
    ),
    Act(
        "answer-objection", _("Answer an objection"), frozenset(Stage), may_answer_objection,
        lambda project, by, form: street_review.answer_objection(project=project, by=by, **form.verb_kwargs()),
        _("The answer is published."), form=subsidy_forms.ObjectionAnswerForm, condition=objection_waits, on_desk=True,
    ),
    Act(
        "ask-firm", _("Ask the street to register a firm"), frozenset(records.COLLECTING), rules.may_spend,
        lambda project, by, form: register.ask_for_supplier(project, by=by, **form.verb_kwargs()), _("Asked for; the street office looks at the firm."), form=procurement_forms.AskFirmForm, watch=traces.note_group,
        hint=_("Only firms in the register of the street are invited to give a price."), condition=lambda user: ~supplier_chosen(),
    ),
    Act(
        "confirm-firm", _("Look at a firm for the register"), WITH_WORK, rules.may_confirm_firms,
        lambda project, by, form: register.judge(project, by=by, **form.verb_kwargs()), _("Your decision is on record."), form=procurement_forms.ConfirmFirmForm,
        hint=_("Find out the firm and its telephone for yourself: invitations and codes go there."), condition=firm_waits, on_desk=True,
    ),
    Act(
        "call-quotations", _("Call for quotations"), frozenset(records.COLLECTING), rules.may_spend,
        lambda project, by, form: tenders.call_for_quotations(project, by=by, **form.verb_kwargs()), _("Invite the suppliers now."), form=procurement_forms.CallForm, watch=traces.note_group,
        hint=with_parameters(
            ngettext_lazy(
                "From %(amount)s, at least %(needed)s supplier is asked. Each hands in its price itself, sealed until the deadline; then all are opened together.",
                "From %(amount)s, at least %(needed)s suppliers are asked. Each hands in its price itself, sealed until the deadline; then all are opened together.",
                "needed",
            ), amount="quotes_from", needed="quotes_needed",
        ),
        condition=lambda user: ~supplier_chosen() & ~round_is_open() & ~objected(),
    ),
    Act(
        "quotation", _("Record a quotation"), frozenset(records.COLLECTING), rules.may_spend,
        lambda project, by, form: tenders.record_quotation(project, by=by, **form.verb_kwargs()), _("The price is on record."), form=procurement_forms.QuotationForm,
        hint=_("Only for small purchases, and while no round is open: everybody reads the price at once, and nobody changes it."),
        condition=lambda user: ~supplier_chosen() & ~round_is_open(),
    ),
    Act(
        "paper-offer", _("Take down an offer on paper"), frozenset(records.BEGUN_BEFORE), rules.may_take_down_offers,
        lambda project, by, form: invitations.take_down(project, by=by, **form.verb_kwargs()), _("The price is sealed."), form=procurement_forms.PaperOfferForm,
        hint=_("For a supplier without internet, which brings its offer itself. Who takes one down does not decide on the choice of the supplier."),
        condition=lambda user: ~supplier_chosen() & round_is_open(closes_at__gt=clock.now()),
    ),
    Act(
        "open-quotations", _("Open the prices"), frozenset(records.BEGUN_BEFORE), rules.may_spend,
        lambda project, by, form: tenders.open_prices(project, by=by), _("All prices are open now."), form=procurement_forms.OpenPricesForm,
        hint=_("The time is over: all prices are opened together."), condition=lambda user: round_is_open(closes_at__lte=clock.now()), on_desk=True,
    ),
    Act(
        "choose-supplier", _("Choose the supplier"), frozenset(records.COLLECTING), rules.may_spend,
        lambda project, by, form: tenders.choose_supplier(project, by=by, **form.verb_kwargs()), _("The choice is on record."), form=procurement_forms.ChooseSupplierForm,
        hint=_("The choice is published at once, or when the street office agrees: out of fewer prices than needed, with ties, or if offers share something."),
        condition=lambda user: Q(budget__gt=0) & ~supplier_chosen() & ~round_is_open() & ~objected() & Q(pk__in=Quotation.objects.exclude(collected_by=user).values("project")),
        watch=traces.note_group,
    ),
    Act(
        "approve-supplier", _("Agree to the supplier"), frozenset(records.BEGUN_BEFORE), rules.may_approve_supplier,
        lambda project, by, form: tenders.decide_choice(project, by=by, **form.verb_kwargs()), _("Your decision is on record."), form=procurement_forms.ApproveSupplierForm,
        hint=_("Fewer prices than needed, or ties to the supplier: the street office checks the procedure, not the choice."),
        condition=lambda user: choice_waits(user, findings=[]), on_desk=True,
    ),
    Act(
        "confirm-supplier", _("Look into offers that share something"), frozenset(records.BEGUN_BEFORE), rules.may_approve_supplier,
        lambda project, by, form: tenders.decide_choice(project, by=by, **form.verb_kwargs()), _("Your decision is on record."), form=procurement_forms.ConfirmSupplierForm,
        hint=_("What is shared is no proof: neighbours share a network. Ask the suppliers, then say what you found."),
        condition=lambda user: choice_waits(user) & ~choice_waits(user, findings=[]), on_desk=True,
    ),
    Act(
        "contract", _("Record the contract"), frozenset({Stage.IN_PROGRESS}), rules.may_spend,
        lambda project, by, form: contracts.record_contract(project, by=by, **form.verb_kwargs()), _("The contract is on record."), form=procurement_forms.ContractForm,
        hint=_("The first part of the subsidy is paid on the contract."), condition=contract_missing, on_desk=True,
    ),
    Act(
        "change-grant", _("Ask for another amount of the subsidy"), AFTER_APPROVAL, rules.may_apply,
        lambda project, by, form: amendments.request_change(project, by=by, **form.verb_kwargs()), _("Asked for; the street office checks it."), form=subsidy_forms.AskChangeForm,
        hint=_("It goes the same way as the first application: check, review, approval by three people."),
        condition=lambda user: tranche_waits(user) & ~Q(pk__in=GrantChange.objects.filter(approved_at__isnull=True, refused_at__isnull=True).values("project")),
    ),
    Act(
        "check-change", _("Check the change of the subsidy"), AFTER_APPROVAL, rules.may_handle,
        lambda project, by, form: amendments.check_change(project, by=by, **form.verb_kwargs()), _("Checked."), form=subsidy_forms.ChangeForm,
        condition=lambda user: change_waits(user, checked_at__isnull=True), on_desk=True,
    ),
    Act(
        "review-change", _("Review the change of the subsidy"), AFTER_APPROVAL, rules.may_review,
        lambda project, by, form: amendments.review_change(project, by=by, **form.verb_kwargs()), _("Your decision is on record."), form=subsidy_forms.ChangeForm,
        condition=lambda user: change_waits(user, checked_at__isnull=False, reviewed_at__isnull=True), on_desk=True,
    ),
    Act(
        "approve-change", _("Approve the change of the subsidy"), AFTER_APPROVAL, rules.may_approve_grant,
        lambda project, by, form: amendments.approve_change(project, by=by, **form.verb_kwargs()), _("Your decision is on record."), form=subsidy_forms.ChangeForm,
        condition=lambda user: change_waits(user, reviewed_at__isnull=False), on_desk=True,
    ),
    Act(
        "request-payment", _("Ask for the next part of the subsidy"), AFTER_APPROVAL, rules.may_request_tranche,
        lambda project, by, form: subsidies_tranches.request_tranche(project, by=by), _("Asked for; the street office checks it."), form=subsidy_forms.TrancheForm,
        condition=tranche_may_be_requested, on_desk=True,
    ),
    Act(
        "check-payment", _("Check the payment"), AFTER_APPROVAL, rules.may_check_tranche,
        lambda project, by, form: subsidies_tranches.check_tranche(project, by=by), _("Checked."), form=subsidy_forms.TrancheForm,
        condition=lambda user: has_open_tranche(requested_at__isnull=False, checked_at__isnull=True), on_desk=True,
    ),
    Act(
        "approve-payment", _("Approve the payment"), AFTER_APPROVAL, rules.may_approve_tranche,
        lambda project, by, form: subsidies_tranches.approve_tranche(project, by=by), _("Approved."), form=subsidy_forms.TrancheForm,
        condition=lambda user: has_open_tranche(checked_at__isnull=False, approved_at__isnull=True), on_desk=True,
    ),
    Act(
        "pay", _("Pay"), AFTER_APPROVAL, rules.may_pay_tranche,
        lambda project, by, form: subsidies_tranches.pay_tranche(project, by=by, **form.verb_kwargs()), _("Paid and booked."), form=subsidy_forms.PayForm,
        condition=lambda user: has_open_tranche(approved_at__isnull=False), on_desk=True,
    ),
    Act(
        "question-payment", _("Say what is missing for the payment"), AFTER_APPROVAL, rules.may_question_tranche,
        lambda project, by, form: subsidies_tranches.question_tranche(project, by=by, **form.verb_kwargs()), _("The task group is told."), form=subsidy_forms.QuestionForm,
        hint=_("The request stays as it is; the task group reads what it has to put right."), condition=lambda user: has_open_tranche(requested_at__isnull=False),
    ),
    Act(
        "spend", _("Record a spending"), frozenset(stages.SPENDING), rules.may_spend,
        lambda project, by, form: spending.record_spending(project, by=by, **form.verb_kwargs()), _("Published, with its voucher."), form=invoice_forms.VoucherForm,
        hint=_("What is bought over the counter, with its invoice; each invoice counts once in the whole district."),
        condition=lambda user: Q(accounts__kind="cash", work_started_at__isnull=False),
    ),
    Act(
        "record-bill", _("Record a supplier's bill"), frozenset(stages.SPENDING), rules.may_spend,
        lambda project, by, form: cashbook_bills.record_bill(project, by=by, **form.verb_kwargs()), _("The bill is on record; now it is owed."), form=invoice_forms.BillForm,
        hint=_("From now on it is owed, less what the contract keeps back until the warranty ends."), condition=lambda user: Q(work_started_at__isnull=False),
    ),
    Act(
        "pay-bill", _("Pay a supplier's bill"), frozenset(stages.SPENDING), rules.may_spend,
        lambda project, by, form: cashbook_bills.pay_bill(project, by=by, **form.verb_kwargs()), _("The supplier's payment is booked."), form=invoice_forms.PayBillForm,
        hint=_("Wholly or in parts, never more than is owed."), condition=bill_waits, on_desk=True,
    ),
    Act(
        "pay-retention", _("Pay what was kept back"), frozenset(stages.SPENDING), rules.may_spend,
        lambda project, by, form: cashbook_bills.pay_bill(project, by=by, is_retention=True, **form.verb_kwargs()), _("The supplier's payment is booked."), form=invoice_forms.PayRetentionForm,
        hint=_("The warranty is over: the suppliers get what was kept back of their bills."), condition=retention_waits, on_desk=True,
    ),
    Act(
        "publish-accounts", _("Publish the final accounts"), frozenset({Stage.SATISFACTION_REVIEW, Stage.AFTERCARE}), rules.may_keep_books,
        lambda project, by, form: settlement.publish_accounts(project, by=by), _("The accounts are published."), form=subsidy_forms.FiguresForm,
        hint=_("Only the retention may still be open."), condition=lambda user: Q(accounts_public_at__isnull=True), on_desk=True,
    ),
    Act(
        "reverse", _("Correct a booking"), frozenset(stages.CORRECTING), rules.may_keep_books,
        lambda project, by, form: settlement.reverse_entry(by=by, **form.verb_kwargs()), _("Reversed; both bookings stay readable."), form=receipt_forms.ReverseForm,
        hint=_("A booking is never rewritten: it is reversed with a reason, by somebody other than the person who recorded it, and then entered again."),
        condition=may_be_reversed,
    ),
    Act(
        "correct-plan", _("Correct the plan"), frozenset({Stage.SELECTION}), project_rules.may_correct_plan,
        lambda project, by, form: budgets.correct_plan(project, by=by, **form.verb_kwargs()), _("The plan is corrected and the change published."), form=budget_forms.CorrectPlanForm,
        hint=_("The street office asked for corrections. The committee gives its points anew."),
        condition=lambda user: Q(times_street_returned__gt=0), on_desk=True,
    ),
    Act(
        "give-back", _("Give back what is left"), frozenset(stages.SETTLING), rules.may_keep_books,
        lambda project, by, form: settlement.give_back(project, by=by, operation=form.cleaned_data["operation"]), _("Given back and booked."), form=subsidy_forms.FiguresForm,
        hint=_("Subsidies go back to the envelope, the rest to where it came from."), condition=left_over, on_desk=True,
    ),
    Act(
        "close", _("Close the project"), frozenset({Stage.AFTERCARE}), project_rules.may_lead_community,
        lambda project, by, form: settlement.close_project(project, by=by), _("The project is closed."), on_desk=True,
        hint=_("All five lights are on, the warranty is over and the money has come to zero."),
        condition=lambda user: Q(warranty_ends_at__isnull=True) | Q(warranty_ends_at__lte=clock.now()),
    ),
    Act(
        "terminate", _("End the project early"), frozenset({*SUSPENDABLE, Stage.SUSPENDED}), project_rules.may_interrupt,
        lambda project, by, form: grants.terminate_project(project, by=by, **form.verb_kwargs()), _("The project is ended; what was not paid out went back."), form=subsidy_forms.TerminateForm, irreversible=True,
    ),
)  # fmt: skip

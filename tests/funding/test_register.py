"""The register of suppliers: every firm and every telephone takes two people, and only firms in it are invited."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from funding.models import Supplier
from funding.procurement import invitations, register, tenders
from panlong import clock, crypto
from panlong.errors import NotPermitted, Refused
from projects.stages import Stage
from tests.factories import Walk, company, firm, sign_in, text_message, world
from tests.traces import audited, told

pytestmark = pytest.mark.django_db
FACTS = {"name": " 好(手) 工程队", "uscc": company(1), "legal_person": "李四", "phone": "13700001111"}


class TestTwoPeople:
    def test_a_firm_that_one_of_the_street_entered_another_one_confirms(self, w):
        entered = register.enter(w.street, by=w.handler, **FACTS)
        assert entered.status == "waiting" and entered.name == "好（手） 工程队"
        with pytest.raises(Refused):
            register.confirm_supplier(entered, by=w.handler)
        assert register.confirm_supplier(entered, by=w.finance).status == "active"

    def test_another_telephone_holds_when_a_second_person_confirms_it(self, w):
        known = firm(w, 1, phone="13700001111")
        asked = register.ask_phone(known, by=w.handler, phone="13700002222")
        assert asked.phone == "13700001111"
        with pytest.raises(Refused):
            register.confirm_phone(asked, by=w.handler)
        assert register.confirm_phone(asked, by=w.finance).phone == "13700002222"

    def test_the_database_lets_nobody_change_a_telephone_alone(self, w):
        known = firm(w, 1)
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE funding_supplier SET phone_hash = 'x', phone_cipher = 'x'")
        register.ask_phone(known, by=w.handler, phone="13700002222")
        with pytest.raises(DatabaseError), transaction.atomic():
            Supplier.objects.update(phone_hash=crypto.keyed_hash("13700002222"), phone_confirmed_by=w.handler)

    @pytest.mark.parametrize("who", ["staff", "auditor", "leader", "administrator", "organiser"])
    def test_only_the_street_keeps_it(self, w, who):
        with pytest.raises(NotPermitted):
            register.enter(w.street, by=getattr(w, who), **FACTS)
        known = firm(w, 2)
        for verb in (register.confirm_supplier, register.confirm_phone):
            with pytest.raises(NotPermitted):
                verb(known, by=getattr(w, who))

    def test_a_firm_that_was_struck_is_not_invited(self, w):
        walk = Walk(w)
        walk.to(Stage.IN_PROGRESS)
        struck = register.bar(firm(w, 3), by=w.handler, reason="失信")
        with clock.at(walk.moment):
            closes_at = clock.now() + timedelta(days=1)
            tenders.call_for_quotations(walk.project, by=w.neighbours[1], wanted="x", closes_at=closes_at)
            assert not register.firms_for(walk.project).exists()
            with pytest.raises(Refused) as refusal:
                invitations.invite_supplier(walk.project, by=w.neighbours[1], firm=struck)
        assert refusal.value.field == "firm"


class TestComingBack:
    """A firm that was left out or struck comes back by two people of the street; nobody is stuck."""

    @pytest.fixture
    def refused(self, w):
        entered = register.enter(w.street, by=w.finance, **FACTS)
        return register.refuse(entered, by=w.handler, reason="查无此店")

    def test_one_proposes_it_on_its_page_and_another_one_decides(self, w, refused, client):
        page = refused.get_absolute_url()
        sign_in(client, w.handler)
        assert client.post(page, {"reason": " "}).status_code == 422
        assert client.post(page, {"reason": "营业执照已补交"}).status_code == 302
        assert told("firm_again") == {w.reviewer, w.finance}
        assert client.get(page).context["form"] is None
        assert client.post(page, {"taken": "yes"}).status_code == 302
        refused.refresh_from_db()
        assert refused.status == "refused"
        sign_in(client, w.reviewer)
        assert client.post(page, {"taken": "yes"}).status_code == 302
        refused.refresh_from_db()
        assert (refused.status, refused.confirmed_by, refused.again_by) == ("active", w.reviewer, None)
        words = client.get(page).text
        assert "查无此店" in words and "营业执照已补交" in words
        assert audited("propose_firm_again").details["reason"] == "营业执照已补交"

    def test_who_proposed_or_entered_it_does_not_decide(self, w, refused):
        register.propose_again(refused, by=w.handler, reason="补交")
        for who in (w.handler, w.finance):
            with pytest.raises(Refused):
                register.decide_again(refused, by=who, taken=True)
        with pytest.raises(NotPermitted):
            register.decide_again(refused, by=w.staff, taken=True)
        with pytest.raises(Refused):
            register.confirm_supplier(refused, by=w.reviewer)

    def test_it_stays_out_with_a_reason_and_may_be_proposed_anew(self, w, refused):
        register.propose_again(refused, by=w.handler, reason="补交")
        with pytest.raises(Refused) as refusal:
            register.decide_again(refused, by=w.reviewer, taken=False)
        assert refusal.value.field == "reason"
        register.decide_again(refused, by=w.reviewer, taken=False, reason="仍查无此店")
        again = register.propose_again(refused, by=w.reviewer, reason="已核实")
        assert register.decide_again(again, by=w.handler, taken=True).status == "active"

    def test_a_firm_that_was_struck_comes_back_in_the_same_way(self, w):
        struck = register.bar(firm(w, 3), by=w.handler, reason="失信")
        register.propose_again(struck, by=w.handler, reason="已修复信用")
        assert register.decide_again(struck, by=w.reviewer, taken=True).status == "active"

    def test_the_database_lets_nobody_take_it_back_alone(self, w, refused):
        for again in (None, w.reviewer):
            with pytest.raises(DatabaseError), transaction.atomic():
                facts = {"again_by": again, "again_reason": "x" if again else ""}
                Supplier.objects.filter(pk=refused.pk).update(**facts)
                Supplier.objects.filter(pk=refused.pk).update(
                    status="active", confirmed_by=w.reviewer, again_by=None, again_reason=""
                )

    def test_only_the_street_sees_its_page(self, w, refused, client):
        for who in (w.staff, w.neighbours[1], world("530103005").handler):
            sign_in(client, who)
            assert client.get(refused.get_absolute_url()).status_code == 404

    def test_the_firm_reads_its_history_where_it_gives_its_price(self, w, refused, client):
        register.propose_again(refused, by=w.handler, reason="补交")
        back = register.decide_again(refused, by=w.reviewer, taken=True)
        walk = Walk(w)
        walk.to(Stage.IN_PROGRESS)
        with clock.at(walk.moment):
            closes_at = clock.now() + timedelta(days=1)
            tenders.call_for_quotations(walk.project, by=w.neighbours[1], wanted="x", closes_at=closes_at)
            invitations.invite_supplier(walk.project, by=w.neighbours[1], firm=back)
            address = text_message("invitation:").split("/offers/")[1].split("/")[0]
            assert "查无此店" in client.get(reverse("funding:offer", args=[address])).text


class TestAskedForByAGroup:
    @pytest.fixture
    def walk(self, w):
        walk = Walk(w)
        walk.to(Stage.IN_PROGRESS)
        with clock.at(walk.moment):
            yield walk

    def page(self, client, walk, act):
        return reverse("pages:act", args=[walk.project.pk, act])

    def answer(self, client, walk, act, **facts):
        page = self.page(client, walk, act)
        operation = client.get(page).context["form"]["operation"].value()
        return client.post(page, {**facts, "operation": operation})

    def test_the_street_takes_it_in_with_the_number_it_found_out_itself(self, walk, w, client):
        sign_in(client, w.neighbours[1])
        assert self.answer(client, walk, "ask-firm", **{**FACTS, "phone": "123"}).status_code == 422
        assert self.answer(client, walk, "ask-firm", **{**FACTS, "uscc": "123"}).status_code == 409
        assert self.answer(client, walk, "ask-firm", **FACTS).status_code == 302
        asked = Supplier.objects.get()
        sign_in(client, w.handler)
        page = client.get(self.page(client, walk, "confirm-firm")).text
        assert asked.phone not in page and asked.uscc in page and "李四" in page
        taken = {"firm": asked.pk, "taken": "yes"}
        assert self.answer(client, walk, "confirm-firm", **taken).status_code == 409
        assert self.answer(client, walk, "confirm-firm", **taken, phone="13700009999").status_code == 409
        assert self.answer(client, walk, "confirm-firm", **taken, phone="137 0000 1111").status_code == 302
        asked.refresh_from_db()
        assert asked.status == "active" and asked.confirmed_by == w.handler

    def test_the_street_leaves_it_out_with_a_reason(self, walk, w, client):
        asked = register.ask_for_supplier(walk.project, by=w.neighbours[1], **FACTS)
        sign_in(client, w.handler)
        assert self.answer(client, walk, "confirm-firm", firm=asked.pk, taken="no").status_code == 409
        assert (
            self.answer(
                client, walk, "confirm-firm", firm=asked.pk, taken="no", reason="查无此店"
            ).status_code
            == 302
        )
        asked.refresh_from_db()
        assert (asked.status, asked.reason) == ("refused", "查无此店")

    def test_what_was_left_out_comes_back_with_the_number_found_out(self, walk, w, client):
        asked = register.ask_for_supplier(walk.project, by=w.neighbours[1], **FACTS)
        register.refuse(asked, by=w.handler, reason="查无此店")
        register.propose_again(asked, by=w.handler, reason="补交")
        sign_in(client, w.reviewer)
        page = asked.get_absolute_url()
        answer = client.post(page, {"taken": "yes"})
        assert answer.status_code == 422 and "phone" in answer.context["form"].errors
        assert client.post(page, {"taken": "yes", "phone": "13700009999"}).status_code == 422
        assert client.post(page, {"taken": "yes", "phone": FACTS["phone"]}).status_code == 302
        asked.refresh_from_db()
        assert asked.status == "active"

    def test_a_member_who_serves_the_street_does_not_take_it_in(self, walk, w):
        asked = register.ask_for_supplier(walk.project, by=w.neighbours[1], **FACTS)
        w.neighbours[2].posts.create(role="street_handler", area=w.street, since=walk.moment)
        member = type(w.neighbours[2]).objects.get(pk=w.neighbours[2].pk)
        with pytest.raises(NotPermitted):
            register.confirm_supplier(asked, by=member, phone=FACTS["phone"])

    def test_the_register_of_another_street_is_another_one(self, walk, w):
        other = world("530103004")
        foreign = firm(other, 1)
        assert not register.firms_for(walk.project).filter(pk=foreign.pk).exists()
        assert register.ask_for_supplier(walk.project, by=w.neighbours[1], **FACTS).area == w.street


class TestInTheAdministration:
    def test_a_firm_is_entered_and_another_person_confirms_it_in_the_list(self, w, client):
        sign_in(client, w.handler)
        page = reverse("admin:funding_supplier_add")
        facts = {**FACTS, "area": w.street.pk}
        assert client.post(page, {**facts, "phone": "12"}).context["adminform"].form.errors.keys() == {
            "phone"
        }
        assert client.post(page, {**facts, "uscc": "12"}).context["adminform"].form.errors.keys() == {"uscc"}
        assert client.post(page, facts).status_code == 302
        entered = Supplier.objects.get()
        chosen = {"action": "confirm_firms", "_selected_action": [entered.pk]}
        client.post(reverse("admin:funding_supplier_changelist"), chosen)
        assert Supplier.objects.get().status == "waiting"
        sign_in(client, w.finance)
        client.post(reverse("admin:funding_supplier_changelist"), chosen)
        assert Supplier.objects.get().status == "active"
        assert (
            client.post(
                reverse("admin:funding_supplier_change", args=[entered.pk]), {"phone": "13700002222"}
            ).status_code
            == 302
        )
        entered.refresh_from_db()
        assert entered.masked_next_phone == "137****2222" and entered.phone == "13700001111"

    def test_a_file_enters_firms_that_wait_and_changes_no_telephone(self, w, client):
        sign_in(client, w.handler)
        rows = f"街道代码,单位名称,统一社会信用代码,法定代表人,联系电话\n{w.street.code},甲店,{company(1)},甲,13700001111\n"
        self.take_file(client, rows)
        assert Supplier.objects.get().status == "waiting"
        self.take_file(client, rows.replace("1111\n", "2222\n"))
        assert Supplier.objects.get().phone == "13700001111"

    def take_file(self, client, rows: str) -> None:
        """Choose a file in the administration, look at what it would do, and confirm it."""
        facts = {"resource": "", "format": "", "import_file": SimpleUploadedFile("firms.csv", rows.encode())}
        form = client.post(reverse("admin:funding_supplier_import"), facts).context["confirm_form"]
        confirmed = {name: form[name].value() for name in form.fields}
        assert client.post(reverse("admin:funding_supplier_process_import"), confirmed).status_code == 302

"""How staff keep the catalogue, the places and the plan."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from programs.models import ActivityKind, Allocation, Measure, Trade
from tests.factories import (
    ActivityKindFactory,
    AllocationFactory,
    BudgetSourceFactory,
    CommuneFactory,
    DecisionFactory,
    MeasureFactory,
    OldWardFactory,
    ProgramPhaseFactory,
    SupportCeilingFactory,
    TargetFactory,
    TradeFactory,
)

MILLION = 1_000_000


def list_url(model):
    return reverse(f"admin:programs_{model._meta.model_name}_changelist")


def change_url(record):
    return reverse(f"admin:programs_{record._meta.model_name}_change", args=[record.pk])


def delete_url(record):
    return reverse(f"admin:programs_{record._meta.model_name}_delete", args=[record.pk])


def found(client, model, words):
    return set(client.get(list_url(model), {"q": words}).context["cl"].queryset)


def test_the_catalogue_is_found_without_accents_or_case(admin_client):
    kind = ActivityKindFactory(name="Ứng dụng máy móc, thiết bị tiên tiến")
    ActivityKindFactory(name="Đào tạo nghề")
    measure = MeasureFactory(kind=kind, name="Số cơ sở")

    assert found(admin_client, ActivityKind, "may moc TIEN") == {kind}
    assert found(admin_client, type(measure), "so co so may moc") == {measure}
    assert found(admin_client, ActivityKind, "  ") == set(ActivityKind.objects.all())


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: CommuneFactory(name="Xã Đak Đoa"), "dak doa"),
        (lambda: OldWardFactory(name="Xã Ia Ròng"), "ia rong"),
        (lambda: SupportCeilingFactory(label="mỗi cơ sở"), "moi co so"),
        (lambda: DecisionFactory(title="Kế hoạch khuyến công"), "ke hoach"),
        (lambda: ProgramPhaseFactory(first_year=2016, last_year=2020), "2016"),
        (lambda: AllocationFactory(source__name="Khuyến công địa phương"), "dia phuong 2026"),
        (lambda: TargetFactory(measure__name="Số lớp"), "so lop"),
    ],
)
def test_places_and_plans_are_found_by_their_words(admin_client, make, words):
    record = make()

    assert found(admin_client, type(record), words) == {record}
    assert found(admin_client, type(record), "không có gì như vậy") == set()


def test_a_search_costs_the_same_for_any_number_of_rows(admin_client):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            found(admin_client, Measure, "chi tieu")
        return len(seen)

    MeasureFactory()
    few = queries()
    for _ in range(15):
        MeasureFactory()

    assert queries() == few


def test_a_shipped_row_may_be_changed_but_not_deleted_nor_recoded(admin_client):
    shipped = TradeFactory(code="e", loaded="a" * 64)
    own = TradeFactory()

    assert admin_client.get(delete_url(shipped)).status_code == 403
    assert admin_client.get(delete_url(own)).status_code == 200
    page = admin_client.get(change_url(shipped))
    assert "code" in page.context["adminform"].readonly_fields
    form = {"code": "khac", "name": "Tên mới", "order": 3, "_version": 1}
    assert admin_client.post(change_url(shipped), form).status_code == 302
    shipped.refresh_from_db()
    assert (shipped.code, shipped.name) == ("e", "Tên mới")


def test_a_shipped_ceiling_has_no_code_to_hold(admin_client):
    ceiling = SupportCeilingFactory(max_amount=300 * MILLION, loaded="a" * 64)

    assert admin_client.get(change_url(ceiling)).status_code == 200
    assert admin_client.get(delete_url(ceiling)).status_code == 403
    assert "300.000.000" in admin_client.get(list_url(type(ceiling))).content.decode()


def test_a_row_in_use_is_not_deleted(admin_client):
    kind = MeasureFactory().kind

    admin_client.post(delete_url(kind), {"post": "yes"})

    assert ActivityKind.objects.filter(pk=kind.pk).exists()


def test_a_new_row_gets_its_code_from_staff(admin_client):
    url = reverse("admin:programs_trade_add")

    admin_client.post(url, {"code": "nghe-moi", "name": "Nghề mới", "order": 0})

    assert Trade.objects.get().loaded == ""


def test_a_kind_shows_its_measures(admin_client):
    measure = MeasureFactory(name="Số lớp dệt")

    page = admin_client.get(change_url(measure.kind)).content.decode()

    assert "Số lớp dệt" in page
    assert change_url(measure) in page


def test_an_allocation_is_typed_as_staff_write_amounts(admin_client):
    form = {
        "year": "2026",
        "source": BudgetSourceFactory().pk,
        "amount": "9.510.000.000",
        "decision": "",
        "batch": "",
        "assigned_on": "",
        "phase": "",
        "note": "",
    }

    answer = admin_client.post(reverse("admin:programs_allocation_add"), form)

    assert answer.status_code == 302
    allocation = Allocation.objects.get()
    assert allocation.amount == 9510 * MILLION
    assert allocation.editors.count() == 1
    assert "9.510.000.000" in admin_client.get(list_url(Allocation)).content.decode()


def test_an_approved_allocation_is_locked(admin_client):
    allocation = AllocationFactory(approved=True)

    answer = admin_client.post(change_url(allocation), {"amount": "1", "_version": 1})

    assert answer.status_code == 403
    assert admin_client.get(delete_url(allocation)).status_code == 403


@pytest.mark.parametrize(
    ("minimum", "maximum", "shown"),
    [
        (2, 4, "2 – 4"),
        (3, 3, "3"),
        (2, None, "ít nhất 2"),
        (None, 1500, "nhiều nhất 1.500"),
    ],
)
def test_targets_are_shown_as_they_were_given(admin_client, minimum, maximum, shown):
    target = TargetFactory(minimum=minimum, maximum=maximum)

    page = admin_client.get(list_url(type(target))).content.decode()

    assert f">{shown}</td>" in page

"""The six roles, as the database has them after every migrate."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group, Permission

from khuyencong.models import ReviewedRecord
from khuyencong.roles import OUR_APPS, ROLES, SEEN_BY_ADMIN_ONLY, TABLE, ensure_roles
from tests.staff import staff

pytestmark = pytest.mark.django_db


def allowed(role, code):
    return staff(role).has_perm(code)


@pytest.mark.parametrize(
    ("role", "may", "may_not"),
    [
        (
            "Nhập liệu",
            ["projects.add_activity", "projects.change_support", "projects.delete_activity"],
            ["projects.approve_activity", "khuyencong.add_user", "programs.change_activitykind"],
        ),
        (
            "Nhập liệu",
            ["projects.add_facilitymerge", "projects.add_distinctfacilities"],
            ["projects.approve_facilitymerge"],
        ),
        (
            "Kiểm duyệt",
            ["projects.approve_facilitymerge"],
            ["projects.add_facilitymerge", "projects.add_distinctfacilities"],
        ),
        (
            "Nhập liệu",
            ["reports.add_publication", "reports.change_noticerow"],
            ["reports.publish_publication"],
        ),
        (
            "Kế toán",
            ["projects.add_payment", "projects.change_funding", "programs.change_allocation"],
            ["projects.add_activity", "projects.change_support", "projects.approve_payment"],
        ),
        (
            "Kiểm duyệt",
            ["projects.approve_activity", "projects.approve_payment", "programs.approve_target"],
            ["projects.change_activity", "projects.add_payment", "projects.delete_activity"],
        ),
        (
            "Công bố",
            ["projects.view_activity", "reports.add_publication", "reports.publish_publication"],
            ["projects.change_activity", "projects.approve_activity"],
        ),
        (
            "Kiểm duyệt",
            ["reports.view_publication"],
            ["reports.publish_publication", "reports.change_publication"],
        ),
        (
            "Quản trị",
            ["khuyencong.add_user", "khuyencong.change_agency", "programs.change_activitykind"],
            ["projects.approve_activity", "projects.change_activity", "khuyencong.delete_user"],
        ),
        (
            "Xem",
            ["projects.view_activity", "projects.view_payment"],
            ["projects.add_activity", "projects.change_facility", "khuyencong.view_user"],
        ),
    ],
)
def test_a_role_may_do_its_work_and_no_more(role, may, may_not):
    person = staff(role)

    assert [code for code in may if not person.has_perm(code)] == []
    assert [code for code in may_not if person.has_perm(code)] == []


def test_nobody_who_enters_approves():
    """No role has both for the same records; a person may have two roles, the record judges."""
    for role in ROLES:
        codes = set(Group.objects.get(name=role).permissions.values_list("codename", flat=True))
        approved = {code.removeprefix("approve_") for code in codes if code.startswith("approve_")}
        assert not {f"change_{name}" for name in approved} & codes


def test_only_the_administrator_sees_accounts():
    seers = Group.objects.filter(permissions__codename="view_user").values_list("name", flat=True)

    assert list(seers) == ["Quản trị"]


def test_the_table_is_made_true_again():
    group = Group.objects.get(name="Xem")
    group.permissions.add(Permission.objects.get(codename="delete_activity"))
    Group.objects.get(name="Kiểm duyệt").permissions.clear()

    ensure_roles()

    assert not group.permissions.filter(codename="delete_activity").exists()
    assert allowed("Kiểm duyệt", "projects.approve_activity")


def test_the_table_names_every_model_that_has_an_admin_or_a_review():
    named = {line.split("|")[0].strip() for line in TABLE.strip().splitlines()[1:]}
    ours = {
        model._meta.label_lower
        for model in apps.get_models()
        if model._meta.app_label in OUR_APPS
        and (admin.site.is_registered(model) or issubclass(model, ReviewedRecord))
    }

    assert ours <= named
    assert named >= SEEN_BY_ADMIN_ONLY

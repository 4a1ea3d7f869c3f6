"""Who may do what: one table, made true in the database after every migrate.

The table is authoritative for these six groups: what it does not say is taken away, so that a
release which narrows a role narrows it everywhere. An office that needs more makes a group of its
own. Permissions are named as text, so that nothing is imported from the apps above.

Nobody, superusers included, approves what he entered himself: that is no permission but a rule of
``ReviewedRecord.approve``.
"""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission

ENTRY = "Nhập liệu"
ACCOUNTS = "Kế toán"
REVIEW = "Kiểm duyệt"
PUBLISH = "Công bố"
ADMIN = "Quản trị"
VIEW = "Xem"

ROLES = (ENTRY, ACCOUNTS, REVIEW, PUBLISH, ADMIN, VIEW)
OUR_APPS = ("khuyencong", "programs", "projects", "reports")

# A letter an action: t thêm, s sửa, x xóa, d duyệt, k ký công bố. Everybody sees all records.
ACTIONS = {"t": "add", "s": "change", "x": "delete", "d": "approve", "k": "publish"}
ACTION_WORDS = {
    "view": "xem",
    "add": "thêm",
    "change": "sửa",
    "delete": "xóa",
    "approve": "duyệt",
    "publish": "ký công bố",
}

TABLE = """
                                  | Nhập liệu | Kế toán | Kiểm duyệt | Công bố | Quản trị | Xem
    projects.facility             |    tsx    |    -    |      -     |    -    |    -     |  -
    projects.facilitymerge        |    tsx    |    -    |      d     |    -    |    -     |  -
    projects.distinctfacilities   |    tx     |    -    |      -     |    -    |    -     |  -
    projects.activity             |    tsx    |    s    |      d     |    -    |    -     |  -
    projects.support              |    tsx    |    -    |      -     |    -    |    -     |  -
    projects.quantity             |    tsx    |    -    |      -     |    -    |    -     |  -
    projects.funding              |    tsx    |   tsx   |      -     |    -    |    -     |  -
    projects.fundingshare         |    tsx    |   tsx   |      -     |    -    |    -     |  -
    projects.payment              |    tsx    |   tsx   |      d     |    -    |    -     |  -
    projects.outcome              |    tsx    |    -    |      d     |    -    |    -     |  -
    projects.stageevent           |    tsx    |    -    |      d     |    -    |    -     |  -
    projects.document             |    tsx    |    ts   |      d     |    -    |    -     |  -
    projects.explanation          |    tsx    |   tsx   |      -     |    -    |    -     |  -
    projects.awardround           |    tsx    |    -    |      -     |    -    |    -     |  -
    projects.award                |    tsx    |    -    |      d     |    -    |    -     |  -
    programs.decision             |    ts     |    ts   |      -     |    -    |    tsx   |  -
    programs.programphase         |    -      |    -    |      -     |    -    |    tsx   |  -
    programs.allocation           |    tsx    |   tsx   |      d     |    -    |    -     |  -
    programs.target               |    tsx    |    -    |      d     |    -    |    -     |  -
    programs.activitygroup        |    -      |    -    |      -     |    -    |    tsx   |  -
    programs.activitykind         |    -      |    -    |      -     |    -    |    tsx   |  -
    programs.measure              |    -      |    -    |      -     |    -    |    tsx   |  -
    programs.outcomemeasure       |    -      |    -    |      -     |    -    |    tsx   |  -
    programs.budgetsource         |    -      |    -    |      -     |    -    |    tsx   |  -
    programs.documentkind         |    -      |    -    |      -     |    -    |    tsx   |  -
    programs.formrow              |    -      |    -    |      -     |    -    |    tsx   |  -
    programs.supportceiling       |    -      |    -    |      -     |    -    |    tsx   |  -
    programs.deadline             |    -      |    -    |      -     |    -    |    tsx   |  -
    programs.trade                |    -      |    -    |      -     |    -    |    tsx   |  -
    programs.province             |    -      |    -    |      -     |    -    |    ts    |  -
    programs.oldprovince          |    -      |    -    |      -     |    -    |    ts    |  -
    programs.olddistrict          |    -      |    -    |      -     |    -    |    ts    |  -
    programs.commune              |    -      |    -    |      -     |    -    |    ts    |  -
    programs.oldward              |    -      |    -    |      -     |    -    |    ts    |  -
    reports.statednotice          |    tsx    |    -    |      d     |    -    |    -     |  -
    reports.statedfigure          |    tsx    |    -    |      -     |    -    |    -     |  -
    reports.manualindicator       |    tsx    |    -    |      d     |    -    |    -     |  -
    reports.publication           |    tsx    |    -    |      -     |  tsxk   |    -     |  -
    reports.noticerow             |    tsx    |    -    |      -     |  tsx    |    -     |  -
    khuyencong.implementingunit   |    -      |    -    |      -     |    -    |    tsx   |  -
    khuyencong.agency             |    -      |    -    |      -     |    -    |    ts    |  -
    khuyencong.user               |    -      |    -    |      -     |    -    |    ts    |  -
    khuyencong.historycheckpoint  |    -      |    -    |      -     |    -    |    -     |  -
    khuyencong.signinevent        |    -      |    -    |      -     |    -    |    -     |  -
    khuyencong.importbatch        |    t      |    t    |      -     |    -    |    -     |  -
    khuyencong.importpart         |    -      |    -    |      -     |    -    |    -     |  -
    khuyencong.importrow          |    -      |    -    |      -     |    -    |    -     |  -
    khuyencong.importedrecord     |    -      |    -    |      -     |    -    |    -     |  -
    khuyencong.headingchoice      |    -      |    -    |      -     |    -    |    -     |  -
    khuyencong.delegation         |    -      |    -    |      t     |    t    |    ts    |  -
"""
SEEN_BY_ADMIN_ONLY = {
    "khuyencong.user",
    "khuyencong.historycheckpoint",
    "khuyencong.signinevent",
}
NOT_DELEGATED = {"khuyencong.add_delegation"}  # a deputy has no deputy


def permissions_of(role: str) -> Iterator[str]:
    """The codes of a role: ``projects.change_activity``."""
    column = ROLES.index(role) + 1
    for line in TABLE.strip().splitlines()[1:]:
        cells = [cell.strip() for cell in line.split("|")]
        app, model = cells[0].split(".")
        if cells[0] not in SEEN_BY_ADMIN_ONLY or role == ADMIN:
            yield f"{app}.view_{model}"
        for letter in cells[column].replace("-", ""):
            yield f"{app}.{ACTIONS[letter]}_{model}"


def ensure_roles(using: str = "default", **kwargs: Any) -> None:
    """Make the six groups say what the table says."""
    for label in OUR_APPS:  # this may run before Django made the permissions of the apps below
        create_permissions(apps.get_app_config(label), verbosity=0, using=using)
    rows = Permission.objects.using(using).filter(content_type__app_label__in=OUR_APPS)
    by_code = {
        f"{row.content_type.app_label}.{row.codename}": row
        for row in rows.select_related("content_type")
    }
    for role in ROLES:
        group, _ = Group.objects.using(using).get_or_create(name=role)
        group.permissions.set([by_code[code] for code in permissions_of(role)])

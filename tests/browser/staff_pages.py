"""Every kind of page that staff open: a name, and its address over the demo records.

One list for all checks of the staff's side. An address is text, or is asked of the database.
"""

from django.contrib import admin
from django.urls import reverse

from khuyencong.models import Agency, ImportBatch, Review, User
from projects.duplicates import likely_pairs
from projects.models import Activity, Facility, FacilityMerge, Payment
from reports.models import Publication, StatedNotice

HOME = "/quan-tri/"
MODELS = {model._meta.label_lower: model for model in admin.site._registry}


def page_of(model, page="changelist", *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def of(rows, page="change"):
    """That page of the first of these rows, asked when it is opened."""
    return lambda: page_of(rows.model, page, rows.order_by("pk")[:1].get().pk)


def restoring():
    version = Facility.history.order_by("history_id").first()
    return page_of(Facility, "restore", version.id, version.history_id)


def comparison():
    return page_of(Facility, "comparison", *likely_pairs()[0].pair)


def import_of(name, query=""):
    """The page of an import, by its file."""
    return lambda: (
        reverse("admin:import_batch", args=[ImportBatch.objects.get(file_name=name).key]) + query
    )


activities = Activity.objects.all()
approved = activities.filter(review=Review.APPROVED)
publications = Publication.objects.all()

LISTS = {f"list-{label}": page_of(model) for label, model in MODELS.items()}
# Every model has a page to add one; those that differ in what they are made of are looked at.
ADDED = (
    "projects.activity",
    "projects.facility",
    "projects.payment",
    "projects.document",
    "projects.award",
    "programs.activitykind",
    "programs.allocation",
    "programs.decision",
    "reports.publication",
    "reports.statednotice",
    "khuyencong.user",
    "auth.group",
)
PAGES = {
    "home": HOME,
    "app": "/quan-tri/projects/",
    **LISTS,
    **{f"add-{label}": page_of(MODELS[label], "add") for label in ADDED},
    "list-searched": f"{page_of(Activity)}?q=may&year=2024&o=-1",
    "list-empty": f"{page_of(Activity)}?q=zzzz",
    "list-columns": page_of(Facility, "export_choice"),
    "list-popup": f"{page_of(Facility)}?_popup=1",
    "activity-draft": of(activities.filter(review=Review.DRAFT)),
    "activity-pending": of(activities.filter(review=Review.PENDING)),
    "activity-approved": of(approved),
    "activity-history": of(approved, "history"),
    "activity-deletion": of(activities.filter(review=Review.DRAFT, approved_at=None), "delete"),
    "facility": of(Facility.objects.all()),
    "facility-received": of(Facility.objects.all(), "received"),
    "facility-deletion": of(Facility.objects.all(), "delete"),
    "facility-restoring": restoring,
    "duplicates": page_of(Facility, "duplicates"),
    "import": reverse("admin:import_start"),
    "import-headings": import_of("hoi.xlsx"),
    "import-preview": import_of("sai.xlsx"),
    "import-correcting": import_of("sai.xlsx", "?sua-cot=1"),
    "import-stored": import_of("luu.xlsx"),
    "comparison": comparison,
    "merge": of(FacilityMerge.objects.all()),
    "payment": of(Payment.objects.all()),
    "agency": of(Agency.objects.all()),
    "user": of(User.objects.filter(is_superuser=False)),
    "password-link": lambda: page_of(User, "changelist") + f"{User.objects.first().pk}/password/",
    "publication-draft": of(publications.filter(sealed_at=None)),
    "publication-gate": of(publications.filter(sealed_at=None), "gate"),
    "publication-sealed": of(publications.filter(sealed_at__isnull=False)),
    "publication-revision": of(publications.filter(sealed_at__isnull=False), "revision"),
    "publication-withdrawal": of(publications.filter(sealed_at__isnull=False), "withdrawal"),
    "notice": of(StatedNotice.objects.all()),
    "notice-reading": of(StatedNotice.objects.all(), "reading"),
    "not-found": "/quan-tri/khong-co/",
    "record-not-found": page_of(Activity, "change", 987654321),
    "forbidden": of(approved, "delete"),
    "account": "/tai-khoan/",
    "new-own-password": "/tai-khoan/mat-khau/",
    "second-factor": "/tai-khoan/hai-lop/bat/",
    "signing-out": "/tai-khoan/dang-xuat/",
}

"""One factory a model: unique values by Sequence, nothing random.

A reviewed record is a draft; ``approved=True`` makes it approved by two persons.
"""

from datetime import UTC, date, datetime

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from khuyencong.models import (
    Agency,
    Delegation,
    HistoryCheckpoint,
    ImplementingUnit,
    ImportBatch,
    Review,
    SignInEvent,
    User,
)
from programs.models import (
    ActivityGroup,
    ActivityKind,
    Allocation,
    BudgetSource,
    Commune,
    Deadline,
    Decision,
    DocumentKind,
    FormRow,
    Measure,
    OldDistrict,
    OldProvince,
    OldWard,
    OutcomeMeasure,
    ProgramPhase,
    Province,
    SupportCeiling,
    Target,
    Trade,
)
from projects.models import (
    Activity,
    Award,
    AwardRound,
    DistinctFacilities,
    Document,
    Facility,
    FacilityMerge,
    Funding,
    FundingShare,
    Outcome,
    Payment,
    Programme,
    Quantity,
    StageEvent,
    Support,
)
from reports.models import ManualIndicator, Publication, StatedFigure, StatedNotice

PASSWORD = "một mật khẩu dài để thử"
MILLION = 1_000_000


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"canbo{n}")
    last_name = "Nguyễn Văn"
    first_name = factory.Sequence(lambda n: f"Thử {n}")
    password = factory.django.Password(PASSWORD)


class ReviewedFactory(DjangoModelFactory):
    class Meta:
        abstract = True

    class Params:
        approved = factory.Trait(
            review=Review.APPROVED,
            submitted_by=factory.SubFactory(UserFactory),
            submitted_at=datetime(2026, 3, 2, 2, 0, tzinfo=UTC),
            approved_by=factory.SubFactory(UserFactory),
            approved_at=datetime(2026, 3, 3, 2, 0, tzinfo=UTC),
        )


# khuyencong


class HistoryCheckpointFactory(DjangoModelFactory):
    class Meta:
        model = HistoryCheckpoint

    sequence = factory.Sequence(lambda n: n + 1)
    made_at = datetime(2026, 3, 3, 2, 0, tzinfo=UTC)
    occasion = "Lệnh seal_history"
    digest = "0" * 64


class AgencyFactory(DjangoModelFactory):
    class Meta:
        model = Agency

    parent_name = "Ủy ban nhân dân tỉnh Thử"
    name = "Sở Công Thương"
    province_name = "tỉnh Thử"


class ImplementingUnitFactory(DjangoModelFactory):
    class Meta:
        model = ImplementingUnit

    code = factory.Sequence(lambda n: f"don-vi-{n}")
    name = factory.Sequence(lambda n: f"Trung tâm Khuyến công {n}")


class SignInEventFactory(DjangoModelFactory):
    class Meta:
        model = SignInEvent

    kind = SignInEvent.Kind.SIGNED_IN
    user = factory.SubFactory(UserFactory)


class ImportBatchFactory(DjangoModelFactory):
    class Meta:
        model = ImportBatch

    subject = "co-so"
    user = factory.SubFactory(UserFactory)
    file_name = factory.Sequence(lambda n: f"danh-sach-{n}.xlsx")
    file_hash = factory.Sequence(lambda n: f"{n:064x}")
    file_size = 1
    state = ImportBatch.State.STORED
    stored_at = factory.LazyFunction(timezone.now)


class DelegationFactory(DjangoModelFactory):
    class Meta:
        model = Delegation

    from_user = factory.SubFactory(UserFactory)
    to_user = factory.SubFactory(UserFactory)
    role = Delegation.Role.REVIEW
    first_day = factory.LazyFunction(timezone.localdate)
    last_day = factory.LazyFunction(timezone.localdate)
    document_number = factory.Sequence(lambda n: f"{n}/UQ-SCT")


# programs, the catalogue


class ActivityGroupFactory(DjangoModelFactory):
    class Meta:
        model = ActivityGroup

    code = factory.Sequence(lambda n: f"nhom-{n}")
    name = factory.Sequence(lambda n: f"Nhóm nội dung {n}")


class FormRowFactory(DjangoModelFactory):
    class Meta:
        model = FormRow

    code = factory.Sequence(lambda n: f"dong-{n}")
    form = FormRow.Form.RESULTS
    label = factory.Sequence(lambda n: f"Chỉ tiêu biểu {n}")


class DocumentKindFactory(DjangoModelFactory):
    class Meta:
        model = DocumentKind

    code = factory.Sequence(lambda n: f"ho-so-{n}")
    name = factory.Sequence(lambda n: f"Loại hồ sơ {n}")


class DeadlineFactory(DjangoModelFactory):
    class Meta:
        model = Deadline

    code = factory.Sequence(lambda n: f"thoi-han-{n}")
    name = factory.Sequence(lambda n: f"Thời hạn {n}")
    every = Deadline.Every.MONTH
    days = 25


class ActivityKindFactory(DjangoModelFactory):
    class Meta:
        model = ActivityKind

    code = factory.Sequence(lambda n: f"noi-dung-{n}")
    name = factory.Sequence(lambda n: f"Nội dung {n}")
    group = factory.SubFactory(ActivityGroupFactory)


class MeasureFactory(DjangoModelFactory):
    class Meta:
        model = Measure

    code = factory.Sequence(lambda n: f"chi-tieu-{n}")
    name = factory.Sequence(lambda n: f"Chỉ tiêu {n}")
    unit = "lớp"
    kind = factory.SubFactory(ActivityKindFactory)


class OutcomeMeasureFactory(DjangoModelFactory):
    class Meta:
        model = OutcomeMeasure

    code = factory.Sequence(lambda n: f"hieu-qua-{n}")
    name = factory.Sequence(lambda n: f"Hiệu quả {n}")
    unit = "lao động"


class BudgetSourceFactory(DjangoModelFactory):
    class Meta:
        model = BudgetSource

    code = factory.Sequence(lambda n: f"NGUON_{n}")
    name = factory.Sequence(lambda n: f"Nguồn kinh phí {n}")
    short_name = factory.Sequence(lambda n: f"Nguồn {n}")
    role = BudgetSource.Role.SUPPORT


class TradeFactory(DjangoModelFactory):
    class Meta:
        model = Trade

    code = factory.Sequence(lambda n: f"nghe-{n}")
    name = factory.Sequence(lambda n: f"Ngành nghề {n}")


class SupportCeilingFactory(DjangoModelFactory):
    class Meta:
        model = SupportCeiling

    kind = factory.SubFactory(ActivityKindFactory)
    source = factory.SubFactory(BudgetSourceFactory)
    max_percent = 50
    legal_source = "Thông tư thử"
    valid_from = date(2018, 1, 1)


# programs, the places


class ProvinceFactory(DjangoModelFactory):
    class Meta:
        model = Province

    code = factory.Sequence(lambda n: f"t{n}")
    name = factory.Sequence(lambda n: f"Tỉnh Thử {n}")


class OldProvinceFactory(DjangoModelFactory):
    class Meta:
        model = OldProvince

    code = factory.Sequence(lambda n: f"tinh-cu-{n}")
    name = factory.Sequence(lambda n: f"Tỉnh cũ {n}")
    province = factory.SubFactory(ProvinceFactory)


class OldDistrictFactory(DjangoModelFactory):
    class Meta:
        model = OldDistrict

    code = factory.Sequence(lambda n: f"h{n}")
    name = factory.Sequence(lambda n: f"Huyện cũ {n}")
    old_province = factory.SubFactory(OldProvinceFactory)


class CommuneFactory(DjangoModelFactory):
    class Meta:
        model = Commune

    code = factory.Sequence(lambda n: f"x{n}")
    name = factory.Sequence(lambda n: f"Xã Thử {n}")
    province = factory.SubFactory(ProvinceFactory)


class OldWardFactory(DjangoModelFactory):
    class Meta:
        model = OldWard

    code = factory.Sequence(lambda n: f"xc{n}")
    name = factory.Sequence(lambda n: f"Xã cũ {n}")
    old_district = factory.SubFactory(OldDistrictFactory)
    commune = factory.SubFactory(CommuneFactory)


# programs, what was planned


class DecisionFactory(DjangoModelFactory):
    class Meta:
        model = Decision

    number = factory.Sequence(lambda n: f"{n}/QĐ-UBND")
    signed_on = date(2026, 1, 15)
    issuer = "Ủy ban nhân dân tỉnh Thử"


class ProgramPhaseFactory(DjangoModelFactory):
    class Meta:
        model = ProgramPhase

    name = factory.LazyAttribute(lambda phase: f"Giai đoạn {phase.first_year}-{phase.last_year}")
    first_year = factory.Sequence(lambda n: 2000 + n % 90)
    last_year = factory.LazyAttribute(lambda phase: phase.first_year + 4)


class AllocationFactory(ReviewedFactory):
    class Meta:
        model = Allocation

    year = 2026
    source = factory.SubFactory(BudgetSourceFactory)
    amount = 1000 * MILLION


class TargetFactory(ReviewedFactory):
    class Meta:
        model = Target

    year = 2026
    measure = factory.SubFactory(MeasureFactory)
    minimum = 2


# projects


class FacilityFactory(DjangoModelFactory):
    class Meta:
        model = Facility

    name = factory.Sequence(lambda n: f"Cơ sở {n}")
    legal_form = Facility.LegalForm.ENTERPRISE


class FacilityMergeFactory(ReviewedFactory):
    class Meta:
        model = FacilityMerge

    keeper = factory.SubFactory(FacilityFactory)
    merged = factory.SubFactory(FacilityFactory)
    reason = "Cùng giấy đăng ký."


class DistinctFacilitiesFactory(DjangoModelFactory):
    class Meta:
        model = DistinctFacilities

    first = factory.SubFactory(FacilityFactory)
    second = factory.SubFactory(FacilityFactory)
    reason = "Khác chủ hộ."


class ActivityFactory(ReviewedFactory):
    class Meta:
        model = Activity

    title = factory.Sequence(lambda n: f"Đề án {n}")
    year = 2026
    programme = Programme.LOCAL
    main_kind = factory.SubFactory(ActivityKindFactory)


class SupportFactory(DjangoModelFactory):
    class Meta:
        model = Support

    activity = factory.SubFactory(ActivityFactory)
    kind = factory.SelfAttribute("activity.main_kind")


class QuantityFactory(DjangoModelFactory):
    class Meta:
        model = Quantity

    support = factory.SubFactory(SupportFactory)
    measure = factory.SubFactory(MeasureFactory, kind=factory.SelfAttribute("..support.kind"))


class OutcomeFactory(ReviewedFactory):
    class Meta:
        model = Outcome

    support = factory.SubFactory(SupportFactory)
    measure = factory.SubFactory(OutcomeMeasureFactory)
    value = 30


class FundingFactory(DjangoModelFactory):
    class Meta:
        model = Funding

    activity = factory.SubFactory(ActivityFactory)
    source = factory.SubFactory(BudgetSourceFactory)
    planned = 100 * MILLION


class FundingShareFactory(DjangoModelFactory):
    class Meta:
        model = FundingShare

    funding = factory.SubFactory(FundingFactory)
    support = factory.SubFactory(
        SupportFactory, activity=factory.SelfAttribute("..funding.activity")
    )
    planned = 40 * MILLION


class PaymentFactory(ReviewedFactory):
    class Meta:
        model = Payment

    funding = factory.SubFactory(FundingFactory)
    paid_on = date(2026, 6, 1)
    amount = 10 * MILLION


class StageEventFactory(ReviewedFactory):
    class Meta:
        model = StageEvent

    activity = factory.SubFactory(ActivityFactory)
    kind = StageEvent.Kind.CONTRACT
    happened_on = date(2026, 4, 1)


class DocumentFactory(ReviewedFactory):
    class Meta:
        model = Document

    activity = factory.SubFactory(ActivityFactory)
    kind = factory.SubFactory(DocumentKindFactory)


class AwardRoundFactory(DjangoModelFactory):
    class Meta:
        model = AwardRound

    level = AwardRound.Level.PROVINCE
    year = 2026
    name = factory.Sequence(lambda n: f"Đợt {n}")


class AwardFactory(ReviewedFactory):
    class Meta:
        model = Award

    round = factory.SubFactory(AwardRoundFactory)
    product = factory.Sequence(lambda n: f"Sản phẩm {n}")
    facility = factory.SubFactory(FacilityFactory)
    group = Award.Group.CRAFT


# reports


class ManualIndicatorFactory(ReviewedFactory):
    class Meta:
        model = ManualIndicator

    row = factory.SubFactory(FormRowFactory)
    year = 2026
    value = 12
    basis = "Báo cáo nhân sự"


class PublicationFactory(DjangoModelFactory):
    class Meta:
        model = Publication

    title = factory.Sequence(lambda n: f"Kết quả khuyến công {n}")
    period_slug = "2026"
    cutoff = date(2026, 12, 31)
    composed_by = factory.SubFactory(UserFactory)


class StatedNoticeFactory(ReviewedFactory):
    class Meta:
        model = StatedNotice

    title = factory.Sequence(lambda n: f"Kết quả khuyến công {n}")
    text = "Tổng kinh phí 712 triệu đồng."
    issued_by = "Sở Công Thương"
    published_on = date(2020, 5, 19)
    first_year = 2014
    last_year = 2020


class StatedFigureFactory(DjangoModelFactory):
    class Meta:
        model = StatedFigure

    notice = factory.SubFactory(StatedNoticeFactory)
    order = factory.Sequence(lambda n: n + 1)
    label = "Kinh phí khuyến công địa phương"
    value = 712
    unit = "triệu đồng"
    printed = "Tổng kinh phí 712 triệu đồng."

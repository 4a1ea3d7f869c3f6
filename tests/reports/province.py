"""A province small enough to add up by hand: the specification of every figure.

Money in triệu đồng. "nt" = nghiệm thu (accepted). Phase 2018–2020.

==  ====  ====  =========  ===========================================  ==========================
no  year  prog  kind       supports                                     money
==  ====  ====  =========  ===========================================  ==========================
1   2018  QG    máy        An Phú (D1), nt 01/06/2018                   QG 300, settled 280; ĐƯ 400
                                                                        paid 200 + 80 in 2018
2   2019  ĐP    máy        An Phú (D1) nt 01/09/2019; Bình Minh (D2)    ĐP 300 = 100 + 120 + rest 80
                           nt 01/10/2019; Cao Nguyên (D2) stopped
3   2019  QG    mô hình    mô hình: Bình Minh (D2) nt 15/11/2019;       QG 500 (2019) + 200 (2020),
                           đào tạo at D2 nt 01/02/2020: 1 lớp,          nobody split it
                           lao động unknown
4   2020  QG    hội chợ    no facility, nt, day missing: 1 hội chợ,     QG amount unknown
                           gian hàng unknown
5   2020  ĐP    máy        Đak (D1), approved by 05/QĐ-UBND, not yet    ĐP 90; paid 60 in 2020
                           accepted; no other one names its decision
6   2018  ĐP    quản lý    none, nt 31/12/2020: no đề án                ĐP 50 (budget 2020)
7   2018  QG    tư vấn     An Phú (D1) nt 20/12/2018                    unknown source 30
==  ====  ====  =========  ===========================================  ==========================

Left out, each for its own reason: a proposal (999), a stopped đề án (888), a draft (777), one of
2021 (666), and a draft payment (5) on no. 1.

Assigned: QG 2018 400, QG 2019 600, ĐP 2019 350, ĐP 2020 200, QG of the phase without year 100.
Targets of the phase: cơ sở máy 4–6, hội chợ at least 2. Awards 2019: 2 recognised, 1 registered.
Outcome of no. 1: about 30 jobs (additive), income 5 (not additive).
"""

from datetime import date
from types import SimpleNamespace
from typing import Any

from programs.models import BudgetSource, Measure
from projects.models import Award, Payment, Programme, Stage, Support
from tests import factories as make

MILLION = 1_000_000
QG, DP = Programme.NATIONAL, Programme.LOCAL


def build() -> SimpleNamespace:
    """Store the province and return its pieces by name."""
    it = SimpleNamespace()
    _catalogue(it)
    _facilities(it)
    _activities(it)
    _left_out(it)
    _plans(it)
    _after(it)
    return it


def _catalogue(it: SimpleNamespace) -> None:
    group = make.ActivityGroupFactory(code="4", order=4)
    it.kinds = {
        code: make.ActivityKindFactory(
            code=code, name=name, phrase=phrase, group=group, order=order, is_scheme=scheme
        )
        for order, (code, name, phrase, scheme) in enumerate(
            [
                ("dao-tao", "Đào tạo nghề", "mở {n} đào tạo nghề", True),
                ("mo-hinh", "Mô hình trình diễn", "xây dựng {n} trình diễn", True),
                ("may", "Ứng dụng máy móc", "hỗ trợ cho {n} ứng dụng máy móc", True),
                ("hoi-cho", "Hội chợ, triển lãm", "tổ chức {n}", True),
                ("tu-van", "Tư vấn", "tư vấn cho {n}", True),
                ("quan-ly", "Quản lý chương trình", "", False),
            ]
        )
    }
    it.measures = {}
    for kind, name, unit, rule, main in [
        ("dao-tao", "lop", "lớp", Measure.Rule.SUM, True),
        ("dao-tao", "lao-dong", "lao động", Measure.Rule.SUM, False),
        ("mo-hinh", "mo-hinh", "mô hình", Measure.Rule.SUM, True),
        ("may", "co-so", "cơ sở", Measure.Rule.FACILITIES, True),
        ("hoi-cho", "hoi-cho", "hội chợ", Measure.Rule.SUM, True),
        ("hoi-cho", "gian-hang", "gian hàng", Measure.Rule.SUM, False),
        ("tu-van", "co-so", "cơ sở", Measure.Rule.FACILITIES, True),
    ]:
        code = f"{kind}.{name}"
        it.measures[code] = make.MeasureFactory(
            code=code, name=unit, unit=unit, rule=rule, is_main=main, kind=it.kinds[kind]
        )
    roles = BudgetSource.Role
    it.sources = {
        code: make.BudgetSourceFactory(
            code=code, name=name, role=role, is_unknown=unknown, order=order
        )
        for order, (code, name, role, unknown) in enumerate(
            [
                ("KCQG", "Khuyến công quốc gia", roles.SUPPORT, False),
                ("KCDP", "Khuyến công địa phương", roles.SUPPORT, False),
                ("KC_CHUA_RO", "Khuyến công, chưa rõ nguồn", roles.SUPPORT, True),
                ("DOI_UNG", "Vốn đối ứng", roles.COUNTERPART, False),
            ]
        )
    }
    it.phase = make.ProgramPhaseFactory(
        name="Chương trình khuyến công", first_year=2018, last_year=2020
    )
    it.phase.legal_bases.add(make.DecisionFactory(number="1288/QĐ-TTg", signed_on=date(2014, 8, 1)))


def _facilities(it: SimpleNamespace) -> None:
    it.d1 = make.OldDistrictFactory(code="D1", name="Huyện Một")
    it.d2 = make.OldDistrictFactory(code="D2", name="Huyện Hai", old_province=it.d1.old_province)
    it.commune = make.CommuneFactory(code="X1", name="Xã An Phú")
    forms = make.FacilityFactory._meta.model.LegalForm
    it.an_phu = make.FacilityFactory(
        code="AN", name="HTX An Phú", legal_form=forms.COOPERATIVE, old_district=it.d1
    )
    it.binh_minh = make.FacilityFactory(code="BM", name="Công ty Bình Minh", old_district=it.d2)
    it.cao_nguyen = make.FacilityFactory(code="CN", name="Công ty Cao Nguyên", old_district=it.d2)
    it.dak = make.FacilityFactory(
        code="DK", name="Hộ Đak", legal_form=forms.HOUSEHOLD, old_district=it.d1
    )


def activity(it: SimpleNamespace, code: str, year: int, kind: str, **more: Any) -> Any:
    """An approved record of an accepted đề án, unless ``more`` says otherwise."""
    more = {"stage": Stage.ACCEPTED, "approved": True, "approved_on": date(year, 1, 10)} | more
    return make.ActivityFactory(code=code, year=year, main_kind=it.kinds[kind], **more)


def support(record: Any, **more: Any) -> Support:
    return make.SupportFactory(activity=record, **more)


def money(it: SimpleNamespace, record: Any, source: str, planned: int | None, **more: Any) -> Any:
    """Money in triệu đồng."""
    amounts = {name: more.pop(name) * MILLION for name in ("settled",) if name in more}
    return make.FundingFactory(
        activity=record,
        source=it.sources[source],
        planned=None if planned is None else planned * MILLION,
        **amounts,
        **more,
    )


def _activities(it: SimpleNamespace) -> None:
    it.a1 = activity(it, "A1", 2018, "may", programme=QG, accepted_on=date(2018, 6, 1))
    it.s1 = support(it.a1, facility=it.an_phu, commune=it.commune, old_district=it.d1)
    it.f1 = money(it, it.a1, "KCQG", 300, settled=280)
    money(it, it.a1, "DOI_UNG", 400)
    paid = make.PaymentFactory
    paid(
        funding=it.f1,
        amount=200 * MILLION,
        kind=Payment.Kind.ADVANCE,
        paid_on=date(2018, 3, 1),
        approved=True,
    )
    paid(funding=it.f1, amount=80 * MILLION, paid_on=date(2018, 7, 1), approved=True)
    paid(funding=it.f1, amount=5 * MILLION, paid_on=date(2018, 7, 2))

    it.a2 = activity(it, "A2", 2019, "may", programme=DP, stage=Stage.APPROVED)
    parts = [
        support(it.a2, facility=it.an_phu, accepted_on=date(2019, 9, 1), order=1),
        support(it.a2, facility=it.binh_minh, accepted_on=date(2019, 10, 1), order=2),
    ]
    support(it.a2, facility=it.cao_nguyen, stopped_on=date(2019, 8, 1), order=3)
    it.f2 = money(it, it.a2, "KCDP", 300)
    for part, share in zip(parts, (100, 120), strict=True):
        make.FundingShareFactory(funding=it.f2, support=part, planned=share * MILLION)

    it.a3 = activity(it, "A3", 2019, "mo-hinh", programme=QG, stage=Stage.APPROVED)
    model = support(it.a3, facility=it.binh_minh, accepted_on=date(2019, 11, 15), order=1)
    training = support(
        it.a3,
        kind=it.kinds["dao-tao"],
        old_district=it.d2,
        accepted_on=date(2020, 2, 1),
        order=2,
    )
    quantity(it, model, "mo-hinh.mo-hinh", 1)
    quantity(it, training, "dao-tao.lop", 1)
    quantity(it, training, "dao-tao.lao-dong", None)
    money(it, it.a3, "KCQG", 500)
    money(it, it.a3, "KCQG", 200, budget_year=2020)

    it.a4 = activity(it, "A4", 2020, "hoi-cho", programme=QG)
    fair = support(it.a4)
    quantity(it, fair, "hoi-cho.hoi-cho", 1)
    quantity(it, fair, "hoi-cho.gian-hang", None)
    money(it, it.a4, "KCQG", None)

    it.decision = make.DecisionFactory(number="05/QĐ-UBND", signed_on=date(2020, 1, 10))
    it.a5 = activity(
        it, "A5", 2020, "may", programme=DP, stage=Stage.APPROVED, decision=it.decision
    )
    support(it.a5, facility=it.dak)
    it.f5 = money(it, it.a5, "KCDP", 90)
    paid(funding=it.f5, amount=60 * MILLION, paid_on=date(2020, 5, 1), approved=True)

    it.a6 = activity(it, "A6", 2018, "quan-ly", programme=DP, accepted_on=date(2020, 12, 31))
    support(it.a6)
    money(it, it.a6, "KCDP", 50, budget_year=2020)

    it.a7 = activity(it, "A7", 2018, "tu-van", programme=QG, accepted_on=date(2018, 12, 20))
    support(it.a7, facility=it.an_phu)
    money(it, it.a7, "KC_CHUA_RO", 30)


def quantity(it: SimpleNamespace, part: Support, measure: str, actual: int | None) -> None:
    """A stated quantity; None is "unknown"."""
    make.QuantityFactory(
        support=part, measure=it.measures[measure], actual=actual, is_unknown=actual is None
    )


def _left_out(it: SimpleNamespace) -> None:
    for code, amount, more in [
        ("B1", 999, {"stage": Stage.PROPOSED}),
        ("B2", 888, {"stage": Stage.STOPPED, "stopped_on": date(2019, 5, 1)}),
        ("B3", 777, {"approved": False}),
        ("B4", 666, {"year": 2021}),
    ]:
        record = activity(it, code, **({"year": 2019, "kind": "may"} | more))
        support(record, facility=it.cao_nguyen)
        funding = money(it, record, "KCQG", amount)
        make.PaymentFactory(
            funding=funding,
            amount=amount * MILLION,
            paid_on=date(record.year, 3, 1),
            approved=True,
        )


def _plans(it: SimpleNamespace) -> None:
    for source, years, amount in [
        ("KCQG", {"year": 2018}, 400),
        ("KCQG", {"year": 2019}, 600),
        ("KCDP", {"year": 2019}, 350),
        ("KCDP", {"year": 2020}, 200),
        ("KCQG", {"year": None, "phase": it.phase}, 100),
    ]:
        make.AllocationFactory(
            source=it.sources[source], amount=amount * MILLION, approved=True, **years
        )
    make.AllocationFactory(source=it.sources["KCQG"], year=2018, batch="nháp", amount=MILLION)
    for measure, lowest, highest in [("may.co-so", 4, 6), ("hoi-cho.hoi-cho", 2, None)]:
        make.TargetFactory(
            phase=it.phase,
            year=None,
            measure=it.measures[measure],
            minimum=lowest,
            maximum=highest,
            approved=True,
        )


def _after(it: SimpleNamespace) -> None:
    jobs = make.OutcomeMeasureFactory(code="viec-lam", name="Việc làm", is_additive=True)
    income = make.OutcomeMeasureFactory(code="thu-nhap", name="Thu nhập")
    make.OutcomeFactory(support=it.s1, measure=jobs, value=30, qualifier="khoang", approved=True)
    make.OutcomeFactory(support=it.s1, measure=income, value=5, approved=True)
    contest = make.AwardRoundFactory(year=2019)
    for status in (Award.Status.RECOGNISED, Award.Status.NOMINATED, Award.Status.REGISTERED):
        make.AwardFactory(round=contest, facility=it.an_phu, status=status, approved=True)

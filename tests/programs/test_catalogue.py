"""The files that ship with the portal, and loading them without undoing what staff changed."""

import itertools
import shutil
from datetime import date

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from programs.catalogue import loader
from programs.models import (
    ActivityGroup,
    ActivityKind,
    BudgetSource,
    Commune,
    Deadline,
    DocumentKind,
    FormRow,
    Measure,
    OldDistrict,
    OldProvince,
    OldWard,
    OutcomeMeasure,
    Province,
    SupportCeiling,
    Trade,
)

MODELS = [
    ActivityGroup,
    ActivityKind,
    BudgetSource,
    Commune,
    Deadline,
    DocumentKind,
    FormRow,
    Measure,
    OldDistrict,
    OldProvince,
    OldWard,
    OutcomeMeasure,
    Province,
    SupportCeiling,
    Trade,
]

# Which measure feeds which row of the results form; R23 is typed by hand.
RESULT_ROWS = {
    "R01": {"dao-tao-nghe.lao-dong"},
    "R01a": {"dao-tao-nghe.co-viec-lam"},
    "R02": {"nang-cao-tay-nghe.lao-dong"},
    "R03": {"khoi-su.hoc-vien"},
    "R04": {"nang-cao-quan-ly.hoc-vien"},
    "R05": {"hoi-thao-tap-huan.hoi-nghi"},
    "R06": {"tham-quan-trong-nuoc.doan"},
    "R06a": {"tham-quan-trong-nuoc.luot-nguoi"},
    "R07": {"tham-quan-ngoai-nuoc.doan"},
    "R07a": {"tham-quan-ngoai-nuoc.luot-nguoi"},
    "R08": {"thanh-lap-doanh-nghiep.co-so"},
    "R09": {"mo-hinh-trinh-dien.mo-hinh"},
    "R09a": {"mo-hinh-trinh-dien.von-thu-hut"},
    "R10": {"may-moc-thiet-bi.co-so"},
    "R10a": {"may-moc-thiet-bi.von-thu-hut"},
    "R11": {"san-xuat-sach-hon.mo-hinh"},
    "R12": {"binh-chon.san-pham"},
    "R13": {"to-chuc-hoi-cho.hoi-cho"},
    "R13a": {"to-chuc-hoi-cho.gian-hang"},
    "R14": {"tham-gia-hoi-cho.co-so"},
    "R15": {"thuong-hieu.co-so"},
    "R16": {"tu-van.co-so"},
    "R17": {"an-pham.an-pham"},
    "R18": {"truyen-hinh.chuong-trinh"},
    "R19": {"hiep-hoi.hiep-hoi"},
    "R20": {"quy-hoach-cum.cum"},
    "R21": {"ha-tang-cum.cum"},
    "R22": {"dao-tao-can-bo.lop"},
    "R22a": {"dao-tao-can-bo.luot-nguoi"},
    "R23": set(),
}

FUNDING_ROWS = {
    "F01": {"dao-tao-nghe"},
    "F02": {"nang-cao-tay-nghe"},
    "F03": {"khoi-su"},
    "F04": {"nang-cao-quan-ly"},
    "F05": {"hoi-thao-tap-huan"},
    "F06": {"tham-quan-trong-nuoc"},
    "F07": {"tham-quan-ngoai-nuoc"},
    "F08": {"thanh-lap-doanh-nghiep"},
    "F09": {"mo-hinh-trinh-dien"},
    "F10": {"may-moc-thiet-bi"},
    "F11": {"san-xuat-sach-hon"},
    "F12": {"binh-chon"},
    "F13": {"to-chuc-hoi-cho"},
    "F14": {"tham-gia-hoi-cho"},
    "F15": {"thuong-hieu"},
    "F16": {"thuong-hieu-lang-nghe"},
    "F17": {"tu-van"},
    "F18": {"an-pham"},
    "F19": {"truyen-hinh"},
    "F20": {"hiep-hoi"},
    "F21": {"quy-hoach-cum"},
    "F22": {"ha-tang-cum"},
    "F23": {"dao-tao-can-bo", "quan-ly-chuong-trinh"},
    "F24": {"phong-trung-bay", "trang-thong-tin", "xu-ly-o-nhiem", "hop-tac-quoc-te", "khac"},
}


@pytest.fixture
def catalogue(db):
    return loader.load(settings.PROVINCE)


@pytest.fixture
def folder(monkeypatch, tmp_path):
    """A copy of the files that a test may change."""
    copy = tmp_path / "catalogue"
    shutil.copytree(loader.FOLDER, copy)
    monkeypatch.setattr(loader, "FOLDER", copy)
    monkeypatch.setattr(loader, "PROVINCES", copy / "provinces")
    return copy


def replace(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def state():
    """Every row with its version, and every history row."""
    return [
        (
            sorted(model.objects.values_list("pk", "version", "loaded")),
            model.history.count(),
        )
        for model in MODELS
    ]


def outcome_of(outcomes, model, number=0):
    return [one for one in outcomes if one.name == model._meta.verbose_name][number]


# Loading.


def test_every_row_made_has_its_history(catalogue):
    for model in MODELS:
        assert model.objects.exists()
        assert model.history.count() == model.objects.count()
        assert set(model.history.values_list("history_change_reason", flat=True)) == {loader.REASON}


def test_loading_twice_changes_nothing(catalogue):
    before = state()

    outcomes = loader.load(settings.PROVINCE)

    assert state() == before
    assert all(one.made == one.updated == 0 and not one.kept for one in outcomes)


def test_loading_needs_few_queries(db, django_assert_max_num_queries):
    with django_assert_max_num_queries(700):
        loader.load(settings.PROVINCE)
    with django_assert_max_num_queries(60):
        loader.load(settings.PROVINCE)


def test_what_staff_changed_is_kept_and_named(catalogue, folder, capsys):
    kind = ActivityKind.objects.get(code="binh-chon")
    kind.name = "Bình chọn theo cách gọi của Sở"
    kind.save()
    replace(folder / "kinds.toml", 'name = "Bình chọn', 'name = "Tổ chức bình chọn')

    call_command("load_catalogue")

    kind.refresh_from_db()
    assert kind.name == "Bình chọn theo cách gọi của Sở"
    said = capsys.readouterr().out
    assert "nội dung hoạt động: thêm 0, cập nhật 0, không đổi 28, giữ nguyên 1" in said
    assert "nội dung hoạt động: Bình chọn theo cách gọi của Sở" in said


def test_a_list_that_staff_changed_counts_as_a_change(catalogue):
    kind = ActivityKind.objects.get(code="binh-chon")
    kind.documents.add(DocumentKind.objects.get(code="khac"))

    outcomes = loader.load(settings.PROVINCE)

    assert outcome_of(outcomes, ActivityKind).kept == [kind.name]
    assert kind.documents.count() == 2


def test_places_that_staff_changed_are_kept(catalogue):
    commune = Commune.objects.order_by("code").first()
    commune.name = "Xã đã sửa"
    commune.save()

    outcomes = loader.load(settings.PROVINCE)

    assert outcome_of(outcomes, Commune).kept == ["Xã đã sửa"]


def test_a_newer_file_updates_what_nobody_changed(catalogue, folder):
    replace(folder / "kinds.toml", "hỗ trợ xây dựng kết cấu hạ tầng cho {n}", "xây hạ tầng {n}")
    replace(folder / "kinds.toml", '["danh-sach-giai"]', '["danh-sach-giai", "khac"]')

    outcomes = loader.load(settings.PROVINCE)

    assert outcome_of(outcomes, ActivityKind).updated == 2
    kind = ActivityKind.objects.get(code="ha-tang-cum")
    assert kind.phrase == "xây hạ tầng {n}"
    assert kind.version == 2
    assert kind.history.first().history_change_reason == loader.REASON
    assert ActivityKind.objects.get(code="binh-chon").documents.count() == 2
    assert all(one.updated == 0 for one in loader.load(settings.PROVINCE))


def test_a_row_that_staff_changed_as_the_new_file_does_follows_the_file_again(catalogue, folder):
    trade = Trade.objects.get(code="e")
    trade.name = "Tên mới"
    trade.save()
    old = "Khai thác, chế biến khoáng sản tại địa bàn khó khăn"
    replace(folder / "trades.toml", old, "Tên mới")
    loader.load(settings.PROVINCE)
    replace(folder / "trades.toml", "Tên mới", "Tên mới hơn")

    outcomes = loader.load(settings.PROVINCE)

    assert outcome_of(outcomes, Trade).updated == 1
    assert Trade.objects.get(code="e").name == "Tên mới hơn"


def test_a_missing_row_is_made_and_rows_of_staff_stay(catalogue):
    OldWard.objects.filter(extent=OldWard.Extent.PART).delete()
    own = Trade.objects.create(code="nghe-rieng", name="Nghề riêng của tỉnh")

    outcomes = loader.load(settings.PROVINCE)

    assert outcome_of(outcomes, OldWard).made == 3
    assert Trade.objects.filter(pk=own.pk).exists()


def test_a_row_of_staff_with_a_code_of_the_file_is_not_overwritten(db):
    Trade.objects.create(code="e", name="Nghề do cán bộ nhập")

    outcomes = loader.load(settings.PROVINCE)

    assert outcome_of(outcomes, Trade).kept == ["Nghề do cán bộ nhập"]


def test_a_wrong_file_stores_nothing_and_says_where(db, folder):
    replace(folder / "ceilings.toml", 'source = "KCQG"', 'source = "DOI_UNG"')

    with pytest.raises(CommandError, match="Định mức chỉ đặt cho kinh phí khuyến công"):
        call_command("load_catalogue")

    assert not ActivityGroup.objects.exists()


def test_a_code_that_no_file_has_is_named(db, folder):
    replace(folder / "kinds.toml", 'funding_row = "F22"', 'funding_row = "F99"')

    with pytest.raises(CommandError, match="F99"):
        call_command("load_catalogue")


@pytest.mark.parametrize("province", ["99", ""])
def test_a_province_without_a_folder_is_refused(db, province):
    with pytest.raises(CommandError, match=r"Không có danh mục địa bàn .* Các tỉnh đang có: 52"):
        call_command("load_catalogue", province=province)


def test_another_province_is_another_folder(db, folder):
    other = folder / "provinces" / "99"
    other.mkdir()
    (other / "province.toml").write_text(
        'code = "99"\nname = "Tỉnh Khác"\n'
        '[[old_province]]\ncode = "khac-cu"\nname = "Tỉnh Khác (cũ)"\nwritten = "Tỉnh Khác"\n',
        encoding="utf-8",
    )
    (other / "communes.csv").write_text("# thử\ncode,name,lat,lon\n901,Xã Một,,\n", "utf-8")
    (other / "old_to_new.csv").write_text(
        "# thử\nold_province,old_district_code,old_district,old_ward_code,old_ward,"
        "new_code,extent\nTỉnh Khác,91,Huyện Cũ,9001,Xã Cũ,901,toàn bộ\n",
        "utf-8",
    )

    loader.load("99")

    assert [str(commune.province) for commune in Commune.objects.all()] == ["Tỉnh Khác"]
    assert OldWard.objects.get().old_district.old_province.code == "khac-cu"


# The files.


@pytest.mark.parametrize(
    "path",
    sorted(path for path in loader.FOLDER.rglob("*") if path.suffix in {".toml", ".csv"}),
    ids=lambda path: path.name,
)
def test_every_file_says_where_it_comes_from_and_what_is_verified(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    head = " ".join(itertools.takewhile(lambda line: line.startswith("#"), lines))

    assert "Source: " in head
    assert "Verified: " in head


def test_places_are_those_of_the_resolution(catalogue):
    communes = Commune.objects.of_province(settings.PROVINCE)

    assert communes.count() == 135
    assert communes.filter(name__startswith="Xã ").count() == 110
    assert communes.filter(name__startswith="Phường ").count() == 25
    assert not communes.filter(latitude=None).exists()


def test_old_places_are_complete(catalogue):
    assert OldProvince.objects.count() == 2
    assert OldDistrict.objects.count() == 28
    assert OldWard.objects.count() == 376
    divided = OldWard.objects.filter(extent=OldWard.Extent.PART_DEFAULT)
    assert divided.count() == 3


def test_forms_have_all_their_rows(catalogue):
    counts = {
        form: FormRow.objects.filter(form=form).count() for form in ("results", "funding", "awards")
    }

    assert counts == {"results": 30, "funding": 24, "awards": 10}
    assert FormRow.objects.get(code="R10").label.endswith("thiết bị tiên tiến và tiến bộ KHKT")
    assert FormRow.objects.get(code="A2d").parent.code == "A2"
    for parent in FormRow.objects.filter(children__isnull=False).distinct():
        assert all(child.order > parent.order for child in parent.children.all())


def test_each_results_row_is_fed_by_its_measure(catalogue):
    fed = {
        row.code: {measure.code for measure in row.measures.all()}
        for row in FormRow.objects.filter(form=FormRow.Form.RESULTS)
    }

    assert fed == RESULT_ROWS


def test_each_funding_row_is_fed_by_its_kinds(catalogue):
    fed = {
        row.code: {kind.code for kind in row.funded_kinds.all()}
        for row in FormRow.objects.filter(form=FormRow.Form.FUNDING)
    }

    assert fed == FUNDING_ROWS


def test_every_kind_has_a_group_a_phrase_and_one_main_measure(catalogue):
    kinds = ActivityKind.objects.all()

    assert len(kinds) == 29
    for kind in kinds:
        assert kind.group.code.isdigit()
        assert "{n}" in kind.phrase
        assert kind.phrase_without_number
        assert "{" not in kind.phrase_without_number
        assert kind.measures.filter(is_main=True).count() == 1
    assert [kind.code for kind in kinds if not kind.is_scheme] == ["quan-ly-chuong-trinh"]


@pytest.mark.parametrize(
    ("kind", "number", "sentence"),
    [
        ("ha-tang-cum", "01", "hỗ trợ xây dựng kết cấu hạ tầng cho 01 cụm công nghiệp"),
        (
            "mo-hinh-trinh-dien",
            "03",
            "hỗ trợ xây dựng 03 mô hình trình diễn kỹ thuật sản xuất mới, công nghệ mới",
        ),
        (
            "may-moc-thiet-bi",
            "18",
            "hỗ trợ cho 18 cơ sở chuyển giao công nghệ và ứng dụng máy móc tiên tiến",
        ),
        (
            "to-chuc-hoi-cho",
            "02",
            "tổ chức 02 hội chợ, triển lãm hàng công nghiệp nông thôn (CNNT)",
        ),
        ("dao-tao-nghe", "01", "hỗ trợ mở 01 lớp đào tạo nghề"),
        ("nang-cao-quan-ly", "02", "hỗ trợ mở 02 lớp tập huấn nâng cao năng lực"),
    ],
)
def test_phrases_read_as_a_notice_does(catalogue, kind, number, sentence):
    kind = ActivityKind.objects.get(code=kind)
    unit = kind.measures.get(is_main=True).unit

    assert kind.phrase.format(n=f"{number} {unit}") == sentence


def test_sources_have_their_roles(catalogue):
    roles = {source.code: (source.role, source.is_unknown) for source in BudgetSource.objects.all()}

    assert roles == {
        "KCQG": ("support", False),
        "KCDP": ("support", False),
        "KC_CHUA_RO": ("support", True),
        "NSK": ("other", False),
        "DOI_UNG": ("counterpart", False),
        "KHAC": ("other", False),
    }


def test_only_counts_of_people_are_additive(catalogue):
    additive = OutcomeMeasure.objects.filter(is_additive=True)

    assert {measure.unit for measure in additive} == {"lao động", "người"}


def test_the_ceiling_of_machines_changed_in_2018(catalogue):
    machines = SupportCeiling.objects.filter(kind__code="may-moc-thiet-bi", label="mỗi cơ sở")

    assert [(one.max_percent, one.max_amount, one.valid_to) for one in machines] == [
        (50, 200_000_000, date(2018, 3, 27)),
        (50, 300_000_000, None),
    ]
    assert {one.source.code for one in SupportCeiling.objects.all()} == {"KCQG"}
    assert all(one.legal_source for one in SupportCeiling.objects.all())

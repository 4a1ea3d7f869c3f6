"""Sản phẩm dự bình chọn: known by the round, the facility and the product."""

from collections.abc import Hashable, Sequence
from typing import Any

from khuyencong.imports.cells import TaxCodeCell
from khuyencong.imports.columns import HouseResource, column
from khuyencong.imports.flat import FlatSubject
from khuyencong.imports.pieces import Group, Piece, Read, Run
from khuyencong.models import Record
from khuyencong.text import fold
from projects.models import Award, AwardRound

from .beneficiaries import Beneficiaries
from .facilities import refuse_merged


class AwardResource(HouseResource):
    code = column(Award, "code", is_key=True, help_text="Để trống nếu là sản phẩm mới.")
    level = column(
        Award,
        "round__level",
        heading="Cấp bình chọn",
        also=("Cấp",),
        examples=("Cấp tỉnh", "Cấp khu vực"),
    )
    year = column(
        Award, "round__year", heading="Năm bình chọn", also=("Năm",), examples=(2025, 2024)
    )
    round_name = column(
        Award,
        "round__name",
        heading="Tên đợt bình chọn",
        also=("Đợt",),
        help_text="Chỉ khi một cấp có nhiều đợt trong năm.",
    )
    product = column(
        Award,
        "product",
        also=("Tên sản phẩm", "Sản phẩm", "Bộ sản phẩm"),
        examples=("Sản phẩm minh họa A", "Bộ sản phẩm minh họa B"),
    )
    facility_code = column(
        Award,
        "facility__code",
        heading="Mã cơ sở",
        required=False,
        help_text="Khi nhiều cơ sở cùng tên.",
    )
    tax_code = column(
        Award, "facility__tax_code", cell=TaxCodeCell(), heading="Mã số thuế", also=("MST",)
    )
    facility_name = column(
        Award,
        "facility__name",
        heading="Cơ sở",
        required=True,
        also=("Tên cơ sở", "Đơn vị", "Tên doanh nghiệp", "Cơ sở sản xuất", "Chủ thể"),
        examples=("Cơ sở minh họa Một", "Hợp tác xã minh họa Hai"),
    )
    group = column(Award, "group", also=("Nhóm",), examples=("Thủ công mỹ nghệ", "Sản phẩm khác"))
    status = column(Award, "status", also=("Kết quả bình chọn",), examples=("Công nhận", "Đăng ký"))
    certificate = column(
        Award,
        "certificate",
        also=("Số giấy chứng nhận",),
        help_text="Số của giấy; để trống nếu kết quả là “Đăng ký”.",
        examples=("12/GCN", ""),
    )
    valid_until = column(Award, "valid_until")


class AwardSubject(FlatSubject):
    """One row, one product of a round; a round that is not there yet comes with it."""

    code, label, order = "san-pham", "Sản phẩm dự bình chọn", 30
    resource = AwardResource
    models = (AwardRound, Award)
    fields = {name: name for name in ("product", "group", "status", "certificate", "valid_until")}
    explanation = "Mỗi dòng là một sản phẩm của một đợt bình chọn. Cơ sở phải có trên cổng."

    def natural_key(self, read: Read) -> Hashable:
        if code := read.values.get("code"):
            return "code", code
        who = (
            read.values.get("facility_code")
            or read.values.get("tax_code")
            or fold(read.values.get("facility_name", ""))
        )
        return (*round_key(read), fold(read.values.get("product", "")), who)

    def prepare(self, groups: Sequence[Group], run: Run) -> None:
        reads = [read for group in groups for read in group.reads]
        run.shared["beneficiaries"] = Beneficiaries(reads)
        rounds = run.shared.setdefault("rounds", {})
        if not rounds:
            stored = AwardRound.objects.all()
            rounds.update(((one.level, one.year, one.name), one) for one in stored)
        awards = Award.objects.select_related("round", "facility")
        codes = {read.values["code"] for read in reads if "code" in read.values}
        years = {read.values.get("year") for read in reads} - {None}
        run.shared["award-codes"] = {
            one.code: one for one in (awards.filter(code__in=codes) if codes else ())
        }
        run.shared["awards"] = {
            (one.round_id, one.facility_id, fold(one.product)): one
            for one in (awards.filter(round__year__in=years) if years else ())
        }

    def match(self, read: Read, run: Run) -> Record | None:
        run.shared["facility"] = facility = run.shared["beneficiaries"].find(read)
        code = read.values.get("code")
        if code and (found := run.shared["award-codes"].get(code)):
            return found
        if code:
            read.note(f"Chưa có sản phẩm mã {code}: sẽ thêm mới với mã này.", "code")
        if facility is None and not read.is_refused:
            read.refuse("Cần có cơ sở.", "facility_name")
        held = run.shared["rounds"].get(round_key(read))
        key = (
            held.pk if held else None,
            facility.pk if facility else None,
            fold(read.values.get("product", "")),
        )
        return run.shared["awards"].get(key)

    def start(self, read: Read, run: Run) -> Record:
        key = round_key(read)
        rounds = run.shared["rounds"]
        if key not in rounds:
            level, year, name = key
            rounds[key] = AwardRound(level=level or "", year=year, name=name)
        return Award(round=rounds[key])

    def finish(self, piece: Piece, read: Read, run: Run) -> None:
        facility = run.shared["facility"]
        piece.columns["facility"] = "facility_name"
        if piece.is_new and "code" in read.values:
            piece.set("code", read.values["code"], "code")
        if facility is not None:
            if piece.record.facility_id != facility.pk:  # type: ignore[attr-defined]
                refuse_merged(facility, read, "facility_code")
            piece.set("facility", facility, "facility_name")

    def more_pieces(self, piece: Piece, read: Read) -> list[Piece]:
        held: Any = piece.record.round  # type: ignore[attr-defined]
        columns = {"level": "level", "year": "year", "name": "round_name"}
        return [Piece(held, [read], columns=columns)] if held.pk is None else []

    def records(self, user: Any) -> Any:
        return Award.objects.select_related("round", "facility").order_by("pk")


def round_key(read: Read) -> tuple[Any, Any, str]:
    return read.values.get("level"), read.values.get("year"), read.values.get("round_name", "")

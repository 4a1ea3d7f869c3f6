"""How the rows of one đề án become its records."""

from typing import TYPE_CHECKING, Any

from khuyencong.imports.cells import UNKNOWN
from khuyencong.imports.pieces import Group, Piece, Read, Run
from programs.import_acts import DECISION
from programs.models import ActivityKind, Measure
from projects.models import Activity, Facility, Quantity, Support

from .beneficiaries import Beneficiaries
from .scheme_columns import measure_key
from .scheme_money import add_fundings

if TYPE_CHECKING:
    from .activities import Stored

OF_ACTIVITY = {
    name: name
    for name in (
        "title",
        "year",
        "programme",
        "main_kind",
        "stage",
        "approved_on",
        "accepted_on",
        "implementing_unit",
        "partner_units",
        "batch",
        "total_by_decision",
        "old_province",
        "starts_on",
        "ends_on",
        "stopped_on",
        "data_source",
        "note",
    )
}
OF_SUPPORT = {
    "subject": "subject",
    "equipment": "equipment",
    "commune": "commune",
    "old_district": "old_district",
    "place_then": "place_then",
    "support_accepted_on": "accepted_on",
    "support_stopped_on": "stopped_on",
    "support_note": "note",
}
NAMES_A_SUPPORT = {
    *OF_SUPPORT,
    "support_order",
    "kind",
    "facility_code",
    "tax_code",
    "facility_name",
}


class SchemeBuilder:
    """One group of rows on its way to an activity, its supports, quantities and fundings."""

    def __init__(
        self, group: Group, run: Run, beneficiaries: Beneficiaries, stored: "Stored"
    ) -> None:
        self.group, self.run = group, run
        self.beneficiaries, self.stored = beneficiaries, stored

    def build(self) -> None:
        self._refuse_contradictions()
        self._refuse_repetitions()
        first = self.group.reads[0]
        known = self._match(first)
        self.main = Piece(known or Activity(), self.group.reads, {} if known else None)
        self.group.pieces.append(self.main)
        self._fill_activity(first)
        self._add_supports()
        add_fundings(self.group, self.run)

    @property
    def activity(self) -> Activity:
        return self.main.record  # type: ignore[return-value]

    # The activity.

    def _refuse_contradictions(self) -> None:
        """What is the activity's own must stand alike on its rows, or on one of them only."""
        for name in (*OF_ACTIVITY, "decision_number", "decision_day"):
            said: dict[Any, Read] = {}
            for read in self.group.reads:
                if name in read.values:
                    said.setdefault(read.values[name], read)
            if len(said) > 1:
                one, *others = said.values()
                for read in others:
                    read.refuse(f"Khác với dòng {one.number} của cùng đề án.", name)

    def _refuse_repetitions(self) -> None:
        """A row that says nothing beyond one before: a slip, or two parts that look the same."""
        whole: dict[frozenset[Any], Read] = {}
        said: set[Any] = set()
        for read in self.group.reads:
            items = frozenset(read.values.items())
            first = whole.setdefault(items, read)
            if first is not read or (items <= said and not _says_of_a_part(read)):
                read.refuse(
                    "Không thêm gì so với các dòng trên của đề án này. Xóa dòng thừa; nếu là một "
                    "hạng mục nữa, ghi cơ sở hoặc “Hạng mục số” của nó."
                )
            said |= items

    def _match(self, read: Read) -> Activity | None:
        code = read.values.get("code")
        found = self.stored.by_code.get(code) if code else None
        unit = self.run.user.unit_id
        if found is not None:
            if unit and found.implementing_unit_id != unit:
                read.refuse("Đề án này của đơn vị khác.", "code")
            return found
        if code:
            read.note(f"Chưa có đề án mã {code}: sẽ thêm mới với mã này.", "code")
        elif alike := self.stored.alike(read):
            codes = ", ".join(one.code for one in alike[:3])
            read.refuse(
                f"Đã có đề án cùng năm, chương trình và tên: {codes}. Nếu đúng là đề án đó, ghi mã "
                "vào cột mã đề án; nếu là đề án khác, sửa tên cho khác nhau hoặc ghi một mã mới.",
                "code",
            )
        return None

    def _fill_activity(self, first: Read) -> None:
        main, run = self.main, self.run
        for read in reversed(self.group.reads):
            run.fill(main, read, OF_ACTIVITY)
        if main.is_new and "code" in first.values:
            main.set("code", first.values["code"], "code")
        for read in self.group.reads:
            decision = DECISION.find(read, run)
            if decision is not None:
                main.set("decision", decision, "decision_number")
                self.group.pieces += DECISION.pieces(decision, read)
        self._keep_to_unit()

    def _keep_to_unit(self) -> None:
        """Who belongs to a unit enters what that unit carries out."""
        unit = self.run.user.unit
        if unit is None:
            return
        if self.main.is_new and self.activity.implementing_unit_id is None:
            self.main.set("implementing_unit", unit, "implementing_unit")
        if self.activity.implementing_unit_id != unit.pk:
            self.main.refuse(f"Bạn chỉ nhập đề án của {unit}.", "implementing_unit")

    # Its supports.

    def _add_supports(self) -> None:
        stored: list[Support] = [] if self.main.is_new else list(self.activity.supports.all())
        taken: set[int] = set()
        last = max((support.order for support in stored), default=0)
        for read in self.group.reads:
            facility = self.beneficiaries.find(read)
            if not self._names_support(read):
                continue
            kind = self._kind(read)
            found = self._stored_support(stored, taken, read, kind, facility)
            if found is None:
                last = max(last + 1, read.values.get("support_order", 0))
                support = Support(activity=self.activity, order=last)
                if kind is None:
                    self._unknown_kind(read)
                    continue
                support.kind = kind
            else:
                support = found
                taken.add(found.pk)
            self._fill_support(support, found is not None, read, kind, facility)

    def _names_support(self, read: Read) -> bool:
        if _says_of_a_part(read):
            return True
        return self.main.is_new and read is self.group.reads[0]

    def _kind(self, read: Read) -> ActivityKind | None:
        code = read.values.get("kind")
        if code:
            return self.run.known.get(ActivityKind, code)
        return self.activity.main_kind if self.activity.main_kind_id else None

    @staticmethod
    def _unknown_kind(read: Read) -> None:
        if not any(message.column in ("kind", "main_kind") for message in read.messages):
            read.refuse("Cần có nội dung chính, hoặc nội dung hỗ trợ.", "main_kind")

    def _stored_support(
        self,
        stored: list[Support],
        taken: set[int],
        read: Read,
        kind: ActivityKind | None,
        facility: Facility | None,
    ) -> Support | None:
        """The stored support that a row means: by its number, else by kind and facility."""
        free = [support for support in stored if support.pk not in taken]
        order = read.values.get("support_order")
        if order is not None:
            return next((support for support in free if support.order == order), None)
        if facility is None and "facility_name" not in read.values:
            is_told = "kind" in read.values
            same = [one for one in free if not is_told or (kind and one.kind_id == kind.pk)]
            return same[0] if len(same) == 1 else None
        for support in free:
            same_kind = kind is None or support.kind_id == kind.pk
            if same_kind and support.facility_id == (facility.pk if facility else None):
                return support
        return None

    def _fill_support(
        self,
        support: Support,
        is_stored: bool,
        read: Read,
        kind: ActivityKind | None,
        facility: Facility | None,
    ) -> None:
        piece = Piece(support, [read], {} if is_stored else None)
        piece.columns |= {"facility": "facility_name", "kind": "kind", "order": "support_order"}
        if is_stored and kind is not None and "kind" in read.values:
            piece.set("kind", kind, "kind")
        if facility is not None:
            piece.set("facility", facility, "facility_name")
        self.run.fill(piece, read, OF_SUPPORT)
        self.group.pieces.append(piece)
        self._add_quantities(support, is_stored, read)

    def _add_quantities(self, support: Support, is_stored: bool, read: Read) -> None:
        measures: list[Measure] = self.run.shared["measures"].get(support.kind_id, [])
        stored = {one.measure_id: one for one in support.quantities.all()} if is_stored else {}
        by_key: dict[str, Measure] = {}
        for one in measures:
            by_key.setdefault("" if one.is_main else measure_key(one), one)
        for key, values in _quantities(read).items():
            measure = by_key.get(key)
            if measure is None:
                what = f"“{key}”" if key else "số lượng"
                read.refuse(
                    f"Nội dung “{support.kind}” không nhập {what}. Bỏ trống ô này.",
                    f"quantity:{key}/{next(iter(values))}",
                )
                continue
            found = stored.get(measure.pk)
            quantity = found or Quantity(support=support, measure=measure)
            piece = Piece(quantity, [read], {} if found else None)
            for part, value in values.items():
                column = f"quantity:{key}/{part}"
                piece.set(part, None if value == UNKNOWN else value, column)
                if part == "actual":
                    piece.set("is_unknown", value == UNKNOWN, column)
            self.group.pieces.append(piece)


def _says_of_a_part(read: Read) -> bool:
    """Whether a row says anything of a support."""
    if NAMES_A_SUPPORT & read.values.keys():
        return True
    return any(name.startswith("quantity:") for name in read.values)


def _quantities(read: Read) -> dict[str, dict[str, Any]]:
    """What a row says of quantities: by measure (empty for the main one), then planned, actual."""
    found: dict[str, dict[str, Any]] = {}
    for name, value in read.values.items():
        if name.startswith("quantity:"):
            key, _, part = name.removeprefix("quantity:").rpartition("/")
            found.setdefault(key, {})[part] = value
    return found

"""What is there already: the three ways to import, review, and who may."""

from datetime import date

from tests.projects.imports.corpus import (
    AT_ONE,
    LOCAL,
    MACHINES,
    allocations,
    awards,
    facilities,
    facility,
    line,
    scheme,
    schemes,
    support,
    targets,
)

HEADS = ("Mã cơ sở", "Tên cơ sở", "Loại hình", "Điện thoại", "Sản phẩm")
KNOWN = ("CS-MOT", "Cơ sở Một", "Doanh nghiệp")
ONE = {"code": "CS-MOT", "tax_code": "5900000001", "commune": "Xã Ia Ly"}
CODED = ("Mã đề án", "Tên đề án")
DRAFT = {
    "title": "Đề án nháp",
    "code": "KC-NHAP",
    "supports": [support(**AT_ONE)],
    "implementing_unit": "Trung tâm A",
    "note": "Giữ lại",
    "money": {"KCDP 2026": 5_000_000},
}
ALLOCATED = ("Năm ngân sách", "Nguồn", "Số tiền (đồng)", "Số quyết định", "Ngày ký", "Đợt")
AWARDED = ("Cấp", "Năm", "Sản phẩm", "Cơ sở", "Nhóm", "Kết quả bình chọn")
TARGETS = ("Năm", "Giai đoạn", "Chỉ tiêu", "Tối thiểu", "Tối đa")


def known(name, phone, products, mode, **outcome):
    return facilities(
        f"{mode}: {name}", (*KNOWN, phone, products), head=HEADS, mode=mode, **outcome
    )


def draft(name, *rows, head=CODED, mode="update", **outcome):
    return schemes(f"{mode}: {name}", *rows, head=head, mode=mode, **outcome)


CASES = [
    known("the same", "0269 111", "", "add", same=1),
    known("the same", "0269 111", "", "update", same=1),
    known("the same", "0269 111", "", "replace", same=1),
    known("a blank", "", "", "add", same=1),
    known("a blank", "", "", "update", same=1),
    known("a blank", "", "", "replace", stored=[facility("Cơ sở Một", **ONE)]),
    known("changed", "0269 222", "Gỗ", "add", refused={2: {"": "đã có và khác tệp này"}}),
    known("changed", "0269 222", "Gỗ", "update",
          stored=[facility("Cơ sở Một", **ONE, phone="0269 222", products="Gỗ")]),
    known("changed", "0269 222", "", "replace",
          stored=[facility("Cơ sở Một", **ONE, phone="0269 222")]),
    facilities(
        "update: a known and a new one",
        (*KNOWN, "0269 222", ""),
        ("", "Cơ sở A", "Doanh nghiệp", "1", ""),
        head=HEADS,
        mode="update",
        stored=[facility("Cơ sở Một", **ONE, phone="0269 222"), facility("Cơ sở A", phone="1")],
    ),
    facilities(
        "replace: a column that the file does not have is left alone",
        KNOWN,
        head=HEADS[:3],
        mode="replace",
        same=1,
    ),
    facilities(
        "replace: what must be there is not erased",
        ("CS-MOT", "", "", "2"),
        head=HEADS[:4],
        mode="replace",
        stored=[facility("Cơ sở Một", **ONE, phone="2")],
    ),
    facilities(
        "update: a rename, known by its tax code",
        ("Cơ sở Đổi Tên", "Hợp tác xã", 5_900_000_001),
        head=("Tên cơ sở", "Loại hình", "MST"),
        mode="update",
        stored=[facility("Cơ sở Đổi Tên", **{**ONE, "legal_form": "cooperative"},
                         phone="0269 111")],
    ),
    facilities(
        "update: a tax code that another one has",
        ("CS-A", "Cơ sở Trùng", "Doanh nghiệp", "5900000001"),
        head=("Mã cơ sở", "Tên cơ sở", "Loại hình", "MST"),
        mode="update",
        refused={2: {"tax_code": "đã có ở hồ sơ khác"}},
    ),
    facilities(
        "update: a merged facility",
        ("CS-GOP", "Cơ sở Đã Gộp", "Doanh nghiệp"),
        head=HEADS[:3],
        mode="update",
        refused={2: {"code": "đã gộp vào “Cơ sở Một”"}},
    ),
    draft("a title", ("KC-NHAP", "Tên mới"), stored=[scheme(**{**DRAFT, "title": "Tên mới"})]),
    draft("the same đề án", ("KC-NHAP", "Đề án nháp"), same=1),
    draft(
        "a blank note erases nothing",
        ("KC-NHAP", "Tên mới", ""),
        head=(*CODED, "Ghi chú"),
        stored=[scheme(**{**DRAFT, "title": "Tên mới"})],
    ),
    draft(
        "a blank note erases",
        ("KC-NHAP", "Đề án nháp", ""),
        head=(*CODED, "Ghi chú"),
        mode="replace",
        stored=[scheme(**{key: value for key, value in DRAFT.items() if key != "note"})],
    ),
    draft(
        "money settled, what is planned stays",
        ("KC-NHAP", 4),
        head=("Mã đề án", "KCĐP quyết toán (triệu đồng)"),
        stored=[scheme(**{**DRAFT, "money": {"KCDP 2026": (5_000_000, 4_000_000)}})],
    ),
    draft(
        "money of one more source",
        ("KC-NHAP", 4),
        head=("Mã đề án", "KCQG (triệu đồng)"),
        stored=[scheme(**{**DRAFT, "money": {"KCDP 2026": 5_000_000, "KCQG 2026": 4_000_000}})],
    ),
    draft(
        "one more beneficiary, by its number",
        ("KC-NHAP", 2, "CS-A"),
        head=("Mã đề án", "Hạng mục số", "Mã cơ sở"),
        stored=[
            scheme(
                **{
                    **DRAFT,
                    "supports": [
                        support(**AT_ONE),
                        support(order=2, facility="CS-A", commune="Xã Ia Ly"),
                    ],
                }
            )
        ],
    ),
    draft(
        "a part is changed",
        ("KC-NHAP", 1, "Máy cưa"),
        head=("Mã đề án", "Hạng mục số", "Thiết bị"),
        stored=[scheme(**{**DRAFT, "supports": [support(**AT_ONE, equipment="Máy cưa")]})],
    ),
    draft("a changed title", ("KC-NHAP", "Tên mới"), mode="add",
          refused={2: {"": "Thêm và cập nhật"}}),
    draft("an approved one", ("KC-DUYET", "Tên mới"), refused={2: {"": "Mở khóa"}}),
    draft("one that waits", ("KC-CHO", "Tên mới"), refused={2: {"": "Mở khóa"}}),
    draft("an approved one that stays the same", ("KC-DUYET", "Đề án duyệt"), same=1),
    draft(
        "a code that is not there",
        ("KC-LẠ", "Hỗ trợ máy", 2026, LOCAL, MACHINES),
        head=(*CODED, "Năm", "Chương trình", "Nội dung chính"),
        stored=[scheme(code="KC-LẠ")],
        told={2: "sẽ thêm mới với mã này"},
    ),
    schemes(
        "add: the title of one that is there",
        line(title="ĐỀ ÁN NHÁP"),
        refused={2: {"code": "KC-NHAP"}},
    ),
    schemes(
        "staff of a unit: their own unit is filled in",
        line(),
        unit="a",
        stored=[scheme(implementing_unit="Trung tâm A")],
    ),
    schemes(
        "staff of a unit: another unit",
        (*line(), "Trung tâm B"),
        head=("TT", "Tên đề án", "Năm", "Chương trình", "Nội dung chính", "Cơ sở thụ hưởng",
              "KCQG (đồng)", "KCĐP (đồng)", "Đối ứng (đồng)", "Đơn vị thực hiện"),
        unit="a",
        refused={2: {"implementing_unit": "Bạn chỉ nhập đề án của Trung tâm A"}},
    ),
    draft("staff of a unit: a đề án of another", ("KC-KHAC", "Tên mới"), unit="a",
          refused={2: {"code": "của đơn vị khác", "implementing_unit": "Trung tâm A"}}),
    draft("staff of a unit: their own", ("KC-NHAP", "Tên mới"), unit="a",
          stored=[scheme(**{**DRAFT, "title": "Tên mới"})]),
    allocations(
        "money assigned by acts that are there and new ones",
        (2026, "KCQG", "1.500.000.000", "12/QĐ- SCT", "", "Đợt 1"),
        (2026, "khuyến công địa phương", "800 triệu", "7/QĐ-UBND", date(2026, 1, 2), ""),
        (2026, "KCĐP", 1, "7/QĐ-UBND", date(2026, 1, 2), "Đợt 2"),
        head=ALLOCATED,
        stored=[
            {"source": "KCQG", "year": 2026, "amount": 1_500_000_000, "batch": "Đợt 1",
             "decision": "12/QĐ-SCT (05/03/2026)", "assigned_on": date(2026, 3, 5)},
            {"source": "KCDP", "year": 2026, "amount": 800_000_000,
             "decision": "7/QĐ-UBND (02/01/2026)", "assigned_on": date(2026, 1, 2)},
            {"source": "KCDP", "year": 2026, "amount": 1, "batch": "Đợt 2",
             "decision": "7/QĐ-UBND (02/01/2026)", "assigned_on": date(2026, 1, 2)},
        ],
    ),
    allocations(
        "an act of which there are two",
        (2026, "KCĐP", 1, "99/QĐ-SCT", "", ""),
        (2026, "KCĐP", 2, "99/QĐ-SCT", date(2026, 1, 9), ""),
        head=ALLOCATED,
        refused={2: {"decision_number": "Có nhiều văn bản số 99/QĐ-SCT"}},
        stored=[{"source": "KCDP", "year": 2026, "amount": 2, "assigned_on": date(2026, 1, 9),
                 "decision": "99/QĐ-SCT (09/01/2026)"}],
    ),
    allocations(
        "update: another amount",
        (2026, "KCQG", 2 * 10**9, "", "", ""),
        head=ALLOCATED,
        mode="update",
        stored=[{"source": "KCQG", "year": 2026, "amount": 2 * 10**9}],
    ),
    allocations(
        "update: another amount of an approved one",
        (2025, "KCQG", 1, "", "", ""),
        head=ALLOCATED,
        mode="update",
        refused={2: {"": "Mở khóa"}},
    ),
    allocations(
        "the same allocation twice",
        (2024, "KCQG", 1, "", "", ""),
        (2024, "KCQG", 1, "", "", ""),
        head=ALLOCATED,
        refused={3: {"": "Trùng với dòng 2"}},
        stored=[{"source": "KCQG", "year": 2024, "amount": 1}],
    ),
    allocations(
        "what cannot be assigned",
        (2026, "Đối ứng", 1),
        ("", "KCQG", 1),
        (2026, "Nguồn lạ", 1),
        (2026, "KCQG", -1),
        head=ALLOCATED[:3],
        refused={
            2: {"source": "không phải kinh phí được giao"},
            3: {"year": "Nhập năm, hoặc giai đoạn"},
            4: {"source": "Không có nguồn kinh phí “Nguồn lạ”"},
            5: {"amount": "số âm"},
        },
    ),
    targets(
        "targets of a year and of a phase",
        (2026, "", "Số lớp (lớp)", 2, 4),
        ("", "2021–2025", "số lớp", 10, ""),
        head=TARGETS,
        stored=[
            {"year": 2026, "measure": "Số lớp", "minimum": 2, "maximum": 4},
            {"phase": "Giai đoạn 2021-2025", "measure": "Số lớp", "minimum": 10},
        ],
    ),
    targets(
        "targets that say nothing or too much",
        (2026, "", "Số lớp", "", ""),
        (2025, "2021-2025", "Số lớp", 1, ""),
        (2024, "", "Số lớp", 4, 2),
        (2023, "", "Số gì đó", 2, 4),
        (2022, "", "Số lớp", "2 - 4", ""),
        head=TARGETS,
        refused={
            2: {"minimum": "ít nhất một trong hai số"},
            3: {"year": "không cả hai"},
            4: {"maximum": "không được nhỏ hơn"},
            5: {"measure": "Không có chỉ tiêu"},
            6: {"minimum": "không phải là số"},
        },
    ),
    awards(
        "products of a round that is there and of a new one",
        ("Cấp tỉnh", 2025, "Cà phê bột", "Cơ sở Một", "Sản phẩm khác", "Công nhận"),
        ("Cấp khu vực", 2026, "Cà phê bột", "cơ sở một", "Sản phẩm khác", ""),
        ("Cấp khu vực", 2026, "Bộ ghế tre", "Cơ sở Một", "Thủ công mỹ nghệ", "Đăng ký"),
        head=AWARDED,
        stored=[
            {"round": ("province", 2025, ""), "product": "Cà phê bột", "facility": "CS-MOT",
             "group": "other", "status": "recognised", "valid_until": date(2027, 12, 31)},
            {"round": ("region", 2026, ""), "product": "Cà phê bột", "facility": "CS-MOT",
             "group": "other", "status": "registered"},
            {"round": ("region", 2026, ""), "product": "Bộ ghế tre", "facility": "CS-MOT",
             "group": "craft", "status": "registered"},
        ],
    ),
    awards(
        "products that cannot be",
        ("Cấp tỉnh", 2025, "Cà phê bột", "Cơ sở Lạ", "Sản phẩm khác", ""),
        ("Cấp xã", 2025, "Cà phê bột", "Cơ sở Một", "Sản phẩm khác", ""),
        ("Cấp tỉnh", 2025, "Mật ong", "Cơ sở Trùng", "Sản phẩm khác", ""),
        head=AWARDED,
        refused={
            2: {"facility_name": "Chưa có cơ sở"},
            3: {"level": "không hợp lệ"},
            4: {"facility_name": "Nhiều cơ sở cùng tên"},
        },
    ),
    awards(
        "add: a product that is there, and one twice",
        ("Cấp tỉnh", 2025, "RƯỢU CẦN", "Cơ sở Một", "Thủ công mỹ nghệ", ""),
        ("Cấp tỉnh", 2025, "Mật ong", "Cơ sở Một", "Sản phẩm khác", ""),
        ("Cấp tỉnh", 2025, "mật ong", "Cơ sở Một", "Sản phẩm khác", ""),
        head=AWARDED,
        refused={2: {"": "đã có và khác tệp này"}, 4: {"": "Trùng với dòng 3"}},
        stored=[{"round": ("province", 2025, ""), "product": "Mật ong", "facility": "CS-MOT",
                 "group": "other", "status": "registered"}],
    ),
    awards(
        "update: the result of a product that is there",
        ("SP-CU", "Trao giải", "12/GCN"),
        head=("Mã sản phẩm dự bình chọn", "Kết quả", "Số giấy chứng nhận"),
        mode="update",
        stored=[{"code": "SP-CU", "round": ("province", 2025, ""), "product": "Rượu cần",
                 "facility": "CS-MOT", "group": "food", "status": "awarded",
                 "certificate": "12/GCN", "valid_until": date(2027, 12, 31)}],
    ),
]  # fmt: skip

"""Imports with new and changed records, to be broken off: what they are, and their steps."""

from datetime import date
from io import BytesIO

from khuyencong.imports.preview import preview
from khuyencong.imports.subjects import subject_of
from khuyencong.models import User
from tests.projects.imports.corpus import LOCAL, MACHINES, TRAINING
from tests.projects.imports.corpus.sheets import book

FILES = {
    "co-so": (
        ("Mã cơ sở", "Tên cơ sở", "Loại hình", "Mã số thuế", "Xã, phường"),
        ("CS-MOT", "Cơ sở Đổi Tên", "Hợp tác xã", "5900000001", "Đông Hòa"),
        ("", "Cơ sở A", "Doanh nghiệp", "5900000002", "Ia Ly"),
        ("", "Cơ sở B", "Hộ kinh doanh", "", ""),
    ),
    "de-an": (
        ("Mã đề án", "Tên đề án", "Năm", "Chương trình", "Nội dung chính", "Cơ sở thụ hưởng",
         "KCQG (đồng)", "KCĐP (đồng)", "Số quyết định", "Ngày ký", "Số lượng, kế hoạch"),
        ("KC-NHAP", "Tên mới", 2026, LOCAL, MACHINES, "Cơ sở Một", 1, 2, "7/QĐ-UBND",
         date(2026, 1, 2), ""),
        ("", "Hỗ trợ máy", 2026, LOCAL, MACHINES, "Cơ sở Một", 3, "", "7/QĐ-UBND",
         date(2026, 1, 2), ""),
        ("", "Mở lớp", 2026, LOCAL, TRAINING, "", "", 4, "", "", 2),
        ("", "Mở lớp", 2026, LOCAL, TRAINING, "Cơ sở Một", "", 4, "", "", 3),
    ),
    "san-pham": (
        ("Mã sản phẩm dự bình chọn", "Cấp", "Năm", "Sản phẩm", "Cơ sở", "Nhóm", "Kết quả"),
        ("SP-CU", "Cấp tỉnh", 2025, "Rượu cần", "Cơ sở Một", "Sản phẩm khác", "Trao giải"),
        ("", "Cấp tỉnh", 2026, "Mật ong", "Cơ sở Một", "Sản phẩm khác", ""),
    ),
    "kinh-phi-giao": (
        ("Năm ngân sách", "Nguồn", "Số tiền (đồng)", "Số quyết định", "Ngày ký"),
        (2026, "KCQG", 5, "", ""),
        (2026, "KCĐP", 6, "7/QĐ-UBND", date(2026, 1, 2)),
    ),
    "chi-tieu": (
        ("Năm", "Chỉ tiêu", "Tối thiểu", "Số quyết định", "Ngày ký"),
        (2026, "Số lớp", 2, "7/QĐ-UBND", date(2026, 1, 2)),
        (2025, "Số lớp", 3, "12/QĐ-SCT", ""),
    ),
}  # fmt: skip


def previewed(subject, user):
    """The file of a subject, judged."""
    content = BytesIO(book(*FILES[subject]))
    return preview(content, f"{subject}.xlsx", subject_of(subject), user, "update")


def again(user):
    """The person as a new request meets him: nothing remembered of what he may."""
    return User.objects.get(pk=user.pk)

"""Thuật ngữ: what the portal's words mean, and from which act, or by which rule of its own."""

from dataclasses import dataclass

# What the portal itself defines, where no act was at hand.
OURS = "Cách hiểu của cổng"


@dataclass(frozen=True)
class Term:
    """A word, its meaning in a sentence, and where that comes from."""

    word: str
    meaning: str
    source: str = OURS


TERMS: tuple[Term, ...] = (
    Term(
        "Cơ sở công nghiệp nông thôn (CNNT)",
        "Doanh nghiệp nhỏ và vừa, hợp tác xã, tổ hợp tác, hộ kinh doanh được hưởng chính sách "
        "khuyến công. Trên cổng gọi tắt là cơ sở.",
        "Nghị định 45/2012/NĐ-CP, Điều 1, khoản 2, điểm a",
    ),
    Term(
        "Chương trình khuyến công",
        "Khuyến công của một giai đoạn, thường là 5 năm.",
    ),
    Term(
        "Kế hoạch khuyến công",
        "Tập hợp các đề án, nhiệm vụ khuyến công của một năm.",
    ),
    Term(
        "Đề án khuyến công",
        "Có mục tiêu, nội dung, đối tượng thụ hưởng, thời gian và kinh phí xác định; thực hiện một "
        "hay nhiều nội dung hoạt động khuyến công.",
        "Nghị định 45/2012/NĐ-CP, Điều 2, khoản 3",
    ),
    Term(
        "Đề án điểm",
        "Đề án có từ hai nội dung trở lên, quy mô lớn, thực hiện hơn một năm.",
    ),
    Term(
        "Đề án nhóm",
        "Đề án mà khi phê duyệt kế hoạch chưa cần xác định cơ sở thụ hưởng; Sở Công Thương phê "
        "duyệt địa điểm và cơ sở sau. Vì thế số đề án, số cơ sở và số lượt hỗ trợ là ba số khác "
        "nhau.",
        "Thông tư 36/2013/TT-BCT, Điều 10, 11, 23",
    ),
    Term(
        "Khuyến công quốc gia (KCQG)",
        "Đề án theo kế hoạch do Bộ trưởng Bộ Công Thương phê duyệt; cũng là tên nguồn kinh phí.",
        "Thông tư 46/2012/TT-BCT, Điều 2",
    ),
    Term(
        "Khuyến công địa phương (KCĐP)",
        "Đề án do cấp có thẩm quyền của tỉnh phê duyệt; cũng là tên nguồn kinh phí.",
        "Thông tư 46/2012/TT-BCT, Điều 2",
    ),
    Term(
        "Đơn vị thực hiện",
        "Đơn vị tổ chức thực hiện đề án, thường là Trung tâm Khuyến công; khác với đơn vị thụ "
        "hưởng.",
        "Thông tư 36/2013/TT-BCT, Điều 2",
    ),
    Term(
        "Đơn vị thụ hưởng",
        "Cơ sở nhận hỗ trợ của đề án; khác với đơn vị thực hiện.",
        "Thông tư 36/2013/TT-BCT, Điều 2",
    ),
    Term("Hạng mục hỗ trợ", "Một nội dung hỗ trợ cho một cơ sở, hoặc không gắn với cơ sở nào."),
    Term("Lượt hỗ trợ", "Một hạng mục hỗ trợ đã nghiệm thu."),
    Term(
        "Kết quả",
        "Phần đã nghiệm thu của đề án đã duyệt. Đã phê duyệt mà chưa nghiệm thu là kế hoạch; đã "
        "ngừng thì không tính vào đâu.",
    ),
    Term("Kinh phí giao", "Kinh phí khuyến công được giao theo văn bản, theo năm và nguồn."),
    Term(
        "Kinh phí thực hiện",
        "Số quyết toán, chưa có thì số kế hoạch, của phần đã nghiệm thu. Không phải số giải ngân.",
    ),
    Term(
        "Tạm ứng",
        "Chi trước một phần kinh phí hỗ trợ, không quá 70% tổng kinh phí khuyến công hỗ trợ theo "
        "thông tư áp dụng cho 2014–2018.",
        "Thông tư liên tịch 26/2014/TTLT-BTC-BCT, Điều 8, khoản 2, điểm b",
    ),
    Term("Giải ngân", "Các lần tạm ứng và chi kinh phí khuyến công đã thật sự chi."),
    Term("Vốn đối ứng", "Vốn của cơ sở thụ hưởng bỏ vào đề án; không phải kinh phí khuyến công."),
    Term(
        "Không hỗ trợ trùng",
        "Điều kiện được hỗ trợ: cam kết chưa được hỗ trợ từ bất kỳ nguồn kinh phí nào của nhà nước "
        "cho cùng một nội dung chi.",
        "Thông tư liên tịch 26/2014/TTLT-BTC-BCT, Điều 7",
    ),
    Term(
        "Sản phẩm công nghiệp nông thôn tiêu biểu",
        "Sản phẩm, bộ sản phẩm được công nhận qua bình chọn; giấy chứng nhận có giá trị đến 31/12 "
        "của năm thứ ba. Không phải xếp hạng OCOP.",
        "Thông tư 26/2014/TT-BCT",
    ),
    Term(
        "Xã, phường hiện nay",
        "Đơn vị hành chính cấp xã từ 01/07/2025, khi cấp huyện kết thúc hoạt động.",
    ),
    Term(
        "Địa bàn lúc hỗ trợ",
        "Huyện, thị xã, thành phố trước 01/07/2025 mà hồ sơ ghi. Không suy ra được từ xã, phường "
        "hiện nay: một xã, phường có thể gồm phần của nhiều huyện.",
    ),
    Term("Số liệu tạm tính", "Tính từ hồ sơ đã duyệt đến hôm nay; hồ sơ thay đổi thì số đổi."),
    Term(
        "Bản công bố, đã chốt",
        "Số liệu do hai người lập và ký, giữ nguyên mãi; sửa thì ra bản mới có lý do, bản cũ vẫn "
        "xem được.",
    ),
    Term("Mã dấu", "Chuỗi ký tự tính từ toàn bộ nội dung một bản công bố; đổi một chữ là khác."),
    Term("Sai khác", "Chênh lệch giữa bản đã công bố và hồ sơ hiện nay."),
    Term(
        "Hồ sơ minh họa",
        "Hồ sơ không có thật, tách từ một số tổng hợp hoặc tạo ra để chạy thử; luôn có dấu "
        "“minh họa” bên cạnh.",
    ),
)

"""What stands in a bundle: the names, what each file is, and how large each may be."""

from collections.abc import Mapping
from dataclasses import dataclass

from reports.models import Publication

# Told in con-dau.json; a bundle of another format is refused, never guessed at.
FORMAT = 1
MADE_BY = "khuyen-cong"

README, PAGE, STYLE = "DOC-TRUOC.txt", "index.html", "trinh-bay.css"
BOOK, SHEET, TABLES, LINES_SHEET = "bang.xlsx", "bang.csv", "bang.json", "dong.csv"
CONTENT, LINES, PROOFS, SEAL = "noi-dung.json", "dong.jsonl", "ma-dong.txt", "con-dau.json"
SCHEMA, CHECKER, SUMS = "luoc-do.json", "kiem-tra.py", "SHA256SUMS"

MEGA, GIGA = 1 << 20, 1 << 30


@dataclass(frozen=True)
class Part:
    """One file: what it is, as the README and the schema say it, and its largest size."""

    what: str
    largest: int


# In this order they are written. What the seal covers comes first, the sums of all last.
PARTS: Mapping[str, Part] = {
    README: Part("hướng dẫn này", MEGA),
    CONTENT: Part("nội dung đã chốt, dạng chuẩn: chính những byte mà mã dấu bảo vệ", 64 * MEGA),
    LINES: Part("các dòng đã chốt, mỗi dòng một mảng JSON dạng chuẩn", 2 * GIGA),
    PROOFS: Part("SHA-256 của từng dòng lúc chốt, theo thứ tự", 256 * MEGA),
    SEAL: Part("mã dấu, mã dấu của bản trước, số thứ tự trong chuỗi", MEGA),
    SCHEMA: Part("lược đồ: các cột của dòng, cách tính từng con số", 4 * MEGA),
    PAGE: Part("trang công bố, mở bằng trình duyệt", 64 * MEGA),
    STYLE: Part("cách trình bày của trang", MEGA),
    BOOK: Part("sổ tổng hợp: mọi bảng, danh sách và cách tính, Excel (triệu đồng)", 64 * MEGA),
    SHEET: Part("mọi bảng, CSV (đồng)", 64 * MEGA),
    TABLES: Part("mọi bảng, JSON (đồng), kèm địa chỉ hồ sơ của từng số trên cổng", 64 * MEGA),
    LINES_SHEET: Part("các dòng đã chốt, CSV, để lọc và cộng trong bảng tính", 2 * GIGA),
    CHECKER: Part("chương trình kiểm tra, chỉ cần Python", MEGA),
    SUMS: Part("SHA-256 của mọi tệp khác", MEGA),
}


def bundle_name(publication: Publication) -> str:
    """The name of the file: khuyen-cong-2014-2020-gia-lai-cu-ban-1.zip."""
    parts = [MADE_BY, publication.period_slug, publication.scope_slug]
    return "-".join(filter(None, [*parts, f"ban-{publication.revision}"])) + ".zip"

"""The same import from the command line."""

from datetime import timedelta
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone
from openpyxl import load_workbook

from khuyencong.models import ImportBatch
from projects.models import Facility
from tests.factories import UserFactory
from tests.imports import imported, previewed, workbook
from tests.staff import staff

pytestmark = pytest.mark.django_db

HEADS = ("Tên cơ sở", "Loại hình")
GOOD, BAD = ("Một", "Hợp tác xã"), ("Hai", "HTX")


@pytest.fixture
def run(tmp_path, capsys):
    """Run the command with a file of these rows; what it printed, and what it said meanwhile."""
    user = staff("Nhập liệu")

    def run(*rows, user=user, subject="co-so", **options):
        path = tmp_path / "ds.xlsx"
        path.write_bytes(workbook(HEADS, *rows).getvalue())
        call_command("import_file", subject, path, user=user.username, **options)
        return capsys.readouterr()

    return run


def test_a_file_is_stored_and_counted(run):
    said = run(GOOD)

    assert "Mới: 1 dòng" in said.out
    assert "1 dòng mới, 0 dòng thay đổi." in said.out
    assert "Đọc: 1 dòng" in said.err
    assert Facility.objects.get().legal_form == "cooperative"


def test_one_refused_row_holds_back_all(run, capsys):
    with pytest.raises(CommandError, match="Còn 1 dòng cần sửa"):
        run(GOOD, BAD)

    assert "Dòng 3, Loại hình: “HTX” không hợp lệ." in capsys.readouterr().out
    assert not Facility.objects.exists()
    assert not ImportBatch.objects.exists()


def test_the_good_rows_alone(run):
    run(GOOD, BAD, good_only=True)

    assert Facility.objects.get().name == "Một"


def test_a_preview_stores_nothing_and_writes_the_marked_file(run, tmp_path):
    out = tmp_path / "sua.xlsx"
    said = run(GOOD, BAD, preview_only=True, marked=out)

    assert "Cần sửa: 1 dòng" in said.out
    assert "HTX" in load_workbook(out)["Danh sách"]["C3"].value
    assert not Facility.objects.exists()
    assert not ImportBatch.objects.exists()


def test_headings_that_nobody_explained_are_refused(run, tmp_path):
    path = tmp_path / "la.xlsx"
    path.write_bytes(workbook((*HEADS, "Cột lạ"), (*GOOD, "x")).getvalue())

    with pytest.raises(CommandError, match="Có tên cột chưa rõ"):
        call_command("import_file", "co-so", path, user=staff("Nhập liệu").username)


def test_who_may_not_import_is_told(run):
    with pytest.raises(CommandError, match="không có quyền"):
        run(GOOD, user=UserFactory())
    with pytest.raises(CommandError, match="Không có tài khoản"):
        run(GOOD, user=UserFactory(is_active=False))


def test_a_file_that_is_none_is_refused(tmp_path):
    user = staff("Nhập liệu")
    (tmp_path / "rong.xlsx").touch()

    with pytest.raises(CommandError, match="Tệp rỗng"):
        call_command("import_file", "co-so", tmp_path / "rong.xlsx", user=user.username)
    with pytest.raises(CommandError, match="Không mở hoặc ghi được tệp"):
        call_command("import_file", "co-so", tmp_path / "khong-co.xlsx", user=user.username)


def test_on_a_terminal_one_line_counts_on():
    from khuyencong.management.commands.import_file import _Bar

    class Terminal(StringIO):
        def isatty(self):
            return True

        def write(self, text, style=None, ending="\n"):
            return super().write(text + ending)

    out = Terminal()
    bar = _Bar(out, "Đọc")
    bar.show(500)
    bar.show(1000)
    bar.end()

    assert out.getvalue().startswith("\rĐọc: 500 dòng")
    assert out.getvalue().count("\n") == 1


def test_what_was_read_and_never_stored_is_forgotten(capsys):
    old, new = (previewed("co-so", HEADS, GOOD) for _ in range(2))
    stored = imported("co-so", HEADS, ("Ba", "Hợp tác xã"))
    late = timezone.now() - settings.IMPORT_KEPT - timedelta(minutes=1)
    ImportBatch.objects.filter(pk__in=[old.pk, stored.pk]).update(created_at=late)

    call_command("clean_imports")

    assert {*ImportBatch.objects.all()} == {new, stored}
    assert "Đã bỏ 1 tệp" in capsys.readouterr().out

import errno
import signal
from collections.abc import Callable, Mapping
from functools import partial
from io import StringIO
from pathlib import Path
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler

from reports.demo.accounts import ACCOUNTS, DemoRefused, authors, ensure_accounts
from reports.demo.sets import SETS
from reports.search import rebuild

ANY_ADDRESS = ("0.0.0.0", "::")  # noqa: S104 - shown as localhost
WELCOME = """
Cổng thông tin khuyến công đang chạy thử (the portal is running):

  {address}/

Xem trước (what to look at first):
  {address}/ket-qua/2014-2020/   bản đã chốt, dựng lại từ một thông báo có thật (sealed, real)
  {address}/ket-qua/2021-2025/   số liệu minh họa (fictitious)
  {address}/ket-qua/2026/        năm đang thực hiện, số liệu minh họa (fictitious)
  {address}/quan-tri/            nhập liệu và duyệt (staff: enter and approve)

Đăng nhập (sign in at {address}/tai-khoan/dang-nhap/):
{accounts}

Thử: nhaplieu nhập một đề án rồi gửi duyệt, kiemduyet duyệt, số trên trang kết quả thay đổi.
(Try: nhaplieu enters and submits an activity, kiemduyet approves it, the figures change.)
Thử: nhaplieu soạn bản công bố của một kỳ, congbo kiểm tra và ký.
(Try: nhaplieu composes a publication, congbo checks and signs it.)

Dữ liệu (data): {folder}
Dừng: Ctrl-C. Chạy lại thì giữ dữ liệu; muốn làm lại từ đầu, hãy xóa thư mục này.
(Stop: Ctrl-C. Data is kept; delete the folder to begin again.)
"""
GOODBYE = "\nĐã dừng. Dữ liệu vẫn được giữ. (Stopped; the data is kept.)"


class Command(BaseCommand):
    help = "Chạy thử cổng với dữ liệu minh họa trên máy này: chuẩn bị, nạp dữ liệu, phục vụ."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000, metavar="N", help="cổng (8000)")
        parser.add_argument("--host", default="127.0.0.1", help="địa chỉ (127.0.0.1)")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.MODE != "demo":
            raise CommandError("demo chỉ chạy với KHUYENCONG_MODE=demo (bỏ biến này cũng được).")
        # A shell that starts this in the background leaves Ctrl-C ignored; `kill` should do too.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.default_int_handler)
        try:
            self._run(options["host"], options["port"])
        except DemoRefused as refused:
            raise CommandError(str(refused)) from refused
        except KeyboardInterrupt:
            self._say(GOODBYE)

    def _run(self, host: str, port: int) -> None:
        # The port is taken first: who comes early waits, and a port in use is told at once.
        with listen(host, port) as server:
            self._step("Chuẩn bị cơ sở dữ liệu", lambda: call_command("migrate", verbosity=0))
            self._step("Nạp danh mục", lambda: call_command("load_catalogue", stdout=StringIO()))
            passwords = self._step("Tài khoản chạy thử", ensure_accounts)
            for name, load in SETS:
                self._step(name, partial(load, authors()))
            self._step("Lập danh mục tìm kiếm", rebuild)
            shown = "localhost" if host in ANY_ADDRESS else host
            self._welcome(f"http://{shown}:{server.server_port}", passwords)
            server.set_app(WSGIHandler())
            server.serve_forever()

    def _step(self, name: str, work: Callable[[], Any]) -> Any:
        """Do one step, saying what it is before and how long it took after."""
        started = monotonic()
        self._say(f"{name} …", ending=" ")
        result = work()
        self._say(f"xong, {monotonic() - started:.0f} giây")
        return result

    def _welcome(self, address: str, passwords: Mapping[str, str]) -> None:
        rows = [(item.group, item.username, passwords[item.username]) for item in ACCOUNTS]
        accounts = "\n".join(f"  {group:<11} {name:<10} {word}" for group, name, word in rows)
        folder: Path = settings.DATA_DIR
        self._say(WELCOME.format(address=address, accounts=accounts, folder=folder))

    def _say(self, text: str, ending: str = "\n") -> None:
        """Written at once, also into a pipe."""
        self.stdout.write(text, ending=ending)
        self.stdout.flush()


def listen(host: str, port: int) -> ThreadedWSGIServer:
    """Take the port. Raises CommandError, naming the option, where that is not possible."""
    try:
        return ThreadedWSGIServer((host, port), WSGIRequestHandler, ipv6=":" in host)
    except (OSError, OverflowError) as refused:
        if getattr(refused, "errno", None) == errno.EADDRINUSE:
            reason = f"Cổng {port} đang có chương trình khác dùng"
        else:
            reason = f"Không mở được {host}:{port} ({refused})"
        raise CommandError(f"{reason}. Chọn cổng khác, ví dụ: --port 8001") from refused

"""The process that reads one file: bytes on stdin, JSON lines on stdout, nothing else.

It starts with the limits and the name of the file as arguments, binds itself to the limits, and
imports no Django. What goes wrong is told as a refusal; what cannot be told is seen by the parent.
"""

import gc
import json
import os
import sys
from contextlib import suppress
from typing import IO

from .budget import Budget
from .kinds import sheets_of
from .values import Limits, RefusedFile
from .wire import END, refused_line, row_line, sheet_line

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

_BUFFER = 64 * 1024
TOO_MUCH_MEMORY = (
    "Đọc tệp này cần quá nhiều bộ nhớ. Xóa các trang, dòng, định dạng thừa, hoặc tách tệp."
)
DAMAGED = "Tệp bị hỏng nên không đọc được. Mở tệp bằng Excel, lưu thành tệp mới, rồi tải lên."


def bind(limits: Limits) -> None:
    """Give this process no more memory and time than ``limits``, and no file to write."""
    if resource is None:
        return
    for what, most in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_CPU, limits.seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 32),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(what)
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        with suppress(ValueError):  # macOS knows no RLIMIT_AS
            resource.setrlimit(what, (allowed, allowed))


def tell(file: IO[bytes], name: str, limits: Limits, out: IO[bytes]) -> None:
    """Write the sheets and rows of a file, and the end. Raises RefusedFile."""
    budget = Budget(limits)
    for info, rows in sheets_of(file, name, limits):
        budget.sheet()
        out.write(sheet_line(info))
        for row in rows:
            if cells := budget.row(row):
                out.write(row_line(row, cells))
    budget.end()
    out.write(END)


def refusal(error: BaseException) -> str:
    """The words for whatever went wrong."""
    if isinstance(error, RefusedFile):
        return str(error)
    return TOO_MUCH_MEMORY if isinstance(error, MemoryError) else DAMAGED


def main(arguments: list[str]) -> None:
    """Read stdin within the limits given as JSON in the first argument."""
    limits = Limits(**json.loads(arguments[0]))
    bind(limits)
    gc.disable()  # rows hold no cycles, and looking for some takes a tenth of the time
    out = os.fdopen(1, "wb", _BUFFER)
    with os.fdopen(0, "rb") as file:
        try:
            tell(file, arguments[1], limits, out)
        except BrokenPipeError:
            os._exit(0)  # nobody listens any more
        except BaseException as error:
            out.write(refused_line(refusal(error)))
    out.flush()
    os._exit(0)  # what stands in memory need not be tidied


if __name__ == "__main__":
    main(sys.argv[1:])

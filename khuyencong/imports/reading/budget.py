"""How much of a file may reach the portal: rows, columns, text."""

from .values import Limits, RawCell, RawRow, RefusedFile


class Budget:
    """Counts what is read, over all sheets."""

    def __init__(self, limits: Limits) -> None:
        self._limits, self._rows, self._sheets, self._text = limits, 0, 0, 0

    def sheet(self) -> None:
        """One more sheet. Raises RefusedFile where there are too many."""
        self._sheets += 1
        if self._sheets > self._limits.sheets:
            raise RefusedFile(f"Tệp có hơn {self._limits.sheets} trang. Hãy tách tệp.")

    def end(self) -> None:
        """The file is over. Raises RefusedFile where it had no sheet at all."""
        if not self._sheets:
            raise RefusedFile(
                "Tệp không có trang tính nào. Mở tệp bằng Excel, lưu thành tệp mới, rồi tải lên."
            )

    def row(self, row: RawRow) -> list[RawCell]:
        """The cells without the blanks at the end; an empty list for a blank row.

        Raises RefusedFile where rows, columns or text are too many.
        """
        cells = row.cells
        while cells and (
            cells[-1] is None or (isinstance(cells[-1], str) and _is_blank(cells[-1]))
        ):
            cells.pop()
        if cells:
            self._count(row.number, cells)
        return cells

    def _count(self, number: int, cells: list[RawCell]) -> None:
        limits = self._limits
        self._rows += 1
        if self._rows > limits.rows:
            raise RefusedFile(
                f"Tệp có hơn {limits.rows} dòng có chữ. Xóa dòng thừa hoặc tách thành nhiều tệp."
            )
        if len(cells) > limits.columns:
            raise RefusedFile(
                f"Dòng {number} có {len(cells)} cột; tối đa {limits.columns} cột. "
                "Xóa ô ở xa bảng, lưu lại, rồi tải lên."
            )
        text = sum(len(cell) for cell in cells if isinstance(cell, str))
        self._text += text
        if text > limits.row or self._text > limits.inflated:
            raise RefusedFile(f"Tệp có quá nhiều chữ (tới dòng {number}). Hãy tách tệp.")


def _is_blank(text: str) -> bool:
    return not text or text.isspace()

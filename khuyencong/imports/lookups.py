"""What names and codes in a file mean: each catalogue is read once per step, not once per row."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from khuyencong.text import fold

# How a model is looked up where its name alone is not enough; registered by the app above.
Words = Callable[[Any], Iterable[str]]
Missing = Callable[[str], str]
_rows: dict[Any, Callable[[], Iterable[Any]]] = {}
_words: dict[Any, Words] = {}
_missing: dict[Any, Missing] = {}


def look_up(
    model: Any,
    rows: Callable[[], Iterable[Any]],
    words: Words | None = None,
    missing: Missing | None = None,
) -> None:
    """Say which rows of a model may be named, by which words besides name and code, and what to
    tell where there is none."""
    _rows[model] = rows
    if words:
        _words[model] = words
    if missing:
        _missing[model] = missing


def rows_of(model: Any) -> Iterable[Any]:
    """The rows of a model that a file may name."""
    return _rows.get(model, model._default_manager.all)()


class Known:
    """The catalogues that a file refers to."""

    def __init__(self) -> None:
        self._written: dict[tuple[Any, Any, str], str] = {}
        self._by_code: dict[Any, Mapping[str, Any]] = {}
        self._by_word: dict[Any, Mapping[str, list[Any]]] = {}

    def get(self, model: Any, code: str | None) -> Any:
        """The row with that code; None for none."""
        return self._codes(model)[code] if code else None

    def code(self, model: Any, written: str) -> str:
        """The code of what is written. Raises ValueError, telling what to do."""
        codes = self._codes(model)
        if written in codes:
            return written
        found = self._words(model).get(fold(written), [])
        name = model._meta.verbose_name
        if not found:
            more = _missing[model](written) if model in _missing else "Ghi đúng tên trong danh mục."
            raise ValueError(f"Không có {name} “{written}”. {more}")
        if len(found) > 1:
            several = "; ".join(f"{row} ({_code_of(row)})" for row in found)
            raise ValueError(f"Có nhiều {name} “{written}”: {several}. Ghi mã thay cho tên.")
        return _code_of(found[0])

    def word(self, row: Any, label: str) -> str:
        """How a row is written to be read again: its label, or its code where that is unclear."""
        key = type(row), row.pk, label
        if key not in self._written:
            self._written[key] = self._clear_word(row, getattr(row, label))
        return self._written[key]

    def _clear_word(self, row: Any, written: str) -> str:
        try:
            is_clear = self.code(type(row), written) == _code_of(row)
        except ValueError:
            is_clear = False
        return written if is_clear else _code_of(row)

    def _codes(self, model: Any) -> Mapping[str, Any]:
        if model not in self._by_code:
            self._by_code[model] = {_code_of(row): row for row in rows_of(model)}
        return self._by_code[model]

    def _words(self, model: Any) -> Mapping[str, list[Any]]:
        if model not in self._by_word:
            found: dict[str, list[Any]] = defaultdict(list)
            more = _words.get(model, lambda row: ())
            for row in self._codes(model).values():
                for word in {fold(word) for word in (row.name, *more(row)) if word}:
                    found[word].append(row)
            self._by_word[model] = found
        return self._by_word[model]


def _code_of(row: Any) -> str:
    return getattr(row, "code", None) or row.slug

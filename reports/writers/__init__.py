"""The files a Table can leave as. A writer formats; it never computes."""

from .csv import to_csv
from .json import to_json
from .xlsx import to_xlsx

__all__ = ["to_csv", "to_json", "to_xlsx"]

"""A name that looks like a formula must stay a name in every spreadsheet program."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def as_text(value: str) -> str:
    """Prefix what a spreadsheet would run, as Excel itself marks text."""
    return f"'{value}" if value.startswith(FORMULA_STARTS) else value

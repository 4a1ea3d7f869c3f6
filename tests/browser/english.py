"""Which English words of the libraries are left on a page.

A text of Django's admin, of allauth and of the other libraries is English where it stands on the
page as its author wrote it, which is what an untranslated one looks like.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

LIBRARIES = ("django", "allauth", "axes", "simple_history", "import_export")
UNUSED = ("flatpages", "gis", "admindocs", "sites", "redirects", "humanize", "postgres")
# The same in Vietnamese, or names of things.
SAME = {"Excel", "PDF", "TOTP", "CSV", "ZIP", "SHA-256", "URL", "IP", "JSON", "%s", "-", "Email"}
TEXT = re.compile(r'^(?:msgid|msgid_plural) ((?:".*"\n?)+)', re.M)
SINGULAR = re.compile(r'^(?:msgctxt "(.*)"\n)?msgid "(.+)"\n(?!msgid_plural)', re.M)
IN_CODE = re.compile(r"""\b_\(\s*(["'])(.+?)\1\s*\)""")
PLACE = re.compile(r"%\\?\(\w+\\?\)[sd]|%[sd]|\\?\{\w+\\?\}")
LONG = 3  # words from which a text is also found within another

# All that a person can read or be read on the page, with what is in closed boxes.
READ = """() => {
  const texts = [document.title];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    if (!walk.currentNode.parentElement.closest("script, style, textarea, [lang=en]"))
      texts.push(walk.currentNode.data);
  }
  for (const name of ["title", "alt", "aria-label", "placeholder"])
    for (const one of document.querySelectorAll(`[${name}]`)) texts.push(one.getAttribute(name));
  for (const one of document.querySelectorAll("input[type=submit], input[type=button]"))
    texts.push(one.value);
  return texts.map((text) => text.replace(/\\s+/g, " ").trim()).filter(Boolean);
}"""


def english_on(page) -> list[str]:
    return english_in(page.evaluate(READ))


def english_in(texts: Iterable[str]) -> list[str]:
    """The texts that are, or have in them, a text as its English author wrote it."""
    whole, patterns = _texts()
    return sorted({text for text in texts if text in whole or patterns.search(text)})


def script_texts() -> list[tuple[str, str]]:
    """What the admin's scripts say: the context and the text, as far as it has words."""
    folder = Path(find_spec("django").origin).parent / "contrib" / "admin" / "locale" / "en"
    catalogue = (folder / "LC_MESSAGES" / "djangojs.po").read_text("utf-8")
    found = SINGULAR.findall(catalogue)
    return [(context, text) for context, text in found if text not in SAME]


@cache
def _texts() -> tuple[set[str], re.Pattern[str]]:
    texts = {re.sub(r"\s+", " ", text).strip() for text in _msgids()} - SAME
    whole = {text for text in texts if re.search(r"[A-Za-z]{2}", text)}
    long = [text for text in whole if len(re.findall(r"[A-Za-z]{2,}", PLACE.sub("", text))) >= LONG]
    filled = [PLACE.sub(".+", re.escape(text)) for text in sorted(long)]
    return whole, re.compile("|".join(filled))


def _msgids() -> Iterator[str]:
    for library in LIBRARIES:
        folder = Path(find_spec(library).origin).parent
        for path in _catalogues(folder):
            yield from _in(path.read_text("utf-8"))
        if library in ("axes", "simple_history"):
            for path in folder.rglob("*.py"):
                yield from (text for _, text in IN_CODE.findall(path.read_text("utf-8")))


def _in(catalogue: str) -> Iterator[str]:
    """The texts of a catalogue, its head left out."""
    for quoted in TEXT.findall(catalogue):
        text = "".join(re.findall(r'"(.*)"', quoted)).replace('\\"', '"').replace("\\n", " ")
        if text:
            yield text


def _catalogues(folder: Path) -> list[Path]:
    """One language of each catalogue is enough: the English is in all of them."""
    found = {path.parents[2]: path for path in sorted(folder.rglob("LC_MESSAGES/django.po"))}
    return [path for place, path in found.items() if place.parent.name not in UNUSED]

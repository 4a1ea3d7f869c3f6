"""html-validate and the W3C checker find nothing on any page, and would find something."""

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from .page_types import PAGES

pytestmark = [pytest.mark.markup, pytest.mark.django_db]

HERE = Path(__file__).parent
TOOLS = HERE / "node_modules"
HTML_VALIDATE = TOOLS / "html-validate" / "bin" / "html-validate.mjs"
W3C = TOOLS / "vnu-jar" / "build" / "dist" / "vnu.jar"
BROKEN = "<!DOCTYPE html><html lang='vi'><title>Hỏng</title><p><div></p><img src='a.png'></html>"


@pytest.fixture(scope="module")
def folder(answers, tmp_path_factory):
    """The pages as files, and a broken one, so that a checker that reads nothing is seen."""
    made = tmp_path_factory.mktemp("pages")
    for name, address in PAGES.items():
        (made / f"{name}.html").write_bytes(answers[address].body)
    (made / "broken.html").write_text(BROKEN, encoding="utf-8")
    return made


def run(program, *arguments):
    """What a checker prints. Without it nothing is checked; CI takes no such excuse."""
    tool = next(Path(one) for one in arguments if str(one).startswith(str(TOOLS)))
    if shutil.which(program) is None or not tool.exists():
        reason = f"needs {program}, and: npm ci --ignore-scripts --prefix {HERE.relative_to('.')}"
        (pytest.fail if "CI" in os.environ else pytest.skip)(reason)
    # Into a file: what node still has to write to a pipe is lost when it exits.
    with tempfile.TemporaryFile("w+", encoding="utf-8") as printed:
        command = [program, *map(str, arguments)]
        subprocess.run(command, stdout=printed, stderr=subprocess.DEVNULL, check=False)  # noqa: S603
        printed.seek(0)
        return printed.read()


def by_page(problems):
    """Page → what was found there, the broken one left out after a look at it."""
    found = {}
    for path, line, message in problems:
        found.setdefault(Path(path).stem, []).append(f"{line}: {message}")
    assert found.pop("broken", [])
    return found


def test_html_validate_finds_nothing(folder):
    config = HERE / "html-validate.cjs"
    printed = run("node", HTML_VALIDATE, "--config", config, "--formatter", "json", folder)
    problems = [
        (page["filePath"], one["line"], f"{one['message']} ({one['ruleId']})")
        for page in json.loads(printed)
        for one in page["messages"]
    ]

    assert by_page(problems) == {}


def test_the_w3c_checker_finds_nothing(folder):
    printed = run("java", "-jar", W3C, "--format", "json", "--stdout", folder)
    problems = [
        (one["url"], one.get("lastLine"), one["message"]) for one in json.loads(printed)["messages"]
    ]

    assert by_page(problems) == {}

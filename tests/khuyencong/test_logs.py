import json
import logging
import sys

import pytest

from khuyencong.logs import JsonFormatter, RequestIdFilter, request_id

pytestmark = pytest.mark.any_database


@pytest.fixture
def written():
    """The line written for a record."""

    def line(message, *arguments, exc_info=None, **extra):
        record = logging.makeLogRecord(
            {"msg": message, "args": arguments, "levelname": "INFO", "exc_info": exc_info, **extra}
        )
        RequestIdFilter().filter(record)
        return JsonFormatter().format(record)

    return line


def test_an_event_is_one_line_whatever_it_says(written):
    line = written("tên %s", "Bình\n{forged}")

    assert "\n" not in line
    assert json.loads(line)["message"] == "tên Bình\n{forged}"


def test_an_event_names_its_request_and_what_the_caller_added(written):
    token = request_id.set("0123abcd")
    try:
        event = json.loads(written("seen", user="binh"))
    finally:
        request_id.reset(token)

    assert event["request_id"] == "0123abcd"
    assert event["user"] == "binh"
    assert event["time"].endswith("+00:00")


def test_an_exception_is_part_of_its_event(written):
    try:
        raise ValueError("gone")
    except ValueError:
        line = written("failed", exc_info=sys.exc_info())

    assert "ValueError: gone" in json.loads(line)["exception"]
    assert "\n" not in line

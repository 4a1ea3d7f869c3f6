"""One JSON line per event, each with the request it belongs to."""

import json
import logging
from contextvars import ContextVar
from datetime import UTC, datetime

request_id: ContextVar[str] = ContextVar("request_id", default="")

# What logging puts on every record; the rest is what the caller gave in ``extra``.
STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "request_id", "request"}


class RequestIdFilter(logging.Filter):
    """Adds the id of the request being answered to every record."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        return True


class JsonFormatter(logging.Formatter):
    """Writes a record as one line of JSON; a line break in it cannot forge a second line."""

    def format(self, record: logging.LogRecord) -> str:
        event = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": getattr(record, "request_id", ""),
        }
        event |= {key: value for key, value in vars(record).items() if key not in STANDARD}
        if record.exc_info:
            event["exception"] = self.formatException(record.exc_info)
        return json.dumps(event, ensure_ascii=False, default=str)

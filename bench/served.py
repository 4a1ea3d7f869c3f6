"""The sealed page behind nginx with its cache, and the same answer served by nginx from a file.

Only nginx's own CPU is counted: one connection, encrypted as in service, one request after the
other. The file is sent with the same headers and under the same limits, as it would have to be.
"""

import atexit
import gzip
import os
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

from bench.databases import SOURCE
from bench.nginx import HOST, PATIENCE, Nginx

REQUESTS = 5_000
BLOCK = 1 << 20
AS_FILE = """
    location = /as-a-file {{
        limit_req zone=pages burst=60 nodelay;
        limit_req_status 429;
        alias {file};
        default_type "text/html; charset=utf-8";
        {headers}
        add_header X-Request-ID $request_id always;
        open_file_cache max=1000 inactive=5m;
    }}
"""
# What nginx sends by itself.
ITS_OWN = {"Server", "Date", "Connection", "Content-Type", "Content-Length", "ETag", "X-Request-ID"}


class Connection:
    """One connection to a server on a socket."""

    def __init__(self, path: Path, tls: bool) -> None:
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(PATIENCE)
        self.socket.connect(str(path))
        # What nginx tells the portal; the page names its own address.
        self.more = "" if tls else "X-Forwarded-Proto: https\r\n"
        if tls:
            unverified = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            unverified.check_hostname, unverified.verify_mode = False, ssl.CERT_NONE
            self.socket = unverified.wrap_socket(self.socket, server_hostname=HOST)

    def ask(self, path: str) -> tuple[dict[str, str], bytes]:
        """The headers and the body of a compressed answer."""
        named = f"Host: {HOST}\r\nAccept-Encoding: gzip\r\n{self.more}"
        asked = f"GET {path} HTTP/1.1\r\n{named}\r\n"
        self.socket.sendall(asked.encode())
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += self._more()
        head, _, body = answer.partition(b"\r\n\r\n")
        status, *lines = head.decode().split("\r\n")
        told = dict(line.split(": ", 1) for line in lines)
        while len(body) < int(told["Content-Length"]):
            body += self._more()
        if " 200 " not in status or told.get("Content-Encoding") != "gzip":
            raise SystemExit(f"bench: {path} answered {status} {told}")
        return told, body

    def _more(self) -> bytes:
        more = self.socket.recv(BLOCK)
        if not more:
            raise SystemExit("bench: the server closed the connection")
        return more


class Cached:
    """Asks nginx for the page, which asks the portal when it has none."""

    share = 1.0
    is_client = True

    def __init__(self, first: int, last: int) -> None:
        self.page = f"/ket-qua/{first}-{last}/ban-1/"
        stack = ExitStack()
        atexit.register(stack.close)
        folder = Path(tempfile.mkdtemp())
        stack.callback(shutil.rmtree, folder)
        portal = folder / "portal.sock"
        stack.enter_context(gunicorn(portal))
        headers, body = Connection(portal, tls=False).ask(self.page)
        file = folder / "page"
        file.write_bytes(body)
        more = AS_FILE.format(file=file, headers=_added(headers))
        nginx = stack.enter_context(Nginx(folder, f"http://unix:{portal}", more, tls=True))
        self.server = nginx.worker
        self.connection = Connection(nginx.socket, tls=True)

    @property
    def path(self) -> str:
        return self.page

    def run(self) -> None:
        for _ in range(REQUESTS):
            self.connection.ask(self.path)

    def values(self) -> Any:
        """The same bytes, the page that they are, and the same headers."""
        headers, body = self.connection.ask(self.path)
        page = sha256(gzip.decompress(body)).hexdigest()
        names = sorted(headers.keys() - {"Last-Modified", "Accept-Ranges"})
        return {"bytes": len(body), "page": page, "headers": names}


class AsFile(Cached):
    """The same answer from a file."""

    @property
    def path(self) -> str:
        return "/as-a-file"


def _added(headers: dict[str, str]) -> str:
    return "\n".join(
        f'add_header {name} "{value}" always;'
        for name, value in headers.items()
        if name not in ITS_OWN
    )


@contextmanager
def gunicorn(path: Path, more: Mapping[str, str] | None = None) -> Iterator[None]:
    """The portal as in production, on a socket; ``DATABASE_URL`` and the rest are given."""
    command = [sys.executable, "-m", "gunicorn", "khuyencong.wsgi", "--bind", f"unix:{path}"]
    process = subprocess.Popen(
        [*command, "--log-level", "warning"],
        cwd=SOURCE,
        env={**os.environ, "ALLOWED_HOSTS": HOST, **(more or {})},
    )
    try:
        until = time.monotonic() + PATIENCE
        while not path.exists():
            if process.poll() is not None or time.monotonic() > until:
                raise SystemExit("bench: the portal did not start")
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait()

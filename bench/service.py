"""The portal in service over the demo's records: gunicorn behind nginx, TLS, compressed files."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bench.databases import SOURCE
from bench.nginx import HOST, Nginx
from bench.served import gunicorn

SECRET = "only-for-the-benchmark-it-signs-nothing-that-leaves-this-machine"
DEMO = ("migrate", "load_catalogue", "load_demo")
# Production refuses accounts whose passwords a demo printed.
NO_DEMO_ACCOUNTS = "from khuyencong.models import User; User.objects.update(is_demo=False)"


@contextmanager
def in_service(folder: Path, port: int = 0) -> Iterator[str]:
    """Its address, for a browser with ``browser_arguments``; filled on the first use."""
    port = port or free_port()
    demo = {"KHUYENCONG_MODE": "demo", "KHUYENCONG_DATA_DIR": str(folder)}
    production = {
        **demo,
        "KHUYENCONG_MODE": "production",
        "KHUYENCONG_PROVINCE": "52",
        "KHUYENCONG_TRUSTED_PROXIES": "unix",
        "SECRET_KEY": SECRET,
        "ALLOWED_HOSTS": HOST,
    }
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "filled").exists():
        for command in DEMO:
            _manage(demo, command, "-v0")
        _manage(demo, "shell", "-v0", "-c", NO_DEMO_ACCOUNTS)
        (folder / "filled").touch()
    _manage(production, "collectstatic", "--clear", "--noinput", "-v0")
    portal = folder / "portal.sock"
    # What an earlier run left: pages that name files of then, sockets if it was cut short.
    shutil.rmtree(folder / "cache", ignore_errors=True)
    for left in folder.glob("*.sock"):
        left.unlink()
    with ExitStack() as stack:
        stack.enter_context(gunicorn(portal, production))
        stack.enter_context(Nginx(folder, f"http://unix:{portal}", tls=True, port=port))
        yield f"https://{HOST}:{port}"


def browser_arguments() -> list[str]:
    """What a Chromium must be told: our name is on this machine, its certificate our own."""
    return [f"--host-resolver-rules=MAP {HOST} 127.0.0.1", "--ignore-certificate-errors"]


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _manage(environment: dict[str, str], *arguments: str) -> None:
    subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=SOURCE,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        check=True,
    )

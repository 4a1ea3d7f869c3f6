"""A real nginx on the portal's own sample of a configuration, in a folder and on a socket.

Only what belongs to one machine is replaced: ports, paths, the name of the portal's socket.
"""

import getpass
import os
import re
import shutil
import subprocess
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

SAMPLES = Path(__file__).resolve().parent.parent / "khuyencong" / "deploy"
HOST = "khuyencong.example.gov.vn"
PATIENCE = 60


def program() -> str | None:
    """Where nginx is installed; Debian keeps it out of an ordinary user's path."""
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")


class Nginx:
    """One nginx with one worker, started and stopped by ``with``; it listens on ``socket``.

    A browser cannot: with a ``port`` it listens there instead, on this machine only.
    """

    def __init__(
        self, folder: Path, portal: str, more: str = "", tls: bool = False, port: int = 0
    ) -> None:
        """``portal`` is what the samples' socket becomes, ``more`` further lines of the server."""
        self.folder, self.portal, self.more, self.tls = folder, portal, more, tls
        self.port = port
        self.socket = folder / "nginx.sock"
        self.worker = 0

    def __enter__(self) -> "Nginx":
        self._write()
        self._process = subprocess.Popen(self._command(self.folder / "error.log"))
        until = time.monotonic() + PATIENCE
        while not self.worker:
            if self._process.poll() is not None or time.monotonic() > until:
                raise RuntimeError((self.folder / "error.log").read_text(encoding="utf-8"))
            time.sleep(0.02)
            self.worker = self._a_child()
        return self

    def __exit__(self, *failure: object) -> None:
        self._process.terminate()
        self._process.wait()

    def _a_child(self) -> int:
        """The worker, once there is one: its cost is what nginx costs."""
        main = self._process.pid
        for found in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = found.read_text(encoding="utf-8").rpartition(")")[2].split()
                command = (found.parent / "cmdline").read_text(encoding="utf-8")
            except (FileNotFoundError, ProcessLookupError):
                continue  # it ended while we looked
            if int(fields[1]) == main and command.startswith("nginx: worker"):
                return int(found.parent.name)
        return 0

    def judged(self) -> str:
        """What nginx itself says of the configuration."""
        self._write()
        command = [*self._command("stderr"), "-t"]
        return subprocess.run(command, capture_output=True, text=True, check=False).stderr

    def _command(self, errors: Path | str) -> list[Path | str]:
        files = ["-p", self.folder, "-c", self.folder / "nginx.conf", "-e", errors]
        return [program() or "nginx", *files]

    def _write(self) -> None:
        """The samples with this machine's paths, and the frame that Debian puts around them."""
        if self.tls:
            _certificate(self.folder)
        proxy = self._sample("nginx-proxy.conf.sample")
        (self.folder / "proxy.conf").write_text(proxy, encoding="utf-8")
        site = self._sample("nginx.conf.sample")
        (self.folder / "site.conf").write_text(site, encoding="utf-8")
        user = f"user {getpass.getuser()};" if os.geteuid() == 0 else ""
        (self.folder / "nginx.conf").write_text(
            f"""
            {user} daemon off; worker_processes 1; pid {self.folder}/nginx.pid;
            error_log {self.folder}/error.log;
            events {{ worker_connections 1024; }}
            http {{
                access_log off; sendfile on; tcp_nopush on; types_hash_max_size 2048;
                client_body_temp_path {self.folder}/body; proxy_temp_path {self.folder}/proxy;
                fastcgi_temp_path {self.folder}/fastcgi; scgi_temp_path {self.folder}/scgi;
                uwsgi_temp_path {self.folder}/uwsgi; keepalive_requests 1000000;
                types {{
                    text/html html; text/css css; text/javascript js; image/svg+xml svg;
                    image/x-icon ico;
                }}
                include {self.folder}/site.conf;
            }}
            """,
            encoding="utf-8",
        )

    def _sample(self, name: str) -> str:
        text = (SAMPLES / name).read_text(encoding="utf-8")
        listens = f"127.0.0.1:{self.port}" if self.port else f"unix:{self.socket}"
        for pattern, replacement in (
            (r"^ *listen \[::\].*\n", ""),
            (r"listen 443 ssl http2", f"listen {listens}" + (" ssl http2" if self.tls else "")),
            (r"listen 80\b", f"listen unix:{self.folder}/plain.sock"),
            (r"/etc/ssl/khuyencong\.example", str(self.folder)),
            (r"/var/cache/nginx/khuyencong", f"{self.folder}/cache"),
            (r"/var/lib/khuyencong/static", f"{self.folder}/static"),
            (r"/etc/nginx/khuyencong-proxy\.conf", f"{self.folder}/proxy.conf"),
            (r"http://unix:/run/khuyencong/gunicorn\.sock", self.portal),
            # The one visitor of a benchmark asks more often than a person.
            (r"rate=\d+r/s", "rate=1000000r/s"),
            *(() if self.tls else ((r"^ *ssl_.*\n", ""),)),
        ):
            text = re.sub(pattern, replacement, text, flags=re.MULTILINE)
        head, last, tail = text.rpartition("}")
        return f"{head}{self.more}\n{last}{tail}" if name == "nginx.conf.sample" else text


def _certificate(folder: Path) -> None:
    """A certificate for a day, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "fullchain.pem").write_bytes(made.public_bytes(pem))
    private = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "privkey.pem").write_bytes(private)

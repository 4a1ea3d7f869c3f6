"""``manage.py demo``: takes its port first, serves, and stops when asked."""

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from reports.management.commands.demo import listen


def test_a_port_in_use_is_told_with_the_option_to_change_it():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(CommandError, match="--port"):
            listen("127.0.0.1", taken.getsockname()[1])


def test_demo_runs_only_in_demo_mode():
    with pytest.raises(CommandError, match="KHUYENCONG_MODE=demo"):
        call_command("demo")


@pytest.mark.slow
def test_the_demo_sets_up_serves_and_stops_cleanly(tmp_path):
    source = Path(__file__).resolve().parents[2]
    env = {**os.environ, "KHUYENCONG_MODE": "demo", "KHUYENCONG_DATA_DIR": str(tmp_path)}
    for name in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE"):
        env.pop(name, None)
    command = [sys.executable, str(source / "manage.py"), "demo", "--port", "0"]
    with subprocess.Popen(  # noqa: S603 - our own command
        command, env=env, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            lines = iter(process.stdout.readline, "")
            address = next(
                found[0] for line in lines if (found := re.search(r"http://\S+\d", line))
            )
            for line in lines:
                if "Ctrl-C" in line:
                    break
            for page in ("/ket-qua/2014-2020/", "/ket-qua/2026/", "/tai-khoan/dang-nhap/"):
                with urllib.request.urlopen(address + page) as answer:  # noqa: S310
                    assert answer.status == 200
            process.send_signal(signal.SIGINT)
            rest, _ = process.communicate(timeout=20)
        finally:
            process.kill()

    assert "Đã dừng" in rest
    assert process.returncode == 0

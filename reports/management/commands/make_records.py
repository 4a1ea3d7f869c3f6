from argparse import ArgumentTypeError
from datetime import date
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from khuyencong.text import whole_number
from projects.models import Activity
from reports.demo.accounts import DemoRefused, authors
from reports.demo.generator import Generator, Plan
from reports.demo.storing import Store
from reports.demo.world import World


def years(text: str) -> tuple[int, int]:
    """Read ``2014-2026`` or ``2026``."""
    first, _, last = text.partition("-")
    try:
        found = int(first), int(last or first)
    except ValueError as unclear:
        raise ArgumentTypeError(f"“{text}” không phải là năm; ví dụ 2014-2026.") from unclear
    if not 2000 <= found[0] <= found[1] <= 2100:
        raise ArgumentTypeError(f"Khoảng năm “{text}” không dùng được; ví dụ 2014-2026.")
    return found


class Command(BaseCommand):
    help = "Tạo hồ sơ minh họa theo số lượng, để đo hiệu năng; cùng hạt giống thì cùng hồ sơ."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--activities", type=int, required=True, metavar="N", help="số đề án")
        parser.add_argument("--seed", type=int, required=True, metavar="S", help="hạt giống")
        parser.add_argument(
            "--years", type=years, default=(2014, 2026), metavar="A-B", help="mặc định 2014-2026"
        )
        parser.add_argument(
            "--dossier", action="store_true", help="kèm diễn biến và hồ sơ (nhiều dòng hơn)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        started = monotonic()
        plan = self._plan(options)
        if Activity.objects.filter(code__startswith=f"{plan.prefix}-").exists():
            raise CommandError(f"Hồ sơ của hạt giống {plan.seed} đã có. Dùng --seed khác.")
        try:
            store = Store(Generator(plan, World(authors())))
        except DemoRefused as refused:
            raise CommandError(str(refused)) from refused
        store.all(lambda done: self._report(done, plan.activities, monotonic() - started))

    @staticmethod
    def _plan(options: dict[str, Any]) -> Plan:
        first_year, last_year = options["years"]
        return Plan(
            activities=options["activities"],
            seed=options["seed"],
            first_year=first_year,
            last_year=last_year,
            as_of=date(last_year, 11, 15),
            prefix=f"MH{options['seed']}",
            label=f"{options['seed']}",
            with_dossier=options["dossier"],
        )

    def _report(self, done: int, wanted: int, seconds: float) -> None:
        if done == wanted or done % 10_000 == 0:
            count = f"{whole_number(done)}/{whole_number(wanted)}"
            self.stdout.write(f"{count} đề án, {seconds:.0f} giây")
            self.stdout.flush()

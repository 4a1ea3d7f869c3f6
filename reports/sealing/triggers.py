"""What is sealed cannot be changed, removed or added to, by any SQL. See khuyencong/locks.py."""

from collections.abc import Iterator

from khuyencong.locks import Guard, LockSet

# Every name in these statements is a constant of this module; nothing comes from outside.
# ruff: noqa: S608

LINE, PROOF, PUBLICATION = "reports_sealedline", "reports_sealproof", "reports_publication"
IMPORTED = "reports_importedbundle"
# What is written while a publication is being sealed, and never again.
OF_A_SEAL = (LINE, PROOF, IMPORTED)
REFUSAL = "đã chốt: không sửa, xóa hay thêm được"
# All that a sealed publication says; what may still change is only its withdrawal.
FROZEN = (
    "title",
    "period_slug",
    "scope_slug",
    "cutoff",
    "basis",
    "old_province_id",
    "old_district_id",
    "shows_money",
    "money_in_billions",
    "money_places",
    "introduction",
    "closing",
    "revision",
    "replaces_id",
    "reason",
    "composed_by_id",
    "sequence",
    "sealed_at",
    "signed_by_id",
    "content",
    "line_count",
    "previous_digest",
    "digest",
)


def _is_sealed(row: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM {PUBLICATION} p "
        f"WHERE p.id = {row}.publication_id AND p.sealed_at IS NOT NULL)"
    )


def _changed(engine: str) -> str:
    differs = "IS DISTINCT FROM" if engine == "postgresql" else "IS NOT"
    cast = "::text" if engine == "postgresql" else ""
    return " OR ".join(f'OLD."{name}"{cast} {differs} NEW."{name}"{cast}' for name in FROZEN)


def _guards(engine: str) -> Iterator[Guard]:
    for table in OF_A_SEAL:
        for event, row in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD")):
            yield _guard(table, event, _is_sealed(row))
        yield Guard(f"{table}_move", table, "UPDATE", REFUSAL, _is_sealed("NEW"))
    sealed = "OLD.sealed_at IS NOT NULL"
    yield _guard(PUBLICATION, "UPDATE", f"{sealed} AND ({_changed(engine)})")
    yield _guard(PUBLICATION, "DELETE", sealed)
    if engine == "postgresql":
        any_sealed = f"EXISTS (SELECT 1 FROM {PUBLICATION} WHERE sealed_at IS NOT NULL)"
        for table in (*OF_A_SEAL, PUBLICATION):
            yield _guard(table, "TRUNCATE", any_sealed)


def _guard(table: str, event: str, condition: str) -> Guard:
    return Guard(f"{table}_{event.lower()}", table, event, REFUSAL, condition)


SEALS = LockSet(_guards)

"""A sealed publication never changes, proves itself, and is found out when tampered with."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from projects.models import Stage
from reports.figures import FIGURES
from reports.lines import RegisterLines
from reports.models import Publication, SealedLine
from reports.plain import table_of
from reports.rollup import Rollup
from reports.sealing import seal, verify
from reports.sealing.content import plain_results, results_from
from reports.sealing.lines import SealedLines
from reports.sealing.triggers import SEALS
from tests.factories import DocumentFactory, DocumentKindFactory, UserFactory

from .province import MILLION


@pytest.fixture
def composer(db):
    return UserFactory(username="soan")


@pytest.fixture
def signer(db):
    return UserFactory(username="ky")


@pytest.fixture
def draft(province, composer):
    return Publication.objects.create(
        title="Kết quả khuyến công giai đoạn 2018–2020",
        period_slug="2018-2020",
        cutoff=date(2020, 12, 31),
        composed_by=composer,
    )


@pytest.fixture
def sealed(draft, signer):
    return seal(draft, signer)


def refused(sql, *parameters):
    """Whether the database refuses the statement."""
    refusal = pytest.raises(DatabaseError, match="đã chốt")
    with refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)
    return True


def test_the_sealed_lines_give_every_figure_of_the_register(sealed):
    live = Rollup(RegisterLines(sealed.period)).totals

    assert live["proposals"] == 1  # which nobody outside may count, nor read in a bundle
    assert Rollup(SealedLines(sealed)).totals == {**live, "proposals": 0}
    assert {figure.key for figure in FIGURES} == live.keys()


def test_no_line_of_a_proposal_or_a_refusal_is_sealed(sealed):
    stages = set(SealedLine.objects.values_list("stage_code", flat=True)) - {None}

    assert stages == {Stage.APPROVED, Stage.ACCEPTED, Stage.STOPPED}


def test_what_was_sealed_stands_when_the_register_changes(province, sealed):
    province.f1.settled = 299 * MILLION
    province.f1.save()
    province.a2.delete()

    stored = Publication.objects.get(pk=sealed.pk)
    results = results_from(stored.content["results"], stored.period)

    assert results.money.total.cell("spent").value == 1360 * MILLION
    assert Rollup(SealedLines(stored)).totals["spent"] == 1360 * MILLION


def test_content_reads_back_as_it_was_written(sealed):
    stored = Publication.objects.get(pk=sealed.pk)
    results = results_from(stored.content["results"], stored.period)

    assert plain_results(results) == stored.content["results"]


def test_an_untouched_chain_verifies(province, sealed, composer, signer):
    second = Publication.objects.create(
        title="Kết quả năm 2019",
        period_slug="2019",
        cutoff=date(2019, 12, 31),
        composed_by=composer,
    )
    seal(second, signer)

    assert [str(finding) for finding in verify()] == []
    assert Publication.objects.get(pk=second.pk).previous_digest == sealed.digest


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE reports_sealedline SET facility_name = 'x' WHERE publication_id = %s",
        "DELETE FROM reports_sealedline WHERE publication_id = %s",
        "DELETE FROM reports_sealproof WHERE publication_id = %s",
        "UPDATE reports_publication SET title = 'x' WHERE id = %s",
        "UPDATE reports_publication SET sealed_at = NULL WHERE id = %s",
        "DELETE FROM reports_publication WHERE id = %s",
        "INSERT INTO reports_sealedline (publication_id, fact, \"order\") VALUES (%s, 'x', 999)",
        "UPDATE reports_sealedline SET publication_id = 0 WHERE publication_id = %s",
    ],
)
def test_sql_cannot_touch_what_is_sealed(sealed, sql):
    assert refused(sql, sealed.pk)


def test_replace_cannot_touch_what_is_sealed_on_sqlite(sealed):
    if connection.vendor != "sqlite":
        pytest.skip("REPLACE is SQLite's own")
    assert refused(
        "REPLACE INTO reports_sealedline (publication_id, fact, \"order\") VALUES (%s, 'x', 1)",
        sealed.pk,
    )


@pytest.mark.postgres
def test_truncate_cannot_touch_what_is_sealed_on_postgresql(sealed):
    with connection.cursor() as cursor:
        # The keys just stored are judged now, else PostgreSQL refuses for their sake.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert refused("TRUNCATE reports_sealedline")


def test_the_orm_cannot_touch_what_is_sealed(sealed):
    with pytest.raises(DatabaseError), transaction.atomic():
        SealedLine.objects.filter(publication=sealed).update(spent_amount=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        SealedLine.objects.create(publication=sealed, fact="funding", order=9999)
    with pytest.raises(ValidationError):
        sealed.full_clean()


def test_every_lock_is_installed(db):
    assert SEALS.missing() == []
    with SEALS.lifted():
        assert "reports_sealedline_insert" in SEALS.missing()


@pytest.mark.parametrize(
    ("sql", "named"),
    [
        (
            "UPDATE reports_sealedline SET spent_amount = 1 WHERE publication_id = %s "
            "AND fact = 'funding' AND activity_code = 'A1' AND source_code = 'KCQG'",
            "funding, A1",
        ),
        (
            "DELETE FROM reports_sealedline WHERE publication_id = %s AND fact = 'payment'",
            "dòng, khi chốt có",
        ),
        ("UPDATE reports_publication SET title = 'khác' WHERE id = %s", "mã dấu không khớp"),
        ("UPDATE reports_publication SET previous_digest = 'x' WHERE id = %s", "chuỗi bị đứt"),
    ],
)
def test_tampering_behind_the_locks_is_found_and_named(sealed, sql, named):
    with SEALS.lifted(), connection.cursor() as cursor:
        cursor.execute(sql, [sealed.pk])

    findings = [str(finding) for finding in verify()]

    assert any(named in finding for finding in findings), findings


def test_an_added_line_is_found(sealed):
    with SEALS.lifted():
        SealedLine.objects.create(
            publication=sealed, fact="funding", order=sealed.line_count + 1, spent_amount=7
        )

    assert any("dòng, khi chốt có" in str(finding) for finding in verify())


def test_nobody_publishes_alone(draft, composer, signer):
    with pytest.raises(ValidationError, match="không được tự ký"):
        seal(draft, composer)
    draft.editors.add(signer)
    with pytest.raises(ValidationError, match="không được tự ký"):
        seal(draft, signer)

    assert not SealedLine.objects.exists()


def test_a_second_sealing_is_refused(sealed, signer):
    with pytest.raises(ValidationError, match="đã công bố"):
        seal(sealed, signer)


def test_a_crash_in_the_middle_leaves_nothing(draft, signer, monkeypatch):
    monkeypatch.setattr("reports.sealing.sealer.digest_of", lambda *args: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        seal(draft, signer)

    assert not SealedLine.objects.exists()
    assert not Publication.objects.get(pk=draft.pk).is_sealed


def test_a_scope_seals_only_its_own(province, composer, signer):
    """Only huyện D1: 410 of 1360 triệu; what no district knows is not invented into it."""
    draft = Publication.objects.create(
        title="Huyện Một",
        period_slug="2018-2020",
        cutoff=date(2020, 12, 31),
        old_district=province.d1,
        composed_by=composer,
    )
    stored = seal(draft, signer)

    assert Rollup(SealedLines(stored)).totals["spent"] == 410 * MILLION
    assert [str(finding) for finding in verify()] == []


def test_only_papers_marked_public_are_sealed_and_only_of_what_counts(province, draft, signer):
    kind = DocumentKindFactory(name="Quyết định phê duyệt")
    for activity, number, is_public in [
        (province.a1, "11/QĐ-SCT", True),
        (province.a1, "12/BB-NB", False),
        (province.a5, "15/QĐ-SCT", True),  # approved, not yet accepted
    ]:
        DocumentFactory(
            approved=True, activity=activity, kind=kind, number=number, is_public=is_public
        )

    table = table_of(seal(draft, signer).content["documents"])

    assert [(row.code, row.cell("number").value) for row in table.rows] == [("A1", "11/QĐ-SCT")]

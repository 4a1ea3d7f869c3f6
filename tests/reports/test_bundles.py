"""A bundle proves itself without the portal, comes back equal, and is refused when touched."""

import json
import subprocess
import sys
import zipfile
from datetime import date
from hashlib import sha256
from io import BytesIO, StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction

from khuyencong.canonical import canonical
from khuyencong.models import User
from projects.models import Activity
from reports.bundles import ImportRefused, bundle_chunks, checker, import_bundle, layout
from reports.bundles.parts import schema
from reports.dimensions import DIMENSIONS
from reports.figures import FIGURES
from reports.lines import Fact
from reports.models import ImportedBundle, Publication, SealedLine
from reports.rollup import Rollup
from reports.sealing import seal, verify
from reports.sealing.canonical import line_bytes, told
from reports.sealing.copying import stored_lines
from reports.sealing.lines import SealedLines
from reports.sealing.triggers import SEALS
from tests.factories import PublicationFactory, UserFactory

from .province import MILLION, build

ADDRESS = "/ket-qua/2018-2020/ban-1/"
A_BOMB = b"0" * (400 << 20)


def bytes_of(publication):
    return b"".join(bundle_chunks(publication))


def published(it):
    """The province's phase with a text, a row of its own that merges two kinds, and a seal."""
    draft = PublicationFactory(
        title="Kết quả khuyến công 2018–2020",
        period_slug="2018-2020",
        cutoff=date(2020, 12, 31),
        introduction="Lời dẫn có **đậm**.\n\n- một\n- hai",
    )
    row = draft.rows.create(phrase="hỗ trợ {n}", unit="cơ sở")
    row.measures.set([it.measures["may.co-so"], it.measures["tu-van.co-so"]])
    return seal(draft, UserFactory())


@pytest.fixture
def province(db):
    """Anew for each test: many of them need an empty portal."""
    return build()


@pytest.fixture
def sealed(province):
    return published(province)


@pytest.fixture(scope="module")
def packed(django_db_setup, django_db_blocker):
    """The bundle of a publication that this database does not hold (any more)."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = bytes_of(published(build()))
        transaction.set_rollback(True)
    return made


@pytest.fixture
def folder(packed, tmp_path):
    with zipfile.ZipFile(BytesIO(packed)) as archive:
        archive.extractall(tmp_path)
    return tmp_path


@pytest.fixture
def keep(tmp_path):
    """Write a bundle where the command finds it."""

    def kept(data):
        path = tmp_path / "goi.zip"
        path.write_bytes(data)
        return path

    return kept


def checked(folder, *arguments):
    """What kiem-tra.py itself says, run as anybody runs it, away from the portal."""
    done = subprocess.run(  # noqa: S603 -- our own file
        [sys.executable, "-I", folder / layout.CHECKER, *arguments],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.stderr == ""
    return done.returncode, done.stdout


def files_of(data):
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed_again(files, extra=(), sums=b""):
    """A ZIP of the files with sums that fit, as a careful forger makes it."""
    files = {**files, layout.SUMS: sums or sums_of(files)}
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in [*files.items(), *extra]:
            archive.writestr(name, data)
    return out.getvalue()


def sums_of(files):
    return "".join(
        f"{sha256(data).hexdigest()}  {name}\n"
        for name, data in files.items()
        if name != layout.SUMS
    ).encode()


def resealed(files):
    """The files with proofs and a seal that fit: only the published digest can tell."""
    lines = files[layout.LINES].splitlines()
    proofs = [sha256(line) for line in lines]
    told = json.loads(files[layout.SEAL])
    whole = files[layout.CONTENT] + b"".join(proof.digest() for proof in proofs)
    told["digest"] = sha256(whole + told["previous_digest"].encode()).hexdigest()
    return {
        **files,
        layout.PROOFS: "".join(f"{proof.hexdigest()}\n" for proof in proofs).encode(),
        layout.SEAL: json.dumps(told).encode(),
    }


def with_content(files, change):
    """The files with a content that ``change`` worked on, in its canonical form."""
    head = json.loads(files[layout.CONTENT])
    change(head)
    return {**files, layout.CONTENT: canonical(head)}


def swapped(files, name, old, new):
    assert old in files[name], name
    return {**files, name: files[name].replace(old, new, 1)}


# It proves itself.


def test_a_bundle_checks_itself_without_the_portal(folder, packed):
    digest = json.loads((folder / layout.SEAL).read_text())["digest"]

    assert checked(folder)[0] == 0
    status, said = checked(folder, digest)

    assert status == 0
    assert said.startswith("ĐẠT")
    assert digest in said
    assert set(files_of(packed)) == set(layout.PARTS)


def test_another_digest_than_the_published_one_is_told(folder):
    status, said = checked(folder, "0" * 64)

    assert status == 1
    assert "không phải mã dấu bạn đưa" in said


MONEY = b'"spent_amount":280000000'


def paid_more(files):
    return swapped(files, layout.LINES, MONEY, b'"spent_amount":290000000')


def spent_more(head):
    """The headline and nothing else."""
    head["content"]["results"]["headline"][-1]["value"] += MILLION


FORGERIES = {
    "a line": (paid_more, ["dong.jsonl: khác mã trong SHA256SUMS", "(funding, A1): khác lúc chốt"]),
    "a line and its proof": (
        lambda files: {
            **resealed(paid_more(files)),
            layout.SEAL: files[layout.SEAL],
            layout.SUMS: b"",
        },
        ["mã dấu không khớp", "các dòng cho 1370000000"],
    ),
    "a line, resealed": (
        lambda files: resealed(paid_more(files)),
        ["1360000000, các dòng cho 1370000000", "dong.csv ghi khác"],
    ),
    "a figure, resealed": (
        lambda files: resealed(with_content(files, spent_more)),
        ["Kinh phí thực hiện: 1361000000, các dòng cho 1360000000"],
    ),
    "a line less": (
        lambda files: {**files, layout.LINES: files[layout.LINES].split(b"\n", 1)[1]},
        ["dòng, khi chốt có"],
    ),
    "the title": (
        lambda files: with_content(files, lambda head: head.update(title="Khác")),
        ["mã dấu không khớp"],
    ),
    "the link to the seal before": (
        lambda files: swapped(
            files, layout.SEAL, b'"previous_digest": "', b'"previous_digest": "ab'
        ),
        ["mã dấu không khớp"],
    ),
    "a table for reading": (
        lambda files: swapped(files, layout.TABLES, b":1360000000", b":1360000001"),
        ["bang.json: bảng"],
    ),
    "a sheet for reading": (
        lambda files: swapped(files, layout.LINES_SHEET, b",280000000,", b",280000001,"),
        ["dong.csv ghi khác"],
    ),
    "the page": (
        lambda files: swapped(files, layout.PAGE, b"1.360", b"1.361"),
        ["index.html: khác mã trong SHA256SUMS"],
    ),
    "a line that reads in two ways": (
        lambda files: resealed(swapped(files, layout.LINES, MONEY, b'"spent_amount":1,' + MONEY)),
        ["không phải dạng chuẩn"],
    ),
}


@pytest.mark.parametrize(("forge", "named"), FORGERIES.values(), ids=FORGERIES)
def test_what_was_touched_is_named(folder, packed, forge, named):
    for name, data in forge(files_of(packed)).items():
        (folder / name).write_bytes(data)

    status, said = checked(folder)

    assert status == 1
    for words in named:
        assert words in said


def test_a_missing_file_is_named(folder):
    (folder / layout.BOOK).unlink()

    assert "bang.xlsx: thiếu tệp này" in checked(folder)[1]


def test_a_bundle_that_cannot_be_read_is_told_in_words(folder):
    (folder / layout.CONTENT).write_text("{")

    status, said = checked(folder)

    assert (status, said.count("Traceback")) == (1, 0)
    assert "không đọc được gói này" in said


def test_the_checker_writes_the_canonical_form_of_the_portal(sealed):
    values = [sealed.content, {"b": 1, "a": [None, True, 0.1, 1e-9, "ề=\u0065\u0302\u0300"]}]

    assert [checker.canonical(value) for value in values] == list(map(canonical, values))
    for _, fact, columns in stored_lines(sealed):
        assert checker.canonical([fact, told(columns)]) == line_bytes(fact, columns)


def test_the_checker_adds_up_every_figure_as_the_portal_does(sealed):
    """Whole, and by every split that a figure knows."""
    rollup = Rollup(SealedLines(sealed))
    lines = [
        (fact, json.loads(line_bytes(fact, columns))[1])
        for _, fact, columns in stored_lines(sealed)
    ]
    for figure in FIGURES:
        splits = [slug for slug, one in DIMENSIONS.items() if figure.splits_by(one)]
        sums = summed(figure, splits, lines)

        assert sums.value(figure.slug, {}) == rollup.totals[figure.key], figure.key
        for slug in splits:
            for code, part in rollup.parts(DIMENSIONS[slug], [figure]).items():
                assert sums.value(figure.slug, {slug: code}) == part[figure.key], (slug, code)


def summed(figure, splits, lines):
    sums = checker.Sums(EMPTY, schema()["figures"])
    groups = [(figure.slug, ()), *((figure.slug, (slug,)) for slug in splits)]
    sums.groups = {group: {} for group in groups}
    sums.by_fact = {figure.fact.value: groups}
    for fact, values in lines:
        sums.add(fact, values)
    return sums


EMPTY = {
    "tables": {},
    "results": {
        "measures": {"columns": [], "rows": [], "total": None},
        "money": {"columns": [], "rows": [], "total": None},
        **{name: [] for name in ("splits", "sentence", "headline", "aside", "beneficiaries")},
    },
}


def test_the_schema_names_every_column_of_a_line(sealed):
    lines = schema()["lines"]
    for fact in Fact:
        rows = [values for _, one, values in stored_lines(sealed) if one == fact.value]
        said = {name for values in rows for name in told(values)}
        assert said <= set(lines["facts"][fact.value]) <= set(lines["columns"])


# It is always the same.


def test_the_bytes_do_not_depend_on_the_register_or_the_hour(province, sealed):
    before = bytes_of(sealed)
    province.f1.settled = 299 * MILLION
    province.f1.save()
    province.a2.delete()

    assert bytes_of(Publication.objects.get(pk=sealed.pk)) == before


def test_the_bytes_do_not_depend_on_the_order_in_which_a_database_keeps_names(sealed):
    before = bytes_of(sealed)
    sealed.content = turned(sealed.content)

    assert bytes_of(sealed) == before


def turned(value):
    """The same data with the names of every mapping in the other order."""
    if isinstance(value, dict):
        return {name: turned(value[name]) for name in reversed(value)}
    return [turned(one) for one in value] if isinstance(value, list) else value


# It comes back.


def test_a_round_trip_through_an_empty_portal_is_equal(packed, keep, db, client):
    stored = import_bundle(keep(packed))

    assert bytes_of(stored) == packed
    assert [str(finding) for finding in verify()] == []
    assert not Activity.objects.exists()
    page = client.get(ADDRESS).content.decode()
    assert "Kết quả khuyến công 2018–2020" in page
    assert stored.digest in page
    for part in ("ho-so/co-so/", "noi-dung.xlsx", "huyen-cu/"):
        assert client.get(f"{ADDRESS}{part}").status_code == 200
    assert client.get("/ket-qua/2018-2020/").status_code == 200


def test_those_who_signed_are_named_and_cannot_sign_in(packed, keep, db):
    stored = import_bundle(keep(packed))

    people = stored.content["people"]
    assert (str(stored.composed_by), str(stored.signed_by)) == tuple(people.values())
    assert not User.objects.filter(is_active=True).exists()
    assert not any(user.has_usable_password() for user in User.objects.all())


def test_what_came_in_is_locked_like_any_seal(packed, keep, db):
    stored = import_bundle(keep(packed))

    for change in (
        lambda: SealedLine.objects.filter(publication=stored).update(spent_amount=1),
        lambda: ImportedBundle.objects.all().delete(),
        lambda: Publication.objects.filter(pk=stored.pk).update(title="x"),
    ):
        with pytest.raises(DatabaseError, match="đã chốt"), transaction.atomic():
            change()


def test_the_chain_goes_on_after_an_import(packed, keep, db):
    stored = import_bundle(keep(packed))
    following = seal(PublicationFactory(period_slug="2019"), UserFactory())

    assert (following.sequence, following.previous_digest) == (2, stored.digest)
    assert [str(finding) for finding in verify()] == []


@pytest.fixture
def second(packed, keep, django_db_setup, django_db_blocker):
    """The bundle of the second link of a chain."""
    with django_db_blocker.unblock(), transaction.atomic():
        import_bundle(keep(packed))
        made = bytes_of(seal(PublicationFactory(period_slug="2019"), UserFactory()))
        transaction.set_rollback(True)
    return made


def test_a_chain_may_begin_at_an_imported_link_and_nowhere_else(second, packed, keep, db):
    stored = import_bundle(keep(second))

    assert (stored.sequence, list(verify())) == (2, [])
    with pytest.raises(ImportRefused, match="chỉ nhập được bản kế tiếp"):
        import_bundle(keep(packed))
    with SEALS.lifted():
        ImportedBundle.objects.all().delete()
    assert any("chuỗi bị đứt" in str(finding) for finding in verify())


def test_links_come_in_one_after_the_other(second, packed, keep, db):
    import_bundle(keep(packed))
    import_bundle(keep(second))

    assert list(verify()) == []
    assert bytes_of(Publication.objects.get(sequence=2)) == second


def test_what_is_here_already_does_not_come_in_again(packed, keep, db):
    import_bundle(keep(packed))

    with pytest.raises(ImportRefused, match="Cổng đã có bản này"):
        import_bundle(keep(packed))


# It is refused.


def nothing_is_stored():
    return not any(
        model.objects.exists() for model in (Publication, SealedLine, ImportedBundle, User)
    )


@pytest.mark.parametrize(
    ("touch", "words"),
    [
        (lambda data: b"", "không phải ZIP"),
        (lambda data: b"%PDF-1.7" + data, "không phải ZIP"),
        (lambda data: data[:-200], "hỏng hoặc bị cắt"),
        (lambda data: data[: len(data) // 2], "hỏng hoặc bị cắt"),
        (lambda data: data[:5000] + b"x" + data[5001:], "hỏng hoặc bị cắt"),
    ],
)
def test_a_broken_file_is_refused(packed, keep, db, touch, words):
    with pytest.raises(ImportRefused, match=words):
        import_bundle(keep(touch(packed)))
    assert nothing_is_stored()


def naughty(name):
    return lambda files: packed_again(files, [(name, b"x")])


def misshapen(change):
    return lambda files: packed_again(resealed(with_content(files, change)))


def bad_line(old, new):
    return lambda files: packed_again(resealed(swapped(files, layout.LINES, old, new)))


REFUSED = {
    "a path up": (naughty("../../etc/passwd"), "dẫn ra ngoài"),
    "a path from the root": (naughty("/etc/passwd"), "dẫn ra ngoài"),
    "a path of Windows": (naughty("C:\\x"), "dẫn ra ngoài"),
    "a strange file": (naughty("virus.exe"), "tệp lạ: virus.exe"),
    "another ZIP": (lambda files: packed_again({"a.txt": b"a"}), "Không phải gói lưu trữ"),
    "a part less": (
        lambda files: packed_again({n: d for n, d in files.items() if n != layout.LINES}),
        "thiếu dong.jsonl",
    ),
    "a bomb": (lambda files: packed_again({**files, layout.LINES: A_BOMB}), "lớn hơn mức cho phép"),
    "a part too large": (
        lambda files: packed_again({**files, layout.README: bytes(range(256)) * 5000}),
        "lớn hơn mức cho phép",
    ),
    "sums that name other files": (
        lambda files: packed_again(files, sums=files[layout.SUMS].replace(b"DOC", b"XEM")),
        "không nêu đúng các tệp",
    ),
    "sums of other bytes": (
        lambda files: packed_again({**files, layout.README: b"x"}, sums=files[layout.SUMS]),
        "DOC-TRUOC.txt khác mã",
    ),
    "sums that are none": (
        lambda files: packed_again(files, sums=b"x"),
        "SHA256SUMS không đúng mẫu",
    ),
    "a digest that is none": (
        lambda files: packed_again(swapped(files, layout.SEAL, b'"digest": "', b'"digest": "x')),
        "mẫu mà cổng chưa biết",
    ),
    "a place before the first": (misshapen(lambda head: head.update(sequence=0)), "từ 1"),
    "a place beyond all bounds": (
        misshapen(lambda head: head.update(sequence=10**30)),
        "không đúng mẫu",
    ),
    "an hour that is none": (misshapen(lambda head: head.update(sealed_at="x")), "không đúng mẫu"),
    "another format": (
        lambda files: packed_again(swapped(files, layout.SEAL, b'"format": 1', b'"format": 2')),
        "mẫu mà cổng chưa biết",
    ),
    "a foreign seal": (
        lambda files: packed_again({**files, layout.SEAL: b'{"digest": "x"}'}),
        "con-dau.json không đúng mẫu",
    ),
    "a changed line": (
        lambda files: packed_again(paid_more(files)),
        r"funding, A1\) khác lúc chốt",
    ),
    "a changed line, resealed": (
        lambda files: packed_again(resealed(paid_more(files))),
        r"spent: \d+, các dòng cho \d+20000000",
    ),
    "a changed title": (misshapen(lambda head: head.update(title=" a  b ")), "lưu lại được"),
    "another title under the same seal": (
        lambda files: packed_again(with_content(files, lambda head: head.update(title="Khác"))),
        "mã dấu không khớp",
    ),
    "a content without tables": (
        misshapen(lambda head: head["content"].pop("tables")),
        "không đúng mẫu",
    ),
    "a content that is a list": (misshapen(lambda head: head.update(content=[])), "không đúng mẫu"),
    "a table with a stranger's column": (
        misshapen(lambda head: head["content"]["tables"]["nam"]["columns"][0].update(onload="x")),
        "không đúng mẫu",
    ),
    "a number that is no figure": (
        misshapen(lambda head: head["content"]["results"]["headline"][0].update(figure="khac")),
        "con số mà cổng không biết",
    ),
    "a period that is none": (
        misshapen(lambda head: head.update(period="2018-1")),
        "không đúng mẫu",
    ),
    "a signer without a name": (
        misshapen(lambda head: head["content"]["people"].update(signed_by=7)),
        "không đúng mẫu",
    ),
    "a scope that is not here": (misshapen(lambda head: head.update(scope="xa-cu")), "xa-cu"),
    "a number that is not one": (
        lambda files: packed_again(
            swapped(files, layout.CONTENT, b'"revision":1', b'"revision":NaN')
        ),
        "không phải JSON dạng chuẩn",
    ),
    "a content that reads in two ways": (
        lambda files: packed_again(
            swapped(files, layout.CONTENT, b'"revision":1', b'"revision":2,"revision":1')
        ),
        "không phải JSON dạng chuẩn",
    ),
    "a content without an end": (
        lambda files: packed_again({**files, layout.CONTENT: b"[" * 200_000}),
        "không phải JSON dạng chuẩn",
    ),
    "NUL in a text": (misshapen(lambda head: head.update(title="a\0b")), "dạng chuẩn"),
    "text for money": (bad_line(MONEY, b'"spent_amount":"280000000"'), "Dòng .* không đúng mẫu"),
    "money beyond all bounds": (bad_line(MONEY, MONEY + b"0" * 30), "Dòng .* không đúng mẫu"),
    "a column of another table": (bad_line(MONEY, b'"password":"x"'), "Dòng .* không đúng mẫu"),
    "a fact that is none": (bad_line(b'["funding"', b'["tien"'), "Dòng .* không đúng mẫu"),
    "a line of a megabyte": (bad_line(MONEY, b'"x":"' + b"x" * 99999 + b'"'), "quá dài"),
    "a line more": (
        lambda files: packed_again(
            resealed({**files, layout.LINES: files[layout.LINES] + b'["award",{}]\n'})
        ),
        "nhiều dòng hơn",
    ),
}


@pytest.mark.parametrize(("forge", "words"), REFUSED.values(), ids=REFUSED)
def test_a_bundle_that_is_not_as_sealed_is_refused(packed, keep, db, forge, words):
    with pytest.raises(ImportRefused, match=words):
        import_bundle(keep(forge(files_of(packed))))

    assert nothing_is_stored()


def test_two_parts_of_one_name_are_refused(packed, keep, db):
    files = files_of(packed)
    with pytest.warns(UserWarning, match="Duplicate name"):
        twice = packed_again(files, [(layout.CONTENT, files[layout.CONTENT])])

    with pytest.raises(ImportRefused, match="hai tệp cùng tên"):
        import_bundle(keep(twice))


def test_a_part_larger_than_it_declared_is_refused(packed, keep, db):
    """The size in the directory is a lie: what comes out is cut and no longer fits its sum."""
    data = bytearray(packed)
    place = data.rindex(b"PK\x01\x02", 0, data.rindex(layout.LINES.encode()))
    data[place + 24 : place + 28] = (10).to_bytes(4, "little")

    with pytest.raises(ImportRefused, match=r"hỏng hoặc bị cắt|khác mã"):
        import_bundle(keep(bytes(data)))
    assert nothing_is_stored()


def test_a_wrong_digest_is_refused_before_anything(packed, keep, db):
    with pytest.raises(ImportRefused, match="không phải mã dấu bạn đưa"):
        import_bundle(keep(packed), digest="0" * 64)
    assert nothing_is_stored()


# The commands and the address.


def test_the_commands_write_a_bundle_and_take_it_in(sealed, tmp_path):
    out = StringIO()
    call_command("export_publication", "2018-2020", to=tmp_path, stdout=out)
    written = tmp_path / "khuyen-cong-2018-2020-ban-1.zip"

    assert out.getvalue().splitlines() == [str(written), f"Mã dấu: {sealed.digest}"]
    assert written.read_bytes() == bytes_of(sealed)
    with pytest.raises(CommandError, match=r"Không nhập gì\. Cổng đã có bản này"):
        call_command("import_publication", written)


def test_the_import_says_what_came_in(packed, keep, db):
    out = StringIO()
    call_command("import_publication", keep(packed), stdout=out)

    stored = Publication.objects.get()
    assert out.getvalue().splitlines()[1] == f"Mã dấu: {stored.digest}"


@pytest.mark.parametrize("arguments", [["2017"], ["2018-2020", "--revision", "2"]])
def test_there_is_no_bundle_of_what_was_not_published(sealed, arguments):
    with pytest.raises(CommandError, match="Không có bản đã công bố"):
        call_command("export_publication", *arguments)


def test_everybody_can_fetch_the_bundle_of_a_revision(sealed, client):
    address = f"{ADDRESS}goi-luu-tru.zip"
    answer = client.get(address)

    assert b"".join(answer.streaming_content) == bytes_of(sealed)
    assert "immutable" in answer["Cache-Control"]
    assert answer["Content-Disposition"].endswith('"khuyen-cong-2018-2020-ban-1.zip"')
    assert client.get(address, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    for page in (ADDRESS, "/ket-qua/2018-2020/"):
        assert f'href="{address}"' in client.get(page).content.decode()
    assert "goi-luu-tru" not in client.get("/ket-qua/2018-2020/hien-nay/").content.decode()


def test_a_withdrawn_revision_gives_no_bundle(sealed, client):
    Publication.objects.filter(pk=sealed.pk).update(
        withdrawn_at=sealed.sealed_at, withdrawn_by=UserFactory(), withdrawn_reason="nhầm"
    )

    assert client.get(f"{ADDRESS}goi-luu-tru.zip").status_code == 410
    with pytest.raises(CommandError, match="chưa thu hồi"):
        call_command("export_publication", "2018-2020")


def test_the_page_of_a_bundle_fetches_nothing_and_escapes_everything(sealed):
    sealed.title = "<script>x</script>"
    page = files_of(bytes_of(sealed))[layout.PAGE].decode()

    assert "<script" not in page
    assert "://" not in page
    assert "1.360" in page
    assert "<b>đậm</b>" in page

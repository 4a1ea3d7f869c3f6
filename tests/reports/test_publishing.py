"""A notice from its first draft to its seal, its correction and its withdrawal, as staff do it."""

import html
import re
import time
from datetime import date

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from khuyencong.admin_base import VERSION
from khuyencong.roles import ROLES
from programs.models import Measure
from reports.models import NoticeRow, Publication, SealedLine
from reports.publishing import guards
from reports.publishing.bound import misbound
from reports.publishing.gate import Readiness
from reports.publishing.guards import Reason, Warned
from reports.publishing.signing import publish
from tests.factories import (
    PASSWORD,
    ActivityKindFactory,
    DocumentKindFactory,
    MeasureFactory,
    PublicationFactory,
)
from tests.refusals import refusal
from tests.staff import page_of, rows, signed_in

from .province import MILLION, activity, support

ADD = "/quan-tri/reports/publication/add/"
SECRET = "JBSWY3DPEHPK3PXP"
WHOLE = (
    "Thực hiện Chương trình khuyến công theo Quyết định số 1288/QĐ-TTg ngày 01/08/2014, công tác "
    "khuyến công giai đoạn 2018–2020 đã đạt được những kết quả như: mở 01 lớp đào tạo nghề; xây "
    "dựng 01 mô hình trình diễn; hỗ trợ cho 02 cơ sở ứng dụng máy móc; tổ chức 01 hội chợ; tư vấn "
    "cho 01 cơ sở. Tổng kinh phí thực hiện là 1.360 triệu đồng: nguồn khuyến công quốc gia 980 "
    "triệu đồng; nguồn khuyến công địa phương 350 triệu đồng; nguồn khuyến công, chưa rõ nguồn 30 "
    "triệu đồng."
)


@pytest.fixture(autouse=True)
def _no_code_was_used_yet():
    """A used code is remembered by the person's number, which the next test gives to another."""
    cache.clear()


@pytest.fixture
def clerk(db):
    """Who composes."""
    return signed_in("Nhập liệu")


@pytest.fixture
def signer(db):
    """Who signs; with a second factor, so that signing is as in production."""
    client = signed_in("Công bố")
    TOTP.activate(client.user, SECRET)
    return client


@pytest.fixture
def draft(province, clerk):
    """A draft without rows of its own, as the clerk's first saving leaves it."""
    made = PublicationFactory(
        title="Kết quả Chương trình khuyến công 2018–2020",
        period_slug="2018-2020",
        cutoff=date(2020, 12, 31),
        composed_by=clerk.user,
    )
    made.edited_by(clerk.user)
    return made


@pytest.fixture
def sealed(draft, signer):
    return publish(draft, signer.user, Readiness(draft).seen)


# What is posted, and what is read.


def form(*cards, stored=0, **changes):
    """The compose screen as the browser posts it."""
    return {
        "period_slug": "2018-2020",
        "cutoff": "31/12/2020",
        "basis": "result",
        "shows_money": "on",
        "_continue": "1",
        **rows("rows", *cards, stored=stored),
        **changes,
    }


def composed(client, *cards, **changes):
    """Post a new draft and return it; fail with the page's errors otherwise."""
    answer = client.post(ADD, form(*cards, **changes))
    assert answer.status_code == 302, refused(answer)
    return Publication.objects.latest("pk")


def changed(client, draft, *cards, **changes):
    """Post the stored draft with these rows, each new or by its ``id``."""
    draft.refresh_from_db()
    stored = sum("id" in card for card in cards)
    kept = {name: getattr(draft, name) for name in ("title", "introduction", "closing")}
    period = {"period_slug": draft.period_slug, "cutoff": f"{draft.cutoff:%d/%m/%Y}"}
    posted = form(*cards, stored=stored, **{**kept, **period, VERSION: draft.version, **changes})
    return client.post(page_of(draft), posted)


def refused(answer):
    """What the screen says of the draft and of its rows."""
    context = answer.context
    rows_errors = [
        row for inline in context["inline_admin_formsets"] for row in inline.formset.errors
    ]
    return [dict(context["adminform"].form.errors), *map(dict, rows_errors)]


def card(province, *codes, **more):
    """One row: its measures by code, its words left to the catalogue unless given."""
    measures = [province.measures[code].pk for code in codes]
    return {"order": 1, "measures": measures, "shows_number": "on", **more}


def text_of(page):
    """The printed sentence of a page, as read."""
    found = re.search(r'<p class="lead[^"]*">(.*?)</p>', page.content.decode(), re.DOTALL)
    assert found, "the page has no sentence"
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", found[1])).split())


def said(client, draft):
    """The sentence as the compose screen shows it."""
    return text_of(client.get(page_of(draft)))


def results_said(client, draft):
    """Of the sentence only the results."""
    return said(client, draft).partition(": ")[2].partition(". ")[0].rstrip(".")


def code():
    return format_hotp_value(hotp_value(SECRET, int(time.time()) // 30))


def gate(client, draft):
    return client.get(page_of(draft, "san-sang/"))


def sign(client, draft, seen=None, **proof):
    """Post the signature, on what the page shows now unless ``seen`` is of an earlier one."""
    seen = seen or gate(client, draft).context["ready"].seen
    return client.post(page_of(draft, "san-sang/"), {"seen": seen, **(proof or {"code": code()})})


def is_sealed(draft):
    return Publication.objects.get(pk=draft.pk).is_sealed


# Compose.


def test_a_draft_takes_its_title_and_cutoff_from_the_period(province, clerk):
    draft = composed(clerk, period_slug="2019", cutoff="")

    assert draft.title == "Kết quả khuyến công năm 2019"
    assert draft.cutoff == date(2019, 12, 31)
    assert draft.composed_by == clerk.user
    assert list(draft.editors.all()) == [clerk.user]


@pytest.mark.parametrize("role", ROLES)
def test_only_who_enters_or_publishes_composes(role, province):
    answer = signed_in(role).post(ADD, form())

    assert answer.status_code == (302 if role in ("Nhập liệu", "Công bố") else 403)


def test_an_unknown_period_and_a_taken_one_are_refused_beside_the_box(draft, clerk):
    unknown = refused(clerk.post(ADD, form(period_slug="mười năm")))[0]
    taken = refused(clerk.post(ADD, form()))[0]

    assert "2014-2020" in unknown["period_slug"][0]
    assert "đã có bản công bố hoặc bản soạn" in taken["period_slug"][0]


def test_without_rows_the_sentence_is_the_catalogues(draft, clerk):
    assert said(clerk, draft) == WHOLE


def test_rows_from_the_catalogue_say_the_same_in_the_order_of_the_law(draft, clerk):
    changed(clerk, draft, _rows="danh-muc", closing="Lời kết vừa gõ.")
    again = changed(clerk, draft, _rows="danh-muc")

    assert "Đã lưu và thêm 0 dòng" in clerk.get(again["Location"]).content.decode()
    measures = [row.measures.get().code for row in draft.rows.all()]
    assert measures == [
        "dao-tao.lop",
        "mo-hinh.mo-hinh",
        "may.co-so",
        "hoi-cho.hoi-cho",
        "tu-van.co-so",
    ]
    assert said(clerk, draft) == WHOLE
    assert Publication.objects.get(pk=draft.pk).closing == "Lời kết vừa gõ."


def test_rows_are_copied_from_the_notice_before_without_years_of_their_own(province, clerk):
    before = composed(
        clerk,
        card(province, "may.co-so", phrase="trang bị máy cho {n}", first_year=2018, last_year=2018),
        card(province, "hoi-cho.hoi-cho", order=2, places="-1"),
    )
    draft = composed(clerk, period_slug="2019", cutoff="31/12/2019")

    changed(clerk, draft, _rows="ban-truoc")
    second = changed(clerk, draft, _rows="ban-truoc")

    copied = [(row.phrase, row.years, row.places) for row in draft.rows.all()]
    assert copied == [("trang bị máy cho {n}", None, None), ("tổ chức {n}", None, -1)]
    assert before.rows.first().years == range(2018, 2019)
    assert "đã có dòng" in clerk.get(second["Location"]).content.decode()


def test_who_adds_rows_has_worked_on_the_draft(draft):
    other = signed_in("Công bố")

    changed(other, draft, _rows="danh-muc")

    assert draft.editors.filter(pk=other.user.pk).exists()
    assert sign(other, draft, seen="x", code="1").status_code == 403


def test_a_row_may_count_years_of_its_own(province, clerk):
    draft = composed(clerk, card(province, "may.co-so", first_year=2018, last_year=2018))

    assert results_said(clerk, draft) == "hỗ trợ cho 01 cơ sở ứng dụng máy móc"


def test_a_rows_own_years_lie_in_the_period(province, clerk):
    answer = clerk.post(ADD, form(card(province, "may.co-so", first_year=2017, last_year=2018)))

    assert "nằm trong kỳ công bố" in refused(answer)[1]["last_year"][0]


def test_merged_measures_count_a_facility_once(province, clerk):
    """An Phú had machines and advice, Bình Minh machines: two facilities, not three."""
    draft = composed(
        clerk, card(province, "may.co-so", "tu-van.co-so", phrase="hỗ trợ {n} công nghiệp")
    )

    assert results_said(clerk, draft) == "hỗ trợ 02 cơ sở công nghiệp"


def test_measures_of_one_name_are_told_apart_where_they_are_chosen(province, clerk):
    """Machines and advice both count "cơ sở"."""
    draft = composed(clerk, card(province, "may.co-so"))
    place = {"app_label": "reports", "model_name": "noticerow", "field_name": "measures"}

    page = clerk.get(page_of(draft)).content.decode()
    found = clerk.get("/quan-tri/autocomplete/", {"term": "co so", **place}).json()["results"]

    assert "Ứng dụng máy móc: cơ sở (cơ sở)</option>" in page
    assert {one["text"] for one in found} == {
        "Ứng dụng máy móc: cơ sở (cơ sở)",
        "Tư vấn: cơ sở (cơ sở)",
    }


def test_measures_counted_in_different_ways_do_not_merge(province, clerk):
    answer = clerk.post(ADD, form(card(province, "may.co-so", "hoi-cho.hoi-cho")))

    assert "cùng cách đếm" in refused(answer)[1]["measures"][0]


def test_rows_change_places_in_one_saving(province, clerk):
    draft = composed(
        clerk,
        card(province, "may.co-so", order=1),
        card(province, "hoi-cho.hoi-cho", order=2),
    )
    first, second = draft.rows.all()

    answer = changed(
        clerk,
        draft,
        card(province, "may.co-so", order=2, id=first.pk, publication=draft.pk),
        card(province, "hoi-cho.hoi-cho", order=1, id=second.pk, publication=draft.pk),
    )

    assert answer.status_code == 302, refused(answer)
    assert results_said(clerk, draft) == (
        "tổ chức 01 hội chợ; hỗ trợ cho 02 cơ sở ứng dụng máy móc"
    )


def test_a_row_without_a_place_stands_last(province, clerk):
    first = composed(clerk, card(province, "may.co-so", order=""), period_slug="2019")
    draft = composed(clerk, card(province, "may.co-so", order=5))
    stored = draft.rows.get()

    kept = card(province, "may.co-so", order=5, id=stored.pk, publication=draft.pk)
    changed(clerk, draft, kept, card(province, "hoi-cho.hoi-cho", order=""))

    assert [row.order for row in first.rows.all()] == [1]
    assert [row.order for row in draft.rows.all()] == [5, 6]


def test_a_row_may_keep_silent_about_its_number(province, clerk):
    silent = card(
        province, "may.co-so", shows_number="", phrase_without_number="hỗ trợ máy móc các cấp"
    )
    draft = composed(clerk, silent)

    page = clerk.get(page_of(draft)).content.decode()

    assert results_said(clerk, draft) == "hỗ trợ máy móc các cấp"
    assert re.search(r'<a class="words" href="[^"]*noi-dung=may[^"]*">hỗ trợ máy móc các cấp', page)


def test_an_unknown_number_is_told_in_words(province, clerk):
    draft = composed(clerk, card(province, "dao-tao.lao-dong", phrase="dạy nghề cho {n}"))

    assert results_said(clerk, draft) == "Đào tạo nghề"


@pytest.mark.parametrize(
    ("changes", "printed"),
    [
        ({"shows_money": ""}, "hỗ trợ cho 02 cơ sở ứng dụng máy móc."),
        (
            {"money_in_billions": "on"},
            "máy móc. Tổng kinh phí thực hiện là 1,36 tỷ đồng: nguồn khuyến công quốc gia 0,98 tỷ "
            "đồng; nguồn khuyến công địa phương 0,35 tỷ đồng; nguồn khuyến công, chưa rõ nguồn "
            "0,03 tỷ đồng.",
        ),
        (
            {"money_in_billions": "on", "money_places": "1"},
            "máy móc. Tổng kinh phí thực hiện là gần 1,4 tỷ đồng: nguồn khuyến công quốc gia gần "
            "1 tỷ đồng; nguồn khuyến công địa phương gần 0,4 tỷ đồng; nguồn khuyến công, chưa rõ "
            "nguồn 0,03 tỷ đồng.",
        ),
        ({"money_in_billions": "on", "money_places": "0"}, "là hơn 1 tỷ đồng: nguồn"),
    ],
)
def test_money_is_optional_put_in_either_unit_and_rounded_honestly(
    province, clerk, changes, printed
):
    draft = composed(clerk, card(province, "may.co-so"), **changes)

    assert printed in said(clerk, draft)


@pytest.mark.parametrize(
    ("count", "places", "printed"),
    [
        (1234, "", "1.234 lớp"),
        (1234, "-2", "hơn 1.200 lớp"),
        (1267, "-2", "gần 1.300 lớp"),
        (1200, "-2", "1.200 lớp"),
        (4, "-2", "04 lớp"),
    ],
)
def test_a_count_rounded_down_says_hon_and_up_says_gan(province, clerk, count, places, printed):
    province.a3.supports.get(order=2).quantities.filter(measure__code="dao-tao.lop").update(
        actual=count
    )
    draft = composed(clerk, card(province, "dao-tao.lop", places=places))

    assert results_said(clerk, draft) == f"mở {printed} đào tạo nghề"


def test_a_row_of_money_has_its_own_unit_and_rounding(province, clerk):
    kind = ActivityKindFactory(code="dau-tu", name="Đầu tư", group=province.kinds["may"].group)
    invested = MeasureFactory(
        code="dau-tu.von", name="Vốn đầu tư", kind=kind, rule=Measure.Rule.SUM, is_money=True
    )
    province.kinds["dau-tu"], province.measures["dau-tu.von"] = kind, invested
    record = activity(province, "A8", 2019, "dau-tu", accepted_on=date(2019, 3, 1))
    support(record).quantities.create(measure=invested, actual=12_345 * MILLION)
    words = {"phrase": "thu hút {n} vốn đầu tư", "places": "1"}

    wrong = clerk.post(ADD, form(card(province, "dau-tu.von", unit="cơ sở", **words)))
    draft = composed(clerk, card(province, "dau-tu.von", unit="tỷ đồng", **words))

    assert refused(wrong)[1]["unit"] == ["Kinh phí ghi bằng triệu đồng hoặc tỷ đồng."]
    assert results_said(clerk, draft) == "thu hút hơn 12,3 tỷ đồng vốn đầu tư"


@pytest.mark.parametrize(
    ("basis", "printed"),
    [
        ("plan", "có kế hoạch thực hiện: hỗ trợ cho 03 cơ sở ứng dụng máy móc"),
        ("estimate", "ước thực hiện được những kết quả như: hỗ trợ cho 03 cơ sở ứng dụng máy móc"),
    ],
)
def test_a_plan_and_an_estimate_say_so(province, clerk, basis, printed):
    """Đak is approved and running: planned and estimated, not yet done."""
    draft = composed(clerk, card(province, "may.co-so"), basis=basis)

    sentence = said(clerk, draft)

    assert printed in sentence
    assert {"plan": "kinh phí kế hoạch là", "estimate": "kinh phí ước thực hiện là"}[
        basis
    ] in sentence


# Text and figure cannot part.


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("phrase", "hỗ trợ 18 cơ sở"),
        ("phrase", "hỗ trợ {n} và {n}"),
        ("phrase", "hỗ trợ {n}, trong đó 18 cơ sở"),
        ("phrase", "hỗ trợ hơn {n}"),
        ("phrase", "hỗ trợ {n}/20 cơ sở"),
        ("phrase_without_number", "hỗ trợ 18 cơ sở"),
        ("phrase_without_number", "hỗ trợ {n}"),
        ("unit", "18 cơ sở"),
    ],
)
def test_no_number_is_typed_beside_the_figure(province, clerk, name, words):
    answer = clerk.post(ADD, form(card(province, "may.co-so", **{name: words})))

    assert answer.status_code == 200
    assert name in refused(answer)[1]
    assert not NoticeRow.objects.exists()


def test_the_model_refuses_it_too(draft):
    row = NoticeRow(publication=draft, phrase="hỗ trợ 18 cơ sở", unit="cơ sở")

    assert list(refusal(row)) == ["phrase"]


@pytest.mark.parametrize(
    "words",
    [
        "năm 2018, 2019 và 2020 mở {n}",
        "giai đoạn 2018–2020 mở {n}",
        "mở {n} theo Nghị định số 45/2012/NĐ-CP ngày 21/5/2012",
        "áp dụng ISO 9001:2015 cho {n}",
        "quý 3 mở {n}",
    ],
)
def test_years_acts_and_names_may_stand_in_a_phrase(words):
    assert misbound(words) == ""


# The gate.


def test_the_preview_is_what_is_sealed_and_published(province, clerk, signer):
    draft = composed(
        clerk,
        card(province, "may.co-so"),
        introduction="Lời **dẫn**.",
        closing="Lời kết.",
        money_places="-0",
    )
    preview, shown = said(clerk, draft), text_of(gate(signer, draft))

    answer = sign(signer, draft)

    assert answer["Location"] == page_of(draft)
    stored = Publication.objects.get(pk=draft.pk)
    sealed = "".join(piece["text"] for piece in stored.content["results"]["sentence"])
    public = clerk.get(stored.get_absolute_url())
    assert preview == shown == sealed == text_of(public)
    assert preview.startswith("Công tác khuyến công giai đoạn 2018–2020")
    assert "Lời <b>dẫn</b>." in public.content.decode()
    assert (stored.signed_by, stored.composed_by) == (signer.user, clerk.user)


def test_the_gate_lists_what_is_unreviewed_and_whose_it_is(province, draft, clerk, signer):
    record = activity(province, "D1", 2019, "may", approved=False)
    record.editors.add(clerk.user)

    ready = gate(signer, draft).context["ready"]

    tasks = {task.label: task for task in ready.unreviewed.shown}
    assert ready.unreviewed.count == 4  # D1, B3, a payment of A1, an allocation
    assert tasks[str(record)].owners == [str(clerk.user)]
    assert tasks[str(record)].url == page_of(record)
    assert tasks[str(record)].what == "đề án, nhiệm vụ, nháp"


def test_a_year_asks_only_for_its_own_records(province, clerk, signer):
    draft = composed(clerk, period_slug="2020", cutoff="31/12/2020")

    assert gate(signer, draft).context["ready"].unreviewed.count == 0


def test_the_gate_lists_missing_days_and_missing_papers(province, draft, signer):
    paper = DocumentKindFactory(name="Biên bản nghiệm thu")
    province.kinds["may"].documents.add(paper)

    page = gate(signer, draft)

    ready = page.context["ready"]
    assert [task.label for task in ready.without_day.shown] == [f"A4 {province.a4.title}"]
    assert [(task.label, task.what) for task in ready.without_papers.shown] == [
        (f"A1 {province.a1.title}", "thiếu: Biên bản nghiệm thu")
    ]
    province.a1.documents.create(kind=paper)
    assert gate(signer, draft).context["ready"].without_papers.count == 0


def test_guards_give_their_reasons(province, clerk, signer):
    draft = composed(clerk, card(province, "may.co-so"), closing="Đã giúp 18 cơ sở.\n\n1. Năm 2021")

    warnings = {one.title: one for one in gate(signer, draft).context["ready"].warnings}

    unknown = warnings["Kinh phí chưa rõ nguồn hoặc chưa rõ số tiền"]
    assert [(reason.activity, reason.text.partition(": ")[2]) for reason in unknown.reasons] == [
        ("A4", "Khuyến công quốc gia 2020, chưa rõ số tiền"),
        ("A7", "Khuyến công, chưa rõ nguồn 2018, 30 triệu đồng"),
    ]
    silent = warnings["Nội dung có kết quả mà thông báo không nêu"]
    assert [reason.text for reason in silent.reasons] == [
        "Đào tạo nghề",
        "Mô hình trình diễn",
        "Hội chợ, triển lãm",
        "Tư vấn",
    ]
    typed = warnings["Số gõ tay, không gắn với hồ sơ nào: người ký tự đối chiếu"]
    assert [reason.text for reason in typed.reasons] == ["Lời kết: “Đã giúp 18 cơ sở.”"]


def test_a_guard_of_another_module_is_asked(draft, signer, monkeypatch):
    monkeypatch.setattr(guards, "GUARDS", [*guards.GUARDS])

    @guards.register_guard
    def too_early(publication, lines):
        return Warned("Quá sớm", 1, [Reason(f"{publication.cutoff:%d/%m/%Y}")])

    page = gate(signer, draft).content.decode()

    assert "Quá sớm" in page
    assert "<li>31/12/2020</li>" in page


def test_the_gate_shows_old_and_new_figure_by_figure_then_record_by_record(
    province, sealed, signer, clerk
):
    province.f1.settled = 290 * MILLION
    province.f1.save()
    clerk.post(page_of(sealed, "ban-moi/"), {"reason": "Quyết toán lại."})
    draft = Publication.objects.latest("pk")

    page = gate(signer, draft)

    ready = page.context["ready"]
    changes = {(one.label, one.where): (one.old.value, one.new.value) for one in ready.figures}
    assert changes[("Kinh phí thực hiện", "")] == (1360 * MILLION, 1370 * MILLION)
    assert changes[("Kinh phí thực hiện", "Khuyến công quốc gia")] == (980 * MILLION, 990 * MILLION)
    assert [one.code for one in ready.records] == ["A1"]
    text = page.content.decode()
    assert '<td class="n">1.360</td>' in text
    assert '<td class="n"><b>1.370</b></td>' in text
    assert "280 triệu đồng → 290 triệu đồng" in text
    assert "Lý do ra bản mới: Quyết toán lại." in text


# Who signs.


def test_composer_and_editor_cannot_sign(province, signer):
    """Both may publish; neither what he worked on. A superuser neither."""
    composer, editor = signed_in("Công bố"), signed_in("Công bố")
    for client in (composer, editor):
        TOTP.activate(client.user, SECRET)
    composer.user.is_superuser = True
    composer.user.save()
    draft = composed(composer)
    changed(editor, draft, introduction="Một câu nữa.")

    for client in (composer, editor):
        assert "Bạn đã soạn hoặc sửa bản này" in gate(client, draft).content.decode()
        assert sign(client, draft, seen=Readiness(draft).seen).status_code == 403
        with pytest.raises(ValidationError, match="soạn hoặc sửa"):
            publish(draft, client.user, Readiness(draft).seen)
    assert not is_sealed(draft)


def test_who_composes_only_has_no_right_to_sign(draft):
    clerk = signed_in("Nhập liệu")
    TOTP.activate(clerk.user, SECRET)

    assert "không có quyền ký công bố" in gate(clerk, draft).content.decode()
    assert sign(clerk, draft, seen=Readiness(draft).seen).status_code == 403


@pytest.mark.parametrize("mode", ["production", "test"])
def test_without_a_second_factor_nobody_signs(draft, settings, mode):
    settings.MODE = mode
    client = signed_in("Công bố")

    page = gate(client, draft)
    answer = sign(client, draft, password=PASSWORD)

    assert "Ký cần xác thực hai lớp" in page.content.decode()
    assert answer.status_code == 403
    assert not is_sealed(draft)


def test_in_a_demo_the_password_signs_and_the_page_says_so(draft, settings):
    settings.MODE = "demo"
    client = signed_in("Công bố")

    wrong = sign(client, draft, password="không phải")
    assert "Mật khẩu không đúng." in wrong.content.decode()
    assert "Cổng đang chạy thử nên ký bằng mật khẩu" in wrong.content.decode()
    assert not is_sealed(draft)

    sign(client, draft, password=PASSWORD)
    assert is_sealed(draft)


def test_the_code_of_the_second_factor_signs_once(draft, signer):
    used = code()

    assert sign(signer, draft, code=used)["Location"] == page_of(draft)
    assert is_sealed(draft)
    assert gate(signer, draft)["Location"] == page_of(draft)


def test_five_wrong_codes_lock_as_at_sign_in(draft, signer):
    for _ in range(5):
        answer = sign(signer, draft, seen="x", code="000000")
    right = sign(signer, draft, seen=Readiness(draft).seen)

    assert answer.status_code == 429
    assert right.status_code == 429
    assert not is_sealed(draft)


def test_a_wrong_code_seals_nothing_and_keeps_him_on_the_page(draft, signer):
    answer = sign(signer, draft, code="000000")

    assert answer.status_code == 200
    assert 'class="field bad"' in answer.content.decode()
    assert not is_sealed(draft)


@pytest.mark.parametrize(
    "change",
    [
        lambda it, draft, clerk: it.f1.__class__.objects.filter(pk=it.f1.pk).update(settled=1),
        lambda it, draft, clerk: it.s1.__class__.objects.filter(pk=it.s1.pk).update(
            old_district=it.d2
        ),
        lambda it, draft, clerk: changed(clerk, draft, closing="Thêm một lời."),
        lambda it, draft, clerk: changed(clerk, draft, cutoff="30/12/2020"),
    ],
    ids=["money", "place", "words", "cutoff"],
)
def test_what_changed_between_seeing_and_signing_is_not_sealed(
    province, draft, clerk, signer, change
):
    seen = gate(signer, draft).context["ready"].seen
    change(province, draft, clerk)

    answer = sign(signer, draft, seen=seen)

    assert answer["Location"] == page_of(draft, "san-sang/")
    assert "Chưa công bố gì" in signer.get(answer["Location"]).content.decode()
    assert not is_sealed(draft)
    assert not SealedLine.objects.exists()


def test_what_was_sealed_is_shown_and_no_longer_changed(sealed, clerk):
    page = clerk.get(page_of(sealed)).content.decode()

    assert sealed.digest in page
    assert 'name="_continue"' not in page
    assert changed(clerk, sealed, title="Khác").status_code == 403
    assert changed(clerk, sealed, _rows="danh-muc").status_code == 403
    assert clerk.post(page_of(sealed, "delete/"), {"post": "yes"}).status_code == 403


# A correction.


def test_a_correction_is_a_revision_with_its_reason(province, sealed, clerk, signer):
    old = clerk.get(sealed.get_absolute_url()).content
    without = clerk.post(page_of(sealed, "ban-moi/"), {"reason": " "})
    assert "Hãy nêu lý do" in without.content.decode()
    assert Publication.objects.count() == 1

    clerk.post(page_of(sealed, "ban-moi/"), {"reason": "Thiếu một cơ sở."})
    draft = Publication.objects.latest("pk")
    second = publish(draft, signer.user, Readiness(draft).seen)

    assert (second.revision, second.replaces, second.reason) == (2, sealed, "Thiếu một cơ sở.")
    assert "Thiếu một cơ sở." in clerk.get(second.get_absolute_url()).content.decode()
    page = clerk.get(sealed.get_absolute_url())
    assert page.status_code == 200
    assert "ban-2/" in page.content.decode()
    assert page.content != old
    assert text_of(page) == WHOLE


def test_a_correction_copies_texts_and_rows_and_fixes_its_period(province, clerk, signer):
    first = composed(clerk, card(province, "may.co-so", places="-1"), introduction="Lời dẫn.")
    sealed = publish(first, signer.user, Readiness(first).seen)

    clerk.post(page_of(sealed, "ban-moi/"), {"reason": "Sửa."})
    draft = Publication.objects.latest("pk")
    changed(clerk, draft, period_slug="2019", reason="Sửa.")

    draft.refresh_from_db()
    assert (draft.introduction, draft.period_slug) == ("Lời dẫn.", "2018-2020")
    assert [(row.phrase, row.places) for row in draft.rows.all()] == [
        ("hỗ trợ cho {n} ứng dụng máy móc", -1)
    ]


def test_only_the_last_revision_is_corrected(sealed, clerk):
    clerk.post(page_of(sealed, "ban-moi/"), {"reason": "Một."})
    draft = Publication.objects.latest("pk")

    again = clerk.post(page_of(sealed, "ban-moi/"), {"reason": "Hai."}, follow=True)
    of_a_draft = clerk.post(page_of(draft, "ban-moi/"), {"reason": "Ba."}, follow=True)

    assert "đã có bản 2" in again.content.decode()
    assert "sửa ngay trên bản soạn" in of_a_draft.content.decode()
    assert Publication.objects.count() == 2


# Taking back.


@pytest.fixture
def another(db):
    client = signed_in("Công bố")
    TOTP.activate(client.user, SECRET)
    return client


def take_back(client, publication, **posted):
    return client.post(
        page_of(publication, "thu-hoi/"), {"reason": "Nhầm kỳ.", "code": code(), **posted}
    )


def test_another_person_withdraws_and_a_tombstone_stays(sealed, another):
    assert take_back(another, sealed)["Location"] == page_of(sealed)

    page = another.get(sealed.get_absolute_url())
    assert page.status_code == 410
    assert "Nhầm kỳ." in page.content.decode()
    assert "1.360" not in page.content.decode()
    assert "Đã thu hồi" in another.get(page_of(sealed)).content.decode()
    assert Publication.objects.get(pk=sealed.pk).withdrawn_by == another.user
    assert take_back(another, sealed).status_code == 403


def test_who_signed_does_not_withdraw(sealed, signer, clerk):
    assert "không tự thu hồi" in signer.get(page_of(sealed, "thu-hoi/")).content.decode()
    assert take_back(signer, sealed).status_code == 403
    assert take_back(clerk, sealed).status_code == 403
    with pytest.raises(IntegrityError), transaction.atomic():
        Publication.objects.filter(pk=sealed.pk).update(
            withdrawn_at=sealed.sealed_at, withdrawn_by=signer.user, withdrawn_reason="Tự ý."
        )


def test_a_withdrawal_needs_its_reason_and_its_proof(sealed, another):
    assert "Hãy nêu lý do" in take_back(another, sealed, reason="").content.decode()
    assert take_back(another, sealed, code="000000").status_code == 200
    assert not Publication.objects.get(pk=sealed.pk).is_withdrawn

    assert take_back(another, sealed).status_code == 302  # the code was not used up


def test_five_wrong_codes_lock_a_withdrawal_and_a_missing_reason_tells_nothing(sealed, another):
    """Without a reason no code is judged: nobody tries codes uncounted."""
    blind = take_back(another, sealed, reason="", code="000000")
    for _ in range(5):
        answer = take_back(another, sealed, code="000000")

    assert blind.content.decode().count('class="field bad"') == 1  # the reason's
    assert (blind.status_code, answer.status_code) == (200, 429)


# Texts of staff.


def test_no_markup_of_staff_reaches_a_page(province, clerk, signer):
    bad = '<script>alert(1)</script> <img src=x onerror="alert(2)"> [a](javascript:alert(3))'
    draft = composed(clerk, introduction=bad, closing=f"**{bad}**\n\n- {bad}", title=bad)
    pages = [clerk.get(page_of(draft)), gate(signer, draft)]
    sealed = publish(draft, signer.user, Readiness(draft).seen)
    pages += [clerk.get(page_of(sealed)), clerk.get(sealed.get_absolute_url())]

    for page in pages:
        text = page.content.decode()
        assert page.status_code == 200
        assert "&lt;script&gt;alert(1)" in text
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert 'href="javascript' not in text

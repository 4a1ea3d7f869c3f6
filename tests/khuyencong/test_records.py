"""What every record has: clean text, versions, history, a folded and sortable form."""

import unicodedata

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection

from khuyencong.models import Agency
from projects.models import Facility
from tests.factories import (
    AgencyFactory,
    CommuneFactory,
    DecisionFactory,
    FacilityFactory,
    ImplementingUnitFactory,
    UserFactory,
)


def test_a_version_is_counted_at_every_save(db):
    facility = FacilityFactory()
    facility.save()
    facility.save(update_fields=["products"])

    assert Facility.objects.get().version == 3
    assert [row.version for row in facility.history.order_by("history_id")] == [1, 2, 3]


def test_text_is_stored_clean_whichever_way_it_came(db):
    decomposed = unicodedata.normalize("NFD", "  Hợp tác xã\u200b Dệt   thổ cẩm ")

    facility = FacilityFactory(name=decomposed, former_names=f"{decomposed}\r\n tên khác ")

    assert facility.name == "Hợp tác xã Dệt thổ cẩm"
    facility.refresh_from_db()
    assert facility.name == "Hợp tác xã Dệt thổ cẩm"
    assert facility.former_names == "Hợp tác xã Dệt thổ cẩm\ntên khác"


def test_text_is_compared_clean(db):
    FacilityFactory(name="Hợp tác xã")

    assert Facility.objects.filter(name=unicodedata.normalize("NFD", " Hợp tác xã")).exists()


def test_a_document_number_is_stored_one_way(db):
    assert DecisionFactory(number="1288 / QD – TTg").number == "1288/QĐ-TTg"


def test_search_is_folded_and_has_every_name(db):
    facility = FacilityFactory(
        name="HTX Đăk Đoa", former_names="Tổ hợp tác Ánh Dương", products="Cà phê bột"
    )

    assert facility.search == f"htx dak doa to hop tac anh duong ca phe bot {facility.code.lower()}"


def test_saving_something_else_does_not_write_old_words(db):
    facility = FacilityFactory(name="Tên cũ")
    seen_before = Facility.objects.get()
    facility.name = "Tên mới"
    facility.save()

    seen_before.save(update_fields=["is_illustration"])

    assert Facility.objects.get().search.startswith("ten moi")


def test_names_are_listed_in_the_order_of_the_alphabet(db):
    names = ["Xã An", "Xã An Ba", "Xã Ăn", "Xã Ân", "Xã Ba", "Xã Dân", "Xã Đông"]
    for name in reversed(names):
        CommuneFactory(name=name)

    assert [str(one) for one in CommuneFactory._meta.model.objects.all()] == names


@pytest.mark.postgres
def test_the_server_sorts_by_bytes_whatever_its_locale(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT collation_name FROM information_schema.columns "
            "WHERE table_name = 'programs_commune' AND column_name = 'sort_key'"
        )
        assert cursor.fetchone() == ("C",)


def test_a_code_is_given_once(db):
    unit = ImplementingUnitFactory()
    twin = ImplementingUnitFactory.build(code=unit.code)

    with pytest.raises(ValidationError) as refused:
        twin.full_clean()
    assert "code" in refused.value.message_dict
    with pytest.raises(IntegrityError):
        twin.save()


def test_there_is_one_agency(db):
    AgencyFactory()

    with pytest.raises(ValidationError, match="chỉ có một cơ quan"):
        Agency(parent_name="a", name="b", province_name="c").full_clean()


def test_names_of_people_are_written_the_vietnamese_way(db):
    assert str(UserFactory(last_name="Nguyễn Văn", first_name="An")) == "Nguyễn Văn An"
    assert str(UserFactory(username="ke.toan", last_name="", first_name="")) == "ke.toan"

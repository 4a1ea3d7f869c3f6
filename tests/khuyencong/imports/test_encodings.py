"""Old Vietnamese encodings are named; nothing else is taken for one."""

import unicodedata

import pytest

from khuyencong.imports.encodings import (
    _TCVN3,
    from_tcvn3,
    from_vni,
    old_encoding,
    refuse_old_encoding,
)
from khuyencong.imports.reading import RefusedFile
from khuyencong.imports.syllables import is_syllable

pytestmark = pytest.mark.any_database

TO_TCVN3 = {letter: code for code, letter in _TCVN3.items()}
SENTENCES = (
    "Hỗ trợ ứng dụng máy móc tiên tiến trong sản xuất chè xanh",
    "Cơ sở sản xuất nước mắm, xã Đông Hải, huyện Trà Cú",
    "Đào tạo nghề may công nghiệp cho lao động nông thôn",
    "Kinh phí khuyến công địa phương được duyệt và đã quyết toán",
    "Nguyễn Thị Hường, Trần Văn Quyết, Lê Hoàng Vũ, Phạm Mỹ Duyên",
    "Quyết định phê duyệt đề án của Sở Công Thương",
)


def in_tcvn3(text):
    """As a file typed in .VnTime has it: only small letters carry tones."""
    return "".join(TO_TCVN3.get(letter, TO_TCVN3.get(letter.lower(), letter)) for letter in text)


@pytest.mark.parametrize("text", SENTENCES)
def test_every_sentence_in_tcvn3_is_found(text):
    assert old_encoding([in_tcvn3(text)]) == "TCVN3"


@pytest.mark.parametrize("text", SENTENCES)
def test_a_conversion_gives_back_the_sentence(text):
    assert from_tcvn3(in_tcvn3(text)).lower() == text.lower()


@pytest.mark.parametrize(
    ("old", "text"),
    [
        ("Ñeà aùn", "đề án"),
        ("Cô sôû saûn xuaát", "cơ sở sản xuất"),
        ("Kinh phí khuyeán coâng ñòa phöông", "kinh phí khuyến công địa phương"),
        ("Nguyeãn Thò Höôøng", "nguyễn thị hường"),
        ("Quyeát ñònh pheâ duyeät", "quyết định phê duyệt"),
        ("TRAÀN VAÊN MYÕ", "trần văn mỹ"),
        ("Ñaøo taïo ngheà, huyeän Ñaék Maëng", "đào tạo nghề, huyện đắk mặng"),
    ],
)
def test_vni_is_found_and_converts(old, text):
    assert old_encoding([old]) == "VNI"
    assert from_vni(old.lower()) == text


@pytest.mark.parametrize(
    "texts",
    [
        [],
        ["Cơ sở sản xuất"],
        SENTENCES,
        [unicodedata.normalize("NFD", text) for text in SENTENCES],
        [text.upper() for text in SENTENCES],
        ["§ 5", "©", "®", "25°", "±5", "½", "m²", "µ", "·", "»", "«", "¬"],
        ["§5 Điều 3", "© 2026 Sở Công Thương", "Coca-Cola®", "25°C", "±0,5", "½ ngày", "120 m²"],
        ["10 µm", "5 µg", "3 µl", "40 µA", "Ø 27", "Ø27", "đường kính Ø"],
        ["Noël", "Forêt", "Zoé", "Hélène", "François", "Müller", "Björn", "Strauß", "Muñoz"],
        ["Saïgon", "Dalat Crêpe", "café", "château", "août", "maïs", "île", "sûr", "œuvre", "où"],
        ["Été à la plage", "très bien", "même", "là-bas", "déjà vu", "naïf", "maître", "côte"],
        ["Ålesund", "Łódź", "São Paulo", "Curaçao", "Reykjavík", "Smørrebrød", "Ærø", "Ñandú"],
        ["khuyến\xadcông", "soft\xadhyphen"],
        ["«Cơ sở»", "·Mục", "¼ lít", "¾ giờ", "x³", "¹ ghi chú", "ª", "º", "¶ đoạn", "¦"],
        ["ð", "þ", "÷", "×", "3 × 4", "10÷20", "100¢", "£5", "¥100", "¤"],
        ["Børn på København Århus være både også må øre blåbær Malmö Göteborg æble"],
        ["thaï", "aoû", "août", "à bientôt", "forêt", "Noël", "français"],
        ["aaa ® bbb", "®", "™", "Điện máy xanh®", "An®", "©An", "§Mục"],
    ],
)
def test_nothing_else_is_taken_for_one(texts):
    assert old_encoding(texts) is None


def test_one_word_is_not_enough():
    assert old_encoding(["Ñeà"]) is None
    assert old_encoding(["Ñeà"] * 1_000) is None


def test_a_few_foreign_words_among_many_are_not_enough():
    own = [
        f"{one} {two}"
        for one in ["bà", "cá", "dễ", "đỏ", "gỗ", "hạ", "kẻ", "lá", "mẹ", "nở"]
        for two in ["ạ", "ó"]
    ]
    words = " ".join(text.lower() for text in SENTENCES)

    assert old_encoding([*own, words, "®n", "©n"]) is None


def test_one_old_column_among_others_is_found():
    rows = [*SENTENCES, *map(in_tcvn3, SENTENCES[:2])]

    assert old_encoding(rows) == "TCVN3"


@pytest.mark.parametrize("encoding", ["TCVN3", "VNI"])
def test_it_is_refused_by_name(encoding):
    with pytest.raises(RefusedFile, match=encoding) as refused:
        refuse_old_encoding(encoding)

    assert "UniKey" in str(refused.value)
    refuse_old_encoding(None)


@pytest.mark.parametrize("word", " ".join(SENTENCES).replace(",", "").lower().split())
def test_words_are_syllables(word):
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["cơsở", "xuầt", "áà", "toyota", "anđ", "ôa", "w", "fà", ""])
def test_what_is_no_syllable(word):
    assert not is_syllable(word)

"""What comes in is written one way; numbers are read as staff write them."""

import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khuyencong.text import (
    UnclearNumber,
    clean_act_number,
    clean_block,
    clean_line,
    fold,
    parse_decimal,
    parse_whole,
    plain_number,
    sort_key,
    whole_number,
)

pytestmark = pytest.mark.any_database

VIETNAMESE = "aăâbcdđeêghiklmnoôơpqrstuưvxyAĂÂĐÊÔƠƯàáảãạằấễộợừỹ 0123456789-"


@given(st.integers())
def test_a_whole_number_is_read_as_it_was_printed(value):
    assert parse_whole(whole_number(value)) == value


@given(st.integers(0, 10**15), st.integers(0, 3))
def test_a_decimal_number_is_read_as_it_was_printed(digits, places):
    value = Decimal(digits).scaleb(-places)

    assert parse_decimal(plain_number(value)) == value


@given(st.text().filter(lambda text: not clean_line(text).isascii()))
def test_what_is_no_number_is_refused_in_words(text):
    with pytest.raises(UnclearNumber, match="“"):
        parse_whole(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("9.510", 9510),
        ("9510", 9510),
        (" 1 000 000 ", 1_000_000),
        ("1.000.000", 1_000_000),
        ("-5", -5),
        ("0", 0),
        ("007", 7),
    ],
)
def test_whole_numbers(text, value):
    assert parse_whole(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("23.292,2", "23292.2"), ("0,5", "0.5"), ("9.510", "9510"), ("12", "12")],
)
def test_decimal_numbers(text, value):
    assert parse_decimal(text) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("abc", "không phải là số"),
        ("9,510", "hoặc 9,51"),
        ("9.51", "Dấu chấm chỉ tách hàng nghìn"),
        ("12.3456", "Dấu chấm chỉ tách hàng nghìn"),
        ("1.000,5", "cần số nguyên"),
        ("1.00.000", "không phải là số"),
        ("", "không phải là số"),
        ("10 triệu", "không phải là số"),
        ("٣", "không phải là số"),
        ("²", "không phải là số"),
    ],
)
def test_an_unclear_whole_number_is_explained(text, words):
    with pytest.raises(UnclearNumber, match=words):
        parse_whole(text)


def test_an_american_decimal_is_not_read_as_a_thousand():
    with pytest.raises(UnclearNumber, match="Dấu chấm chỉ tách hàng nghìn"):
        parse_decimal("23292.2")


@given(st.text())
def test_cleaning_is_done_once(text):
    block, line = clean_block(text), clean_line(text)

    assert clean_block(block) == block
    assert clean_line(line) == line
    assert unicodedata.is_normalized("NFC", block)
    assert "\n" not in line


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("  Ho\u0302\u0323p  ta\u0301c\u00a0xã ", "Hộp tác xã"),
        ("Dệt\u200b thổ\ufeff cẩm", "Dệt thổ cẩm"),
        ("một\thai\r\nba", "một hai ba"),
        ("a\x00b\x1f", "ab"),
    ],
)
def test_lines_are_cleaned(text, cleaned):
    assert clean_line(text) == cleaned


def test_blocks_keep_their_lines():
    assert clean_block(" một \r\n\r\n hai  ba \n") == "một\n\nhai ba"


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1288/QĐ- TTg", "1288/QĐ-TTg"),
        (" 575 / QĐ – UBND", "575/QĐ-UBND"),
        ("2646/QD-BCT", "2646/QĐ-BCT"),
        ("09/2021/QĐ-UBND", "09/2021/QĐ-UBND"),
    ],
)
def test_document_numbers_are_written_one_way(typed, number):
    assert clean_act_number(typed) == number


@given(st.text(VIETNAMESE))
def test_folding_is_done_once_and_ignores_case_and_form(text):
    folded = fold(text)

    assert fold(folded) == folded
    assert fold(text.upper()) == folded
    assert fold(unicodedata.normalize("NFD", text)) == folded
    assert folded.isascii()


def test_folding_takes_marks_and_strokes_away():
    assert fold("  ĐẮK Đoa, Ia Hrú ") == "dak doa, ia hru"


def in_order(*names):
    keys = [sort_key(name).encode() for name in names]
    return keys == sorted(set(keys))


def test_names_sort_as_the_vietnamese_alphabet_does():
    assert in_order("An", "An Ba", "Anh", "Ăn", "Ân", "Ba", "Dân", "Đông", "Em", "Êm", "Ông", "Ơn")


def test_tones_count_only_where_the_letters_are_equal():
    assert in_order("ma", "mà", "mả", "mã", "má", "mạ", "man")


def test_digits_come_before_letters():
    assert in_order("Tổ 1", "Tổ 2", "Tổ a")


@given(st.lists(st.text(VIETNAMESE, max_size=8)))
def test_equal_names_have_equal_keys_whatever_their_form(names):
    for name in names:
        assert sort_key(name) == sort_key(unicodedata.normalize("NFD", name))
        assert sort_key(name) == sort_key(name.upper())

"""Money that was typed in the wrong unit or the wrong box, or that does not add up."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from khuyencong.text import whole_number
from projects.models import Facility, Funding, Guard, Payment, Quantity, Support
from projects.models.funding import paid_over_planned

from .base import MONEY, SCHEME, Case, Finding, card, whose
from .usual import Key, Usual, usual_amounts, usual_of_kind

TAX_DIGITS = (10, 12)


@dataclass(frozen=True)
class Amount:
    """An amount as typed: in which box, and beside what it is held."""

    words: str
    value: int
    facts: tuple[Any, ...]
    place: str = MONEY
    key: Key | None = None
    whole: int | None = None  # the amount that it is, or is a part, of


def typed_amounts(case: Case) -> Iterator[Amount]:
    """Every amount above nothing on the activity's screen."""
    total = case.activity.total_by_decision
    if total:
        yield Amount("Tổng theo quyết định", total, ("total",), SCHEME)
    for funding in case.fundings:
        yield from _of_funding(funding)
    for support in case.supports:
        for quantity in support.quantities.all():
            if quantity.measure.is_money:
                yield from _of_quantity(support, quantity)


def _of_funding(funding: Funding) -> Iterator[Amount]:
    name, whole = funding.source.short_name, funding.planned
    own = (funding.source.code, funding.budget_year)
    key: Key = ("source", funding.source_id)
    if funding.planned:
        yield Amount(f"{name}, kế hoạch", funding.planned, (*own, "planned"), key=key)
    if funding.settled:
        facts = (*own, "settled")
        yield Amount(f"{name}, quyết toán", funding.settled, facts, key=key, whole=whole)
    if funding.recoverable:
        facts = (*own, "recoverable")
        yield Amount(f"{name}, phải thu hồi", funding.recoverable, facts, whole=whole)
    for payment in funding.payments.all():
        kind = payment.get_kind_display().lower()
        part = None if payment.kind == Payment.Kind.RECOVERY else whole
        paid = (*own, payment.kind, payment.paid_on)
        yield Amount(f"{name}, {kind}", payment.amount, paid, whole=part)


def _of_quantity(support: Support, quantity: Quantity) -> Iterator[Amount]:
    for word, value in (("kế hoạch", quantity.planned), ("thực hiện", quantity.actual)):
        if value:
            yield Amount(
                f"Hạng mục {support.order} có {quantity.measure.name.lower()}, {word}",
                value,
                (whose(support), quantity.measure.code, word),
                card(support),
                ("measure", quantity.measure_id),
            )


# A slip of the unit.


def unit_slips(case: Case) -> Iterator[Finding]:
    """Đồng for nghìn or triệu: hundreds of times what such amounts usually are."""
    amounts = list(typed_amounts(case))
    known = usual_amounts(case) if amounts else {}
    for amount in amounts:
        usual = _usual(case, amount, known)
        if usual and (usual.is_too_low(amount.value) or usual.is_too_high(amount.value)):
            yield _slip(amount, usual)


def _usual(case: Case, amount: Amount, known: Mapping[Key, Usual]) -> Usual | None:
    """What other records have, else what the amount is a part of, else what the catalogue says."""
    if amount.key and amount.key in known:
        return known[amount.key]
    if amount.whole:
        return Usual(amount.whole, amount.whole)
    is_of_kind = amount.key is not None and amount.key[0] == "source"
    return usual_of_kind(case.activity.main_kind) if is_of_kind else None


def _slip(amount: Amount, usual: Usual) -> Finding:
    word = "thấp" if usual.is_too_low(amount.value) else "cao"
    likely = usual.likely(amount.value)
    meant = f" Có phải là {whole_number(likely)} đồng?" if likely else ""
    return Finding(
        Guard.UNIT,
        f"{amount.words} {whole_number(amount.value)} đồng, {word} hơn hàng trăm lần so với mức "
        f"thường gặp ({usual}): có thể nhầm đơn vị.{meant}",
        (*amount.facts, amount.value),
        amount.place,
    )


# A number from another box.


def copied_numbers(case: Case) -> Iterator[Finding]:
    """An amount that is a tax code, a phone number or the number of a paper."""
    amounts = list(typed_amounts(case))
    numbers = {**_tax_codes_on_record(amounts), **dict(_numbers_of(case))} if amounts else {}
    for amount in amounts:
        if amount.value in numbers:
            yield Finding(
                Guard.COPIED,
                f"{amount.words} {whole_number(amount.value)} đồng, đúng bằng "
                f"{numbers[amount.value]}: có thể gõ nhầm ô.",
                (*amount.facts, amount.value),
                amount.place,
            )


def _tax_codes_on_record(amounts: list[Amount]) -> dict[int, str]:
    """Of any facility; a box for money drops the first 0."""
    codes = [f"{amount.value:0{digits}d}" for amount in amounts for digits in TAX_DIGITS]
    found = Facility.objects.filter(tax_code__in=codes).values_list("tax_code", "name")
    return {int(code): f"mã số thuế của {name}" for code, name in found}


def _numbers_of(case: Case) -> Iterator[tuple[int, str]]:
    """The numbers of the record's own papers and facilities, each with what it is."""
    for words, text in _named_numbers(case):
        runs = re.findall(r"\d+", text)
        # Of "575/QĐ-UBND" and of "0977 531 246".
        for digits in {*runs[:1], "".join(runs)}:
            if digits:
                yield int(digits), f"{words} ({text})"


def _named_numbers(case: Case) -> Iterator[tuple[str, str]]:
    if case.activity.decision:
        yield "số quyết định", case.activity.decision.number
    for document in case.documents:
        yield "số văn bản", document.number
    for event in case.events:
        yield "số văn bản", event.document_number
    for funding in case.fundings:
        for payment in funding.payments.all():
            yield "số chứng từ", payment.document
    for facility in {support.facility for support in case.supports if support.facility}:
        yield f"mã số thuế của {facility}", facility.tax_code
        yield f"số điện thoại của {facility}", facility.phone


# What does not add up.


def sum_of_sources(case: Case) -> Iterator[Finding]:
    """The total by the decision is a control sum: it feeds no figure, so a difference may stand."""
    total = case.activity.total_by_decision
    amounts = [funding.planned for funding in case.fundings]
    if total is None or not amounts or None in amounts:
        return
    difference = sum(amount or 0 for amount in amounts) - total
    if difference:
        word = "nhiều hơn" if difference > 0 else "ít hơn"
        yield Finding(
            Guard.SUM,
            f"Tổng các nguồn {word} tổng theo quyết định {whole_number(abs(difference))} đồng.",
            (total, difference),
        )


def overpaid(case: Case) -> Iterator[Finding]:
    """No reason lets more be paid out than a source gives."""
    for funding in case.fundings:
        paid = funding.paid()
        if refusal := paid_over_planned(paid, funding.planned):
            facts = (funding.source.code, funding.budget_year, paid, funding.planned)
            text = f"{funding.source.short_name}: {refusal}"
            yield Finding(Guard.OVERPAID, text, facts, is_stop=True)

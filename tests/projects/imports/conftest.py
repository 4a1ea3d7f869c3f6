"""A small province to import into."""

import pytest

from programs.models import BudgetSource
from tests.factories import (
    ActivityKindFactory,
    BudgetSourceFactory,
    CommuneFactory,
    FacilityFactory,
    MeasureFactory,
    ProvinceFactory,
)


@pytest.fixture
def commune(settings):
    return CommuneFactory(name="Xã Ia Ly", province=ProvinceFactory(code=settings.PROVINCE))


@pytest.fixture
def machines():
    """Máy móc: counted by facilities, with one more measure that is typed in."""
    kind = ActivityKindFactory(name="Ứng dụng máy móc", repeat_years=0)
    MeasureFactory(kind=kind, name="Vốn đầu tư", unit="đồng", is_main=False, is_money=True)
    return kind


@pytest.fixture
def training():
    kind = ActivityKindFactory(name="Đào tạo nghề", repeat_years=0)
    MeasureFactory(kind=kind, name="Số lớp", unit="lớp", is_main=True)
    MeasureFactory(kind=kind, name="Số học viên", unit="người", is_main=False)
    return kind


@pytest.fixture
def sources():
    return [
        BudgetSourceFactory(code="KCQG", name="Khuyến công quốc gia", short_name="KCQG"),
        BudgetSourceFactory(code="KCDP", name="Khuyến công địa phương", short_name="KCĐP"),
        BudgetSourceFactory(
            code="DOI_UNG",
            name="Vốn đối ứng",
            short_name="Đối ứng",
            role=BudgetSource.Role.COUNTERPART,
        ),
    ]


@pytest.fixture
def facility():
    return FacilityFactory(name="Cơ sở Một", legal_form="enterprise", tax_code="5900000001")

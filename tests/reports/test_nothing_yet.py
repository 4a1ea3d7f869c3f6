"""A new installation, before anybody recorded anything."""

import pytest

from .pages import text

pytestmark = pytest.mark.django_db


def test_nothing_recorded_at_all_says_what_to_do(client):
    assert "đăng nhập để khai giai đoạn" in text(client, "/ket-qua/")
    assert "mở ra đúng những hồ sơ" in text(client, "/")
    assert "Chưa có đề án nào được duyệt" in text(client, "/hoat-dong/")
    assert "Chưa có cơ sở nào" in text(client, "/co-so/")

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ImproperlyConfigured

from khuyencong import checks
from khuyencong.checkpoints import HISTORY_LOCKS


@pytest.fixture
def production(settings):
    """Settings under which production starts."""
    settings.PRODUCTION = True
    settings.DEBUG = False
    settings.SECRET_KEY = "a-key-of-this-installation-0123456789-abcdefghijklmnopqrstuvwxyz"
    settings.ALLOWED_HOSTS = ["khuyencong.example.vn"]
    return settings


@pytest.fixture
def demo_account(db):
    return get_user_model().objects.create_user("nhap-lieu", is_demo=True)


def ids(messages):
    return [message.id for message in messages]


@pytest.mark.django_db
def test_production_starts_with_proper_settings(production):
    checks.refuse_unsafe_start()

    assert checks.check_settings() == []
    assert checks.check_accounts() == []


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("DEBUG", True, "khuyencong.E001"),
        ("SECRET_KEY", "django-insecure-for-tests-only", "khuyencong.E002"),
        ("SECRET_KEY", "short", "khuyencong.E002"),
        ("ALLOWED_HOSTS", [], "khuyencong.E003"),
        ("ALLOWED_HOSTS", ["*"], "khuyencong.E003"),
        ("ALLOWED_HOSTS", ["*.gov.vn"], "khuyencong.E003"),
    ],
)
def test_an_open_setting_is_an_error_in_production(production, name, value, expected):
    setattr(production, name, value)

    assert ids(checks.check_settings()) == [expected]


@pytest.mark.usefixtures("demo_account")
def test_a_demo_account_is_an_error_in_production(production):
    assert ids(checks.check_accounts()) == ["khuyencong.E004"]
    with pytest.raises(ImproperlyConfigured, match="nhap-lieu"):
        checks.refuse_unsafe_start()


@pytest.mark.usefixtures("demo_account")
def test_the_refusal_names_every_cause(production):
    production.DEBUG = True
    production.SECRET_KEY = "short"
    production.ALLOWED_HOSTS = ["*"]

    with pytest.raises(ImproperlyConfigured) as refusal:
        checks.refuse_unsafe_start()

    for name in ("DEBUG", "SECRET_KEY", "ALLOWED_HOSTS", "Demo accounts"):
        assert name in str(refusal.value)


@pytest.mark.usefixtures("demo_account")
def test_a_demo_may_have_all_of_it(settings):
    settings.PRODUCTION = False
    settings.DEBUG = True

    checks.refuse_unsafe_start()

    assert checks.check_settings() == []
    assert checks.check_accounts() == []


@pytest.mark.django_db
def test_a_missing_lock_is_an_error_in_production(production):
    assert checks.check_locks() == []
    with HISTORY_LOCKS.lifted():
        found = checks.check_locks()

    assert ids(found) == ["khuyencong.E005"]
    assert "_kept_update" in found[0].msg

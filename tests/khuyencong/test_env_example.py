import re

import pytest

pytestmark = pytest.mark.any_database


def test_every_variable_the_settings_read_is_explained(pytestconfig):
    settings = (pytestconfig.rootpath / "khuyencong" / "settings.py").read_text()
    example = (pytestconfig.rootpath / ".env.example").read_text()

    read = set(re.findall(r'(?:environ\.get|listed|switched_on)\(\s*"([A-Z_]+)"', settings))
    explained = set(re.findall(r"^#?([A-Z_]+)=", example, flags=re.MULTILINE))

    assert read == explained

"""What production serves of a stylesheet."""

import pytest
from django.core.files.base import ContentFile

from khuyencong.static_files import StaticFiles

pytestmark = pytest.mark.any_database


def test_a_stylesheet_is_stored_without_remarks_but_with_its_licence(tmp_path):
    storage = StaticFiles(location=tmp_path, base_url="/static/")
    css = "/* why\n * so */\na { top: 0 } /* here */\n/*! MIT */\nb { content: '' }\n"

    storage.save("a.css", ContentFile(css.encode()))
    storage.save("a.js", ContentFile(b"/* kept */"))

    assert (tmp_path / "a.css").read_text() == "a { top: 0 } /*! MIT */\nb { content: '' }\n"
    assert (tmp_path / "a.js").read_text() == "/* kept */"

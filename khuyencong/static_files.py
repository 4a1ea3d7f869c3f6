"""The static files as they are served in production: compressed, named by their content."""

import re
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

# What the authors of a stylesheet say to each other is a fifth of it; a licence ("/*!") stays.
REMARK = re.compile(rb"/\*(?!!).*?\*/\s*", re.DOTALL)


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Stylesheets are stored without remarks."""

    def _save(self, name: str, content: Any) -> str:
        if name.endswith(".css"):
            content = ContentFile(REMARK.sub(b"", b"".join(content.chunks())))
        return str(super()._save(name, content))

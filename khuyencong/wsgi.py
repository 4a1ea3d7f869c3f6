"""What the application server runs: ``gunicorn khuyencong.wsgi``."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "khuyencong.settings")
# No page may hold the database longer; commands (imports, sealing) are not limited.
os.environ.setdefault("PGOPTIONS", "-c statement_timeout=15000")

application = get_wsgi_application()

from khuyencong.checks import refuse_unsafe_start  # noqa: E402  (needs the loaded applications)

refuse_unsafe_start()

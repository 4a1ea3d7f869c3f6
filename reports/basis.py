"""Căn cứ số liệu: what "done" means in a set of lines."""

from django.db import models


class Basis(models.TextChoices):
    """Accepted; planned; or estimated: accepted so far plus planned of what is running."""

    RESULT = "result", "Thực hiện"
    PLAN = "plan", "Kế hoạch"
    ESTIMATE = "estimate", "Ước thực hiện"

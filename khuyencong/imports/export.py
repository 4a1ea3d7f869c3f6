"""Everything on record of a subject, as the file that would import it again without a change."""

from tempfile import TemporaryFile
from typing import IO

from django.core.exceptions import PermissionDenied

from khuyencong.models import User

from .subjects import Subject
from .template import write_book


def exported(subject: Subject, user: User) -> IO[bytes]:
    """What a person may see of a subject, as an .xlsx under no name; the caller closes it.

    One sheet, so up to the million rows that Excel has. Raises PermissionDenied.
    """
    if not subject.shows(user):
        raise PermissionDenied
    target = TemporaryFile()  # noqa: SIM115 -- the caller closes it
    try:
        write_book(target, subject, subject.rows(user), is_folded=False)
    except BaseException:
        target.close()
        raise
    target.seek(0)
    return target

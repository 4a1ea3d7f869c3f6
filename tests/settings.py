"""The portal's settings in test mode, also where pytest is called without manage.py."""

import os

os.environ["KHUYENCONG_MODE"] = "test"

from khuyencong.settings import *  # noqa: F403

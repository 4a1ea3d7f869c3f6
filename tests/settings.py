"""The portal's settings in test mode, also where pytest is called without manage.py."""

import os

os.environ["KHUYENCONG_MODE"] = "test"

from khuyencong.settings import *  # noqa: F403

IDLE_WRITTEN_EVERY = 60  # so that counts of queries do not depend on how busy the machine is

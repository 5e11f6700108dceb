"""Settings of the worker and beat that test_chaos starts: files go where the test looks."""

import os

from fis_portal.settings.test import *  # noqa: F403

MEDIA_ROOT = os.environ["CHAOS_MEDIA_ROOT"]

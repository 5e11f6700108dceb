"""Settings of the measured portal: embedded mode as served, on a database of its own."""

from fis_portal.settings.dev import *  # noqa: F403
from fis_portal.settings.dev import DATABASES, REST_FRAMEWORK

DATABASES["default"]["NAME"] = "fis_bench"
# The page itself is measured, not the limit to how often it may be asked for.
REST_FRAMEWORK = {**REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": {"anon": "100000000/min"}}
LOGGING_CONFIG = None

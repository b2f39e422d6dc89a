"""The settings of a web process whose English is the made-up one of `pseudo`."""

import os

from samaki.settings import *  # noqa: F403

LOCALE_PATHS = [os.environ["SAMAKI_PSEUDO"]]

"""Settings of the test suite: the roles share one connection, so that a test's transaction holds all it did."""

from samaki.database.folder import current
from samaki.settings import *  # noqa: F403
from samaki.settings import ROLE_ALIASES as _ROLE_ALIASES
from samaki.settings.databases import connection_of

ROLES_SHARE_CONNECTION = True
ROLE_ALIASES = dict.fromkeys(_ROLE_ALIASES, "default") | {"owner": "owner"}
DATABASES = {
    "default": connection_of(current(), "app", testing=True),
    "owner": connection_of(current(), "owner", testing=True),
}
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "samaki_session", "csrftoken"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHITENOISE_AUTOREFRESH = True  # no walk through all files at every start
SAMAKI_SECOND_FACTOR = False  # the tests of signing in switch it on
SAMAKI_ASKS_WHO_GOVERNS = False  # the tests of the warning switch it on

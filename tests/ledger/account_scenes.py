"""The stories of accounts: what comes before each, and the story itself."""

from datetime import timedelta

from samaki.accounts import factors, sessions
from tests.accounts.entering import code_of
from tests.acting import act


class AccountScenes:
    """For `Scenes`, which has `duty`, `now` and `told`."""

    def account_scenes(self):
        return {
            "begin_session": lambda: self.told(sessions.begin_session, key="k", device="Firefox, Android", how="totp"),
            "prove_again": lambda: self.told(sessions.prove_again, key=self.signed().session_key, how="password"),
            "end_session": lambda: self.told(sessions.end_session, signed_in_id=self.signed().id),
            "end_other_sessions": lambda: self.told(sessions.end_other_sessions, but_key="another"),
            "add_totp": self.add_totp,
            "remove_factor": lambda: self.told(factors.remove_factor, factor_id=self.telephone().id, needed=False),
            "make_recovery_codes": lambda: self.told(factors.make_recovery_codes),
            "use_recovery_code": lambda: self.told(factors.use_recovery_code, code=self.paper()[3]),
        }

    def signed(self):
        return act(self.duty, sessions.begin_session, self.now, key="here", device="", how="password")

    def paper(self):
        return act(self.duty, factors.make_recovery_codes, self.now)

    def add_totp(self):
        secret = factors.new_secret()
        return self.told(factors.add_totp, secret=secret, code=code_of(secret, self.now))

    def telephone(self):
        secret, then = factors.new_secret(), self.now - timedelta(minutes=5)
        return act(self.duty, factors.add_totp, then, secret=secret, code=code_of(secret, then))

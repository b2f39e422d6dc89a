"""The stories of accounts: what comes before each, and the story itself."""

from datetime import timedelta

from samaki.accounts import changing, closing, factors, invitations, passkeys, passwords, sessions, tokens
from samaki.accounts.signon import operations as signon
from samaki.accounts.signon.providers import Provider
from samaki.agencies.models import ApiToken, Member
from samaki.agencies.operations import issue_token
from tests.accounts.authenticator import Authenticator
from tests.accounts.entering import PASSWORD, code_of
from tests.acting import act

MINISTRY = Provider("ministry", "https://ministry.example", "samaki", "", "police-pp", "Secretword", "Secretword")


class AccountScenes:
    """For `Scenes`, which has `duty`, `now` and `told`."""

    def account_scenes(self):
        return {
            "begin_session": lambda: self.told(sessions.begin_session, key="k", device="Firefox, Android", how="totp"),
            "prove_again": lambda: self.told(sessions.prove_again, key=self.signed().session_key, how="password"),
            "end_session": lambda: self.told(sessions.end_session, signed_in_id=self.signed().id),
            "end_other_sessions": lambda: self.told(sessions.end_other_sessions, but_key="another"),
            "add_totp": self.add_totp,
            "add_passkey": self.add_passkey,
            "remove_factor": lambda: self.told(factors.remove_factor, factor_id=self.telephone().id, needed=False),
            "end_token": self.end_token,
            "link_provider": lambda: self.told(signon.link_provider, provider=MINISTRY, subject=b"s" * 32),
            "unlink_provider": lambda: self.told(signon.unlink_provider, link_id=self.sign_on().id),
            "unlink_member": lambda: self.told(signon.unlink_member, self.cast["admin"], link_id=self.sign_on().id),
            "change_password": self.change_password,
            "make_recovery_codes": lambda: self.told(factors.make_recovery_codes),
            "use_recovery_code": lambda: self.told(factors.use_recovery_code, code=self.paper()[3]),
        } | self.accounts_of_others()

    def accounts_of_others(self):
        admin, head = self.cast["admin"], self.officer
        return {
            "invite_member": lambda: self.told(invitations.invite_member, admin, **self.newcomer()),
            "invite_again": lambda: self.told(invitations.invite_again, admin, member=self.invited()[0].member),
            "withdraw_invitation": lambda: self.told(
                invitations.withdraw_invitation, admin, member=self.invited()[0].member
            ),
            "ask_recovery": lambda: self.told(invitations.ask_recovery, admin, member=self.duty),
            "agree_recovery": lambda: self.told(invitations.agree_recovery, head, invitation_id=self.asked().id),
            "link_of_recovery": self.link_of_recovery,
            "use_link": self.use_link,
            "change_roles": lambda: self.told(
                changing.change_roles, admin, member=self.duty, roles=["desk"], days=None
            ),
            "mend_name": lambda: self.told(
                changing.mend_name, admin, member=self.duty, name_en="Secretword", name_km="Secretword ដារ៉ា"
            ),
            "close_account": lambda: self.told(closing.close_account, admin, member=self.duty, reason="left"),
            "open_account": self.open_account,
            "renew_account": lambda: self.told(
                closing.renew_account, admin, member=self.cast["mentor"], days=30, reason="stage_goes_on"
            ),
        }

    def newcomer(self):
        return {"unit": self.duty.unit, "username": "sok.dara", "name_en": "Secretword", "name_km": "Secretword ដារ៉ា", "roles": ["worker"],
                "days": None}  # fmt: skip

    def invited(self):
        return act(self.cast["admin"], invitations.invite_member, self.now, **self.newcomer())

    def asked(self):
        return act(self.cast["admin"], invitations.ask_recovery, self.now, member=self.duty)

    def link_of_recovery(self):
        asked = self.asked()
        act(self.officer, invitations.agree_recovery, self.now, invitation_id=asked.id)
        return self.told(invitations.link_of_recovery, self.cast["admin"], invitation_id=asked.id)

    def use_link(self):
        asked = self.asked()
        half = act(self.officer, invitations.agree_recovery, self.now, invitation_id=asked.id)
        token = act(self.cast["admin"], invitations.link_of_recovery, self.now, invitation_id=asked.id)
        secret = factors.new_secret()
        return self.told(invitations.use_link, token=token, half=half, password="Secretword Secretword", secret=secret,
                         code=code_of(secret, self.now))  # fmt: skip

    def change_password(self):
        words = {"old": PASSWORD, "code": "", "password": "Secretword and four more"}
        return self.told(passwords.change_password, key="here", **words)

    def end_token(self):
        issue_token("duty.pp", self.now)
        return self.told(tokens.end_token, token_id=ApiToken.objects.get().id)

    def open_account(self):
        act(self.cast["admin"], closing.close_account, self.now, member=self.duty, reason="left")
        closed = Member.objects.select_related("unit").get(id=self.duty.id)
        return self.told(closing.open_account, self.cast["admin"], member=closed, reason="was_away")

    def signed(self):
        return act(self.duty, sessions.begin_session, self.now, key="here", device="", how="password")

    def paper(self):
        return act(self.duty, factors.make_recovery_codes, self.now)

    def add_totp(self):
        secret = factors.new_secret()
        return self.told(factors.add_totp, secret=secret, code=code_of(secret, self.now))

    def sign_on(self):
        return act(self.duty, signon.link_provider, self.now, provider=MINISTRY, subject=b"s" * 32)

    def add_passkey(self):
        site = passkeys.Site("testserver", "https://testserver")
        asked = act(self.duty, lambda by, now: passkeys.ask_new(passkeys.Asking(site, "add", "b", by), now), self.now)
        answer = passkeys.read(Authenticator().make(asked))
        return self.told(passkeys.add_passkey, answer=answer, name="Secretword", site=site)

    def telephone(self):
        secret, then = factors.new_secret(), self.now - timedelta(minutes=5)
        return act(self.duty, factors.add_totp, then, secret=secret, code=code_of(secret, then))

"""The stories of a round of the pulse, and of who calls whom."""

from datetime import timedelta

from samaki.pulse.operations import close_round, open_round, withdraw_round
from samaki.pulse.ties import name_ties


class PulseScenes:
    """For `Scenes`, which has `cast`, `now` and `told`."""

    def pulse_scenes(self):
        by, given = self.cast["oversight"], {"closes_at": self.now + timedelta(days=21)}

        def of(operation):
            return self.told(operation, by, round_id=self.told(open_round, by, **given)().id)

        return {
            "open_round": lambda: self.told(open_round, by, **given),
            "close_round": lambda: of(close_round),
            "withdraw_round": lambda: of(withdraw_round),
            "name_ties": lambda: self.told(
                name_ties,
                self.cast["officer.pp"],
                calls={self.cast["social.pp"].unit_id},
                called={self.cast["ngo.pp"].unit_id},
            ),
        }

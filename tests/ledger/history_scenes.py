"""The stories of old lists: what comes before each, and the story itself."""

from samaki.history import operations
from tests.history import making

SECRET = "Secretword"  # noqa: S105 - stands in every text that a person types


class HistoryScenes:
    """For `Scenes`, which has `cast`, `now` and `told`."""

    def history_scenes(self):
        head = self.cast["officer.pp"]
        return {
            "keep_old_list": lambda: self.told(operations.keep_old_list, head, title=SECRET, sent=making.sent(), leave_out=False),
            "take_back_old_list": lambda: self.told(operations.take_back_old_list, head, text=SECRET,
                                                    list_id=making.kept(head, self.now).id),
        }  # fmt: skip

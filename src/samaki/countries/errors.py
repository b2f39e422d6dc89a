"""What can be wrong with a pack, said in one sentence."""


class PackError(ValueError):
    """A pack that cannot be loaded. `problems` holds one sentence for each thing that is wrong."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))

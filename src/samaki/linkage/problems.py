"""What is wrong with a list, said in one sentence."""


class Unlinkable(ValueError):
    """A list, or lists, that cannot be linked; the text is a sentence for people."""

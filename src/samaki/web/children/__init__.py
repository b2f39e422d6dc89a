"""The pages of one child: safety, voice, protection at court, identification; and what they have in common."""

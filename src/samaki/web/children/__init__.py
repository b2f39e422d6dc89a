"""The pages of one child: voice, protection at court, identification; and what they have in common."""

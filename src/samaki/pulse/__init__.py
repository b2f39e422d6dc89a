"""The yearly pulse of partners: a few questions, answered by nobody in particular. ADR 71 tells how."""

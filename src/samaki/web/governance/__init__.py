"""How this installation is governed: read by every member, printed, written, signed; and what of it the public reads."""

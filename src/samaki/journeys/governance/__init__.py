"""How an installation is governed: one page, written by one, signed by members of different agencies, looked at again by a date."""

"""Accounts of members: how they sign in, where they are signed in, and when their access ends."""

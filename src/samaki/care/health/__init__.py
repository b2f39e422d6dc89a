"""Urgent health care: windows from the last exposure, and one combined examination, the child agreeing."""

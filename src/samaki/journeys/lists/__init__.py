"""The lists that people live in: cases, steps and what was handed on, each a page at a time; kept filters; a sheet."""

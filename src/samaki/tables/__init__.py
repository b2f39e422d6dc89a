"""A table in a file that somebody sent, CSV or workbook, as rows of text. Whatever the file is, it gets a sentence."""

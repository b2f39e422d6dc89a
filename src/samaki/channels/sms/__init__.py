"""Text messages: a report by text, a receipt in digits, a quiet word to a member, and their answer."""

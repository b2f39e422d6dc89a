"""How much the mentor did in a critical step and who paid: what the record says, what was confirmed; and what the mentor puts in."""

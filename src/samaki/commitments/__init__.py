"""What is wanting in an area, and what agencies promise to do about it: each with an owner, a day, evidence and a history. No case."""

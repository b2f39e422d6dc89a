"""The file of a case: strands, steps, people, sealed records, and the relations that say who may see what."""

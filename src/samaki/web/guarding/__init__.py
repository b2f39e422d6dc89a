"""Emergencies, unsealing, questions about looks, walls: the pages of what opens or closes a file against the usual rule."""

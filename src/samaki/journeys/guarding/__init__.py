"""What opens or closes a file against the usual rule: emergencies, unsealing, questions about looks, walls."""

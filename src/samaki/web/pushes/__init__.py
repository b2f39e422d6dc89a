"""Web push: where a member turns it on and off, and the script that shows it."""

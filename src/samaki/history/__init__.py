"""What agencies kept before this system: yearly counts from their old lists, beside what is measured and never among it."""

"""Pages of subject access: what is held about a child is asked for, decided part by part, handed over."""

"""What time makes happen: one tick over the rows that wait, and the worker that beats it."""

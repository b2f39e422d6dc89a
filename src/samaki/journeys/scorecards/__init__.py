"""What an agency says of its own figures: its word stands beside them."""

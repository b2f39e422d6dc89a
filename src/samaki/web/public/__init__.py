"""The public's pages: tell, come back with the receipt, leave. Nothing stays in the browser."""

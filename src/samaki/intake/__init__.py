"""Reports from the public and partners: filed, acknowledged, turned into a case or closed with a reason."""

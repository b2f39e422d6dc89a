"""Ways to Samaki beside the pages: what comes in by them becomes a report, what goes out says only that something waits."""

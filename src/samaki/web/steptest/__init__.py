"""The step-back test: plans, the lot, the running page with its alarm and its verdict; and what would happen without the mentor."""

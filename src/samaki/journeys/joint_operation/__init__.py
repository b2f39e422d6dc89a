"""A joint operation: its plan, who must be ready, its delay, and what happened. Plans are seen by nobody else."""

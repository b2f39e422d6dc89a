"""The lists that people live in: mine, ours, handed on, our steps, who has what; kept filters; on paper and as a sheet."""

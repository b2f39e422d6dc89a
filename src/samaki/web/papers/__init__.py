"""The pages of papers: what can be printed for whom, one paper, an answer that came on paper, and the check that anybody can make."""

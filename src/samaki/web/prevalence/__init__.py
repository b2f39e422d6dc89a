"""How many children? Surveys of venues, estimates from lists, and what each cannot see."""

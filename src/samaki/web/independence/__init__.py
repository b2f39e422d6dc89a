"""Can the mentor step back? Where the chain stands alone, where it leans, where it breaks; what the mentor puts in; what to doubt."""

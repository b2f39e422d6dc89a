"""Can the mentor step back? Where the chain stands alone, where it falls short and for what, where it breaks; what to doubt."""

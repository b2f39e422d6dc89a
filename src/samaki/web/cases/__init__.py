"""Cases: the list, the picture and story of one, and opening a case of one's own."""

"""Messages: between whoever told us and the unit that holds their report. (Those of a case and between peers come later.)"""

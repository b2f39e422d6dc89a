"""Pages whose address is promised and whose content a later issue builds."""

"""Case conferences: who meets about which child, what is decided, who does it until when."""

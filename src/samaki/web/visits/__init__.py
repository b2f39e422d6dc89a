"""The page on which a visit note is written, also without a network, and what takes it in when it comes."""

"""Peers ask, peers answer: how work is done well, across agencies, with no case data."""

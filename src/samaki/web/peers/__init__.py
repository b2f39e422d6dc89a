"""Peers ask, peers answer: the pages."""

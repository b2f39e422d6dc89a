"""The calls of the API, gathered: importing the rooms puts their calls on it."""

from samaki.api import cases, handoffs, people, reports, steps
from samaki.api.app import api

urls = api.urls

__all__ = ["cases", "handoffs", "people", "reports", "steps", "urls"]

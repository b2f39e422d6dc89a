"""What if the mentor left tomorrow: the chain of an area as a network of queues, drawn from kept figures, without the mentor's share.

`network.py`: from sums to a network, pure. `running.py`: read, simulate, keep. `models.py`: what came out, with its seed and its dates.
The simulation itself: `figures.queueing`.
"""

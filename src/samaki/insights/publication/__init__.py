"""From kept figures to a release: counted and made safe by the clock, submitted, answered by every agency whose data it is, published."""

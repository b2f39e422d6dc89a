"""Figures as pictures, by who looks: a unit its own, who oversees the country and each province."""

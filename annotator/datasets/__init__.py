"""Labelled datasets: what is chosen, how it is read, and one small writer a format."""

"""Arithmetic of the territory, pure: hours of a day, the plan of a year, the count toward a ranking."""

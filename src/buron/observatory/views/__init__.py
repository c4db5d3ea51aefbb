"""Screens of the observatory: dashboards, figures and their rows, the report, what is typed from outside."""

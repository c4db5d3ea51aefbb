"""What the reception decides without a database: its lists, the facts of an act, themes, tally sheets."""

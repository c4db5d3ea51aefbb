"""The figures of the reception: acts and counters counted along named axes, and the rows behind each."""

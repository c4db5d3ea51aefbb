"""The figures of the offer: what the office publishes, how fresh it is, where one can sleep."""

"""The tourist tax: the law as dated data, and its calculation."""

"""The shipped weights (one folder a model) and, in ``training``, the command that made them."""

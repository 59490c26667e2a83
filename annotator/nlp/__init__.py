"""The model's room: the only place that knows spaCy; it runs in the worker process and on the command line."""

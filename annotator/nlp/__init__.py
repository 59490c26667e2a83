"""The model's room: the only place that knows spaCy; it runs in the worker process and on the command line."""

import socket

# spaCy imports urllib3, which opens a socket of the internet to see whether it could: nothing here may.
socket.has_ipv6 = False

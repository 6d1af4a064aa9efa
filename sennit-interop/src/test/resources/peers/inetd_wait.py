"""Does what inetd does for a service that waits: opens a port, and starts a program with the listening socket as standard
input, output and error.

argv: the program and its arguments
stdout: `port NUMBER`

SIGTERM ends the program as well.
"""

import signal
import socket
import subprocess
import sys

listener = socket.create_server(("127.0.0.1", 0))
print("port", listener.getsockname()[1], flush=True)
program = subprocess.Popen(sys.argv[1:], stdin=listener, stdout=listener, stderr=listener)
listener.close()
signal.signal(signal.SIGTERM, lambda *_: program.terminate())
sys.exit(program.wait())

"""A connection on loopback whose client end belongs to a user; holds it until TERM.

argv: USER LISTEN-PORT (0: any)
stdout: `ports CLIENT-PORT LISTEN-PORT`
"""

import os
import pwd
import signal
import socket
import sys

listener = socket.socket()
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind(("127.0.0.1", int(sys.argv[2])))
listener.listen(1)
account = pwd.getpwnam(sys.argv[1])
if account.pw_uid != os.getuid():
    os.setgroups([])
    os.setgid(account.pw_gid)
    os.setuid(account.pw_uid)
client = socket.create_connection(listener.getsockname())
server, _ = listener.accept()
print("ports", client.getsockname()[1], listener.getsockname()[1], flush=True)
signal.sigwait({signal.SIGTERM})

"""A user of IRC, who belongs to a user of this machine; prints the prefix that the server gives.

argv: USER PORT
"""

import os
import pwd
import socket
import sys

account = pwd.getpwnam(sys.argv[1])
os.setgroups([])
os.setgid(account.pw_gid)
os.setuid(account.pw_uid)
connection = socket.create_connection(("127.0.0.1", int(sys.argv[2])), timeout=50)
lines = connection.makefile("rwb")
lines.write(b"NICK tester\r\nUSER claimed 0 * :Tester\r\n")
lines.flush()
for line in lines:
    words = line.decode().split()
    if words[0] == "PING":
        lines.write(b"PONG " + words[1].encode() + b"\r\n")
        lines.flush()
    elif words[1] == "001":
        print(words[-1])
        lines.write(b"QUIT\r\n")  # and stay until the server has let the nick go
        lines.flush()

"""Does what inetd does for one connection: accepts it, and starts a program with it as standard input,
output and error. Plays the client as well.

argv: the program and its arguments
stdin: what the client sends, `SERVER` and `CLIENT` in it replaced by the ports of the connection
stdout: what the client gets, until the program closes the connection
"""

import socket
import subprocess
import sys

listener = socket.create_server(("127.0.0.1", 0))
client = socket.create_connection(listener.getsockname())
accepted, _ = listener.accept()
server_port, client_port = str(client.getpeername()[1]), str(client.getsockname()[1])
program = subprocess.Popen(sys.argv[1:], stdin=accepted, stdout=accepted, stderr=accepted)
accepted.close()
queries = sys.stdin.read()
queries = queries.replace("SERVER", server_port)
queries = queries.replace("CLIENT", client_port)
client.sendall(queries.encode())
client.shutdown(socket.SHUT_WR)
replies = b""
try:
    while some := client.recv(65536):
        replies += some
except ConnectionResetError:  # a program that has not read the queries ends so
    pass
replies = replies.decode()
replies = replies.replace(server_port, "SERVER")
replies = replies.replace(client_port, "CLIENT")
sys.stdout.write(replies)
sys.exit(program.wait())

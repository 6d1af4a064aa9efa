"""A Twisted LineReceiver as the client of a map server.

argv: HOST PORT MODE, where MODE is one of
  ask        sends a line when the answer to the one before has come
  pipeline   sends all lines at once
  half       as pipeline, then closes its sending side
stdin: one request a line, in hex, without its line end.
stdout: one answer a line, in hex; `closed` if the server hangs up before the last answer, or, with
  half, when it hangs up after it.
"""

import sys

from twisted.internet import protocol, reactor
from twisted.protocols.basic import LineReceiver

HOST, PORT, MODE = sys.argv[1], int(sys.argv[2]), sys.argv[3]
REQUESTS = [bytes.fromhex(line.strip()) for line in sys.stdin]


class Client(LineReceiver):
    delimiter = b"\n"
    MAX_LENGTH = 1 << 24

    def connectionMade(self):
        self.answers = 0
        self.sent = 0
        self.transport.setTcpNoDelay(True)
        if MODE == "ask":
            self.ask()
        else:
            self.transport.write(b"".join(line + b"\n" for line in REQUESTS))
            if MODE == "half":
                self.transport.loseWriteConnection()

    def ask(self):
        if self.sent < len(REQUESTS):
            self.sent += 1
            self.sendLine(REQUESTS[self.sent - 1])

    def lineReceived(self, line):
        self.answers += 1
        print(line.hex(), flush=True)
        if self.answers == len(REQUESTS) and MODE != "half":
            self.transport.loseConnection()
        elif MODE == "ask":
            self.ask()

    def connectionLost(self, reason=protocol.connectionDone):
        if MODE == "half" or self.answers < len(REQUESTS):
            print("closed", flush=True)
        if reactor.running:
            reactor.stop()


class Factory(protocol.ClientFactory):
    protocol = Client
    noisy = False

    def clientConnectionFailed(self, connector, reason):
        print("refused", flush=True)
        reactor.stop()


reactor.connectTCP(HOST, PORT, Factory())
reactor.run()

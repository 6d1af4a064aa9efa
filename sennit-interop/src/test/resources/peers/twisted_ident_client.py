"""Twisted's own ident client asks several queries at once, on one connection.

argv: IDENT-PORT, then pairs PORT-ON-SERVER,PORT-ON-CLIENT
stdout: a line an answer: what the client gives, or the name of its error class
"""

import sys

from twisted.internet import defer, reactor
from twisted.internet.endpoints import TCP4ClientEndpoint, connectProtocol
from twisted.protocols import ident


class Client(ident.IdentClient):
    """It speaks text where its transport wants bytes."""

    def lineReceived(self, line):
        ident.IdentClient.lineReceived(self, line.decode("latin-1"))

    def sendLine(self, line):
        ident.IdentClient.sendLine(self, line.encode("latin-1"))


@defer.inlineCallbacks
def ask():
    endpoint = TCP4ClientEndpoint(reactor, "127.0.0.1", int(sys.argv[1]))
    client = yield connectProtocol(endpoint, Client())
    pairs = [map(int, pair.split(",")) for pair in sys.argv[2:]]
    results = yield defer.DeferredList(
        [client.lookup(*pair) for pair in pairs], consumeErrors=True
    )
    for good, result in results:
        print(" ".join(result) if good else type(result.value).__name__)


def failed(reason):
    reason.printTraceback(sys.stdout)


ask().addErrback(failed).addBoth(lambda _: reactor.stop())
reactor.run()

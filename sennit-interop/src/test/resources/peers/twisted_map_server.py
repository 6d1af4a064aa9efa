"""Twisted's own map server on a free loopback port; prints `port N`, then serves until TERM.

argv: MODE, one of
  sync      values come from a dictionary
  deferred  the same, a moment later
  failing   every lookup raises
stdin: lines `key-hex value-hex`, to the end.
"""

import sys

from twisted.internet import defer, reactor
from twisted.protocols.postfix import (
    PostfixTCPMapDeferringDictServerFactory,
    PostfixTCPMapDictServerFactory,
    PostfixTCPMapServer,
)


class FailingFactory(PostfixTCPMapDictServerFactory):
    def get(self, key):
        return defer.fail(Exception("This is a test error"))


FACTORIES = {
    "sync": PostfixTCPMapDictServerFactory,
    "deferred": PostfixTCPMapDeferringDictServerFactory,
    "failing": FailingFactory,
}

entries = {}
for line in sys.stdin:
    key, _, value = line.rstrip("\n").partition(" ")
    entries[bytes.fromhex(key)] = bytes.fromhex(value)

factory = FACTORIES[sys.argv[1]](entries)
factory.protocol = PostfixTCPMapServer
factory.noisy = False
port = reactor.listenTCP(0, factory, interface="127.0.0.1")
print("port", port.getHost().port, flush=True)
reactor.run()

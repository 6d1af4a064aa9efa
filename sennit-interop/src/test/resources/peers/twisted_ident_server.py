"""Twisted's own ident server on a free loopback port; prints `port N`, then serves until TERM.

It speaks text where its transport wants bytes; the two methods below translate, no more. What it
answers depends on the port on the server:
  6191 alice, at once     6192 NO-USER     6193 HIDDEN-USER     6194 a fault of the program
  6195 bob, a moment later                 6196 an id with colons and blanks
  anything else: what it answers by itself
"""

from twisted.internet import reactor, task
from twisted.internet.protocol import Factory
from twisted.protocols import ident


class Server(ident.IdentServer):
    def lineReceived(self, line):
        ident.IdentServer.lineReceived(self, line.decode("latin-1"))

    def sendLine(self, line):
        ident.IdentServer.sendLine(self, line.encode("latin-1"))

    def lookup(self, server, client):
        port = server[1]
        if port == 6191:
            return "UNIX", "alice"
        if port == 6192:
            raise ident.NoUser()
        if port == 6193:
            raise ident.HiddenUser()
        if port == 6194:
            raise ValueError("a fault of the program")
        if port == 6195:
            return task.deferLater(reactor, 0.05, lambda: ("LINUX", "bob"))
        if port == 6196:
            return "OTHER", "a:b c"
        return ident.IdentServer.lookup(self, server, client)


factory = Factory.forProtocol(Server)
factory.noisy = False
port = reactor.listenTCP(0, factory, interface="127.0.0.1")
print("port", port.getHost().port, flush=True)
reactor.run()

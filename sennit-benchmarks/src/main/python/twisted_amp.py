"""twisted_amp.py: Twisted's AMP with a command that adds two numbers.

Prints where it listens and a line `Ready`, as the other servers of the comparison do.
"""

from twisted.internet import protocol, reactor
from twisted.protocols import amp


class Sum(amp.Command):
    arguments = [(b"a", amp.Integer()), (b"b", amp.Integer())]
    response = [(b"total", amp.Integer())]


class Adder(amp.AMP):
    @Sum.responder
    def sum(self, a, b):
        return {"total": a + b}


def main():
    listener = reactor.listenTCP(0, protocol.Factory.forProtocol(Adder), interface="127.0.0.1")
    print(f"amp  127.0.0.1:{listener.getHost().port}")
    print("Ready", flush=True)
    reactor.run()


main()

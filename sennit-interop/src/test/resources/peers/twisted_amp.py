"""A Twisted AMP endpoint; its commands are the test's.

argv: server            listens on a free loopback port, prints `port N`, serves until TERM
      client PORT MODE  connects, does what MODE says, prints what came of it, ends
"""

import sys

from twisted.internet import defer, protocol, reactor
from twisted.internet.endpoints import TCP4ClientEndpoint, connectProtocol
from twisted.protocols import amp


class Sum(amp.Command):
    arguments = [(b"a", amp.Integer()), (b"b", amp.Integer())]
    response = [(b"total", amp.Integer())]


class Divide(amp.Command):
    arguments = [(b"numerator", amp.Integer()), (b"denominator", amp.Integer())]
    response = [(b"result", amp.Integer())]
    errors = {ZeroDivisionError: b"ZERO_DIVISION"}
    fatalErrors = {OverflowError: b"BROKEN"}


class SumBack(amp.Command):
    """Answers with the Sum that the asking side computes."""

    arguments = Sum.arguments
    response = Sum.response


class Quit(amp.Command):
    responseType = amp.QuitBox


class Math(amp.AMP):
    @Sum.responder
    def sum(self, a, b):
        return {"total": a + b}

    @Divide.responder
    def divide(self, numerator, denominator):
        if numerator < 0:
            raise OverflowError("negative")
        if numerator == 13:
            raise RuntimeError("a secret")
        return {"result": numerator // denominator}

    @SumBack.responder
    def sum_back(self, a, b):
        return self.callRemote(Sum, a=a, b=b)

    @Quit.responder
    def quit(self):
        return {}


async def outcome(call):
    try:
        return await call
    except Exception as e:
        return f"{type(e).__name__}: {e}"


async def talk(peer):
    print(await outcome(peer.callRemote(Sum, a=13, b=81)))
    print(await outcome(peer.callRemote(SumBack, a=1, b=2)))
    print(await outcome(peer.callRemote(Divide, numerator=7, denominator=0)))
    print(await outcome(peer.callRemote(Divide, numerator=7, denominator=2)))
    many = [peer.callRemote(Sum, a=i, b=i) for i in range(1000)]
    print(sum([(await each)["total"] for each in many]))
    print(await outcome(peer.callRemoteString(b"NoSuch")))
    print(await outcome(peer.callRemote(Divide, numerator=-1, denominator=2)))
    print(await outcome(peer.callRemote(Sum, a=1, b=2)))


async def unknown(peer):
    print(await outcome(peer.callRemote(Divide, numerator=13, denominator=2)))
    print(await outcome(peer.callRemote(Sum, a=1, b=2)))


async def quitting(peer):
    print(await outcome(peer.callRemote(Quit)))
    print(await outcome(peer.callRemote(Sum, a=1, b=2)))


MODES = {"talk": talk, "unknown": unknown, "quit": quitting}


async def client(port, mode):
    peer = await connectProtocol(TCP4ClientEndpoint(reactor, "127.0.0.1", port), Math())
    await MODES[mode](peer)


def main():
    if sys.argv[1] == "server":
        factory = protocol.ServerFactory.forProtocol(Math)
        factory.noisy = False
        port = reactor.listenTCP(0, factory, interface="127.0.0.1")
        print("port", port.getHost().port, flush=True)
    else:
        done = defer.ensureDeferred(client(int(sys.argv[2]), sys.argv[3]))
        done.addErrback(lambda failure: failure.printTraceback(file=sys.stderr))
        done.addBoth(lambda _: reactor.stop())
    reactor.run()


main()

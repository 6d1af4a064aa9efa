"""A Twisted AMP endpoint; its commands are the test's.

argv: server            listens on a free loopback port, prints `port N`, serves until TERM
      client PORT MODE  connects, does what MODE says, prints what came of it, ends
"""

import datetime
import decimal
import random
import struct
import sys

from twisted.internet import defer, protocol, reactor, ssl
from twisted.internet.endpoints import TCP4ClientEndpoint, connectProtocol
from twisted.protocols import amp
from twisted.python import filepath


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


class Everything(amp.Command):
    """Echoes each type that AMP has."""

    arguments = [
        (b"integer", amp.Integer()),
        (b"string", amp.String()),
        (b"unicode", amp.Unicode()),
        (b"boolean", amp.Boolean()),
        (b"number", amp.Float()),
        (b"decimal", amp.Decimal()),
        (b"when", amp.DateTime()),
        (b"path", amp.Path()),
        (b"numbers", amp.ListOf(amp.Float())),
        (b"nested", amp.ListOf(amp.ListOf(amp.Integer()))),
        (b"rows", amp.AmpList([(b"k", amp.Unicode()), (b"v", amp.Integer(optional=True))])),
        (b"maybe", amp.Unicode(optional=True)),
    ]
    response = arguments


class Shout(amp.ProtocolSwitchCommand):
    pass


class Louder(protocol.Protocol):
    def connectionMade(self):
        self.transport.write(b"HELLO\n")

    def dataReceived(self, data):
        self.transport.write(data.upper())


class Listening(protocol.Protocol):
    def connectionMade(self):
        self.factory.heard = b""
        self.transport.write(b"abc")

    def dataReceived(self, data):
        self.factory.heard += data
        if len(self.factory.heard) == 9:
            self.factory.done.callback(self.factory.heard)


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

    @Everything.responder
    def everything(self, **values):
        return values

    @Shout.responder
    def shout(self):
        return Louder()

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


async def everything(peer):
    generator = random.Random(int(sys.argv[4]))
    wrong = 0
    for i in range(int(sys.argv[5])):
        values = random_values(generator)
        back = await peer.callRemote(Everything, **values)
        if plain(back) != plain(values):
            wrong += 1
            print("sent", values)
            print("back", back)
    print("wrong", wrong)


def plain(values):
    when = values["when"].isoformat()
    return repr({**values, "when": when})


def random_values(generator):
    def text(most):
        ranges = [(0, 0x7F), (0x80, 0x7FF), (0x800, 0xD7FF), (0xE000, 0x10FFFF)]
        return "".join(
            chr(generator.randint(*generator.choice(ranges)))
            for _ in range(generator.randrange(most))
        )

    def number():
        return struct.unpack(">d", generator.randbytes(8))[0]

    def any_number():
        value = number()
        while value != value:
            value = number()
        return generator.choice([value, 0.0, -0.0, 5e-324, float("inf"), float("-inf"), 1e16])

    def digits(most):
        return str(generator.randrange(10 ** generator.randrange(1, most)))

    sign = generator.choice(["", "-"])
    values = {
        "integer": generator.randrange(-(10**30), 10**30),
        "string": generator.randbytes(generator.randrange(40)),
        "unicode": text(20),
        "boolean": generator.random() < 0.5,
        "number": any_number(),
        "decimal": decimal.Decimal(
            sign
            + generator.choice(
                [
                    digits(30),
                    "0." + digits(30),
                    digits(9) + "E" + str(generator.randrange(-400, 400)),
                    "0E" + str(generator.randrange(-20, 20)),
                    "Infinity",
                    "NaN" + digits(5),
                    "sNaN" + digits(5),
                ]
            )
        ),
        "when": datetime.datetime(
            generator.randrange(1, 10000),
            generator.randrange(1, 13),
            generator.randrange(1, 29),
            generator.randrange(24),
            generator.randrange(60),
            generator.randrange(60),
            generator.randrange(1000000),
            datetime.timezone(datetime.timedelta(minutes=generator.randrange(-1079, 1080))),
        ),
        "path": filepath.FilePath("/" + digits(10)),
        "numbers": [any_number() for _ in range(generator.randrange(5))],
        "nested": [
            [generator.randrange(100) for _ in range(generator.randrange(3))]
            for _ in range(generator.randrange(3))
        ],
        "rows": [
            {"k": text(5), "v": generator.choice([None, generator.randrange(-9, 9)])}
            for _ in range(generator.randrange(4))
        ],
        "maybe": generator.choice([None, "", text(5)]),
    }
    return values


async def tls(peer):
    options = {}
    if len(sys.argv) > 4:
        certificate = ssl.PrivateCertificate.loadPEM(open(sys.argv[4]).read())
        options = dict(tls_localCertificate=certificate, tls_verifyAuthorities=[certificate])
    print(await outcome(peer.callRemote(amp.StartTLS, **options)))
    print(await outcome(peer.callRemote(Sum, a=13, b=81)))
    print(peer.peerCertificate.getSubject().commonName.decode())


async def switch(peer):
    factory = protocol.ClientFactory.forProtocol(Listening)
    factory.done = defer.Deferred()
    print(await outcome(peer.callRemote(Shout, factory)) is not None)
    print(await factory.done)


MODES = {
    "everything": everything,
    "tls": tls,
    "switch": switch,
    "talk": talk,
    "unknown": unknown,
    "quit": quitting,
}


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

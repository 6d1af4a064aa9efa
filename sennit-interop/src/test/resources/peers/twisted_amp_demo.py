"""twisted_amp_demo.py PORT CERTIFICATE: Twisted's example client of AMP against the demonstration.

The commands are those of Twisted's own example server; the calls are those of its example client,
and behind them an error, unknown commands, StartTLS with the certificate verified, and every type.
Prints a line for each.
"""

import datetime
import decimal
import sys

from twisted.internet import defer, ssl, task
from twisted.internet.endpoints import TCP4ClientEndpoint, connectProtocol
from twisted.protocols import amp
from twisted.python import filepath


class Sum(amp.Command):
    arguments = [(b"a", amp.Integer()), (b"b", amp.Integer())]
    response = [(b"total", amp.Integer())]


class Divide(amp.Command):
    arguments = [(b"numerator", amp.Integer()), (b"denominator", amp.Integer())]
    response = [(b"result", amp.Float())]
    errors = {ZeroDivisionError: b"ZERO_DIVISION"}


class Wait(amp.Command):
    arguments = [(b"seconds", amp.Float())]
    response = [(b"seconds", amp.Float())]
    errors = {ValueError: b"OUT_OF_RANGE"}


class Echo(amp.Command):
    arguments = [
        (b"integer", amp.Integer(optional=True)),
        (b"string", amp.String(optional=True)),
        (b"unicode", amp.Unicode(optional=True)),
        (b"boolean", amp.Boolean(optional=True)),
        (b"float", amp.Float(optional=True)),
        (b"decimal", amp.Decimal(optional=True)),
        (b"datetime", amp.DateTime(optional=True)),
        (b"path", amp.Path(optional=True)),
        (b"listof", amp.ListOf(amp.Integer(), optional=True)),
        (b"amplist", amp.AmpList([(b"name", amp.Unicode()), (b"value", amp.Float(optional=True))],
                                 optional=True)),
    ]
    response = arguments


class Nope(amp.Command):
    pass


@defer.inlineCallbacks
def main(reactor, port, certificate):
    protocol = yield connectProtocol(TCP4ClientEndpoint(reactor, "127.0.0.1", int(port)), amp.AMP())
    total = yield protocol.callRemote(Sum, a=13, b=81)
    print(total["total"])
    result = yield protocol.callRemote(Divide, numerator=1234, denominator=2)
    print(result["result"])
    try:
        yield protocol.callRemote(Divide, numerator=1234, denominator=0)
    except ZeroDivisionError as told:
        print("told:", told)
    try:
        yield protocol.callRemote(Nope)
    except amp.UnhandledCommand:
        print("unhandled")
    try:
        yield protocol.callRemote(Wait, seconds=-1.0)
    except ValueError as told:
        print("told:", told)
    order = []
    slow = protocol.callRemote(Wait, seconds=0.3).addCallback(lambda _: order.append("slow"))
    quick = protocol.callRemote(Sum, a=1, b=2).addCallback(lambda _: order.append("quick"))
    yield defer.gatherResults([slow, quick])
    print(order)
    with open(certificate, "rb") as pem:
        authority = ssl.Certificate.loadPEM(pem.read())
    yield protocol.callRemote(amp.StartTLS, tls_verifyAuthorities=[authority])
    everything = dict(
        integer=-(2**200),
        string=b"\x00\xff",
        unicode="\u2603",
        boolean=True,
        float=5e-324,
        decimal=decimal.Decimal("-0.00"),
        datetime=datetime.datetime(2024, 2, 29, 23, 59, 58, 1, amp.utc),
        path=filepath.FilePath("/tmp/x"),
        listof=[1, -20, 300],
        amplist=[{"name": "a", "value": 0.5}, {"name": ""}],
    )
    echoed = yield protocol.callRemote(Echo, **everything)
    everything["amplist"][1]["value"] = None
    print(echoed == everything or echoed)
    print(protocol.peerCertificate.getSubject().commonName.decode())


task.react(main, sys.argv[1:])

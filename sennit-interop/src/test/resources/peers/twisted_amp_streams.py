"""A Twisted AMP server whose values are longer than one can be: in several keys, and in streams.

Listens on a free loopback port, prints `port N`, serves until TERM. Everything is ordinary: an own
argument type, and one-way commands.
"""

import zlib

from twisted.internet import defer, protocol, reactor
from twisted.protocols import amp


class LongString(amp.Argument):
    """Bytes in the keys `name`, `name.2`, `name.3`, ..."""

    def toBox(self, name, strings, objects, proto):
        value = self.retrieve(objects, name.decode(), proto)
        pieces = [value[i : i + 65535] for i in range(0, len(value), 65535)] or [b""]
        for number, piece in enumerate(pieces, 1):
            strings[name if number == 1 else name + b".%d" % number] = piece

    def fromBox(self, name, strings, objects, proto):
        pieces, key = [], name
        while key in strings:
            pieces.append(strings.pop(key))
            key = name + b".%d" % (len(pieces) + 1)
        objects[name.decode()] = b"".join(pieces)


class Reverse(amp.Command):
    arguments = [(b"body", LongString())]
    response = arguments


class StreamMore(amp.Command):
    arguments = [(b"stream", amp.Integer()), (b"bytes", amp.Integer())]
    requiresAnswer = False


class StreamData(amp.Command):
    arguments = [(b"stream", amp.Integer()), (b"data", amp.String())]
    requiresAnswer = False


class StreamEnd(amp.Command):
    arguments = [(b"stream", amp.Integer()), (b"error", amp.Unicode(optional=True))]
    requiresAnswer = False


class StreamStop(amp.Command):
    arguments = [(b"stream", amp.Integer())]
    requiresAnswer = False


class Fetch(amp.Command):
    arguments = [(b"stream", amp.Integer()), (b"bytes", amp.Integer())]
    response = [(b"total", amp.Integer())]


class Store(amp.Command):
    response = [(b"stream", amp.Integer())]


class Stored(amp.Command):
    response = [(b"sum", amp.Integer()), (b"most", amp.Integer())]


class Streams(amp.AMP):
    WINDOW = 300000

    def __init__(self):
        super().__init__()
        self.allowed = {}
        self.waiting = {}
        self.sum = self.ahead = self.most = 0
        self.stored = defer.Deferred()

    @Reverse.responder
    def reverse(self, body):
        return {"body": body[::-1]}

    @StreamMore.responder
    def more(self, stream, bytes):
        self.allowed[stream] = self.allowed.get(stream, 0) + bytes
        if stream in self.waiting:
            self.waiting.pop(stream).callback(None)
        return {}

    @StreamStop.responder
    def stop(self, stream):
        return {}

    @Fetch.responder
    @defer.inlineCallbacks
    def fetch(self, stream, bytes):
        left = bytes
        while left:
            if not self.allowed.get(stream):
                self.waiting[stream] = defer.Deferred()
                yield self.waiting[stream]
            piece = min(left, self.allowed[stream], 60000)
            self.allowed[stream] -= piece
            left -= piece
            self.callRemote(StreamData, stream=stream, data=b"x" * piece)
        self.callRemote(StreamEnd, stream=stream)
        return {"total": bytes}

    @Store.responder
    def store(self):
        self.callRemote(StreamMore, stream=7, bytes=self.WINDOW)
        return {"stream": 7}

    @StreamData.responder
    def data(self, stream, data):
        self.sum = zlib.crc32(data, self.sum)
        self.ahead += len(data)
        self.most = max(self.most, self.ahead)
        if self.ahead == self.WINDOW:
            self.ahead = 0
            self.callRemote(StreamMore, stream=stream, bytes=self.WINDOW)
        return {}

    @StreamEnd.responder
    def end(self, stream, error):
        self.callRemote(StreamStop, stream=stream)
        self.stored.callback({"sum": self.sum, "most": self.most})
        return {}

    @Stored.responder
    def is_stored(self):
        return self.stored


factory = protocol.ServerFactory.forProtocol(Streams)
factory.noisy = False
port = reactor.listenTCP(0, factory, interface="127.0.0.1")
print("port", port.getHost().port, flush=True)
reactor.run()

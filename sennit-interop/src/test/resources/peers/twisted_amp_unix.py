"""A Twisted AMP endpoint on a UNIX socket, which sends and takes open files.

argv: server PATH       listens, prints `ready`, serves until TERM
      client PATH FILE  connects, lets the server read FILE, and prints what it says
"""

import os
import sys

from twisted.internet import defer, protocol, reactor
from twisted.internet.endpoints import UNIXClientEndpoint, connectProtocol
from twisted.protocols import amp


class Read(amp.Command):
    arguments = [(b"file", amp.Descriptor())]
    response = [(b"text", amp.Unicode())]


class ReadTwo(amp.Command):
    arguments = [(b"first", amp.Descriptor()), (b"second", amp.Descriptor())]
    response = [(b"text", amp.Unicode())]


class ReadRows(amp.Command):
    row = [(b"file", amp.Descriptor()), (b"name", amp.Unicode(optional=True))]
    arguments = [(b"rows", amp.AmpList(row))]
    response = [(b"text", amp.Unicode())]


class Fill(amp.Command):
    """Answers with the end of a pipe that holds the text."""

    arguments = [(b"name", amp.Unicode())]
    response = [(b"file", amp.Descriptor())]


class Swap(amp.Command):
    arguments = [(b"file", amp.Descriptor())]
    response = arguments


def read(descriptor):
    with os.fdopen(descriptor, "rb") as file:
        return file.read().decode()


def filled(text):
    source, sink = os.pipe()
    os.write(sink, text.encode())
    os.close(sink)
    return source


class Files(amp.AMP):
    @Read.responder
    def read(self, file):
        return {"text": read(file)}

    @ReadTwo.responder
    def read_two(self, first, second):
        return {"text": read(first) + read(second)}

    @ReadRows.responder
    def read_rows(self, rows):
        return {"text": "".join(read(row["file"]) for row in rows)}

    @Fill.responder
    def fill(self, name):
        source = filled(name)
        reactor.callLater(1, os.close, source)
        return {"file": source}

    @Swap.responder
    def swap(self, file):
        reactor.callLater(1, os.close, file)
        return {"file": file}


async def talk(peer, path):
    with open(path) as one, open(path) as other:
        print((await peer.callRemote(Read, file=one.fileno()))["text"])
        one.seek(2)
        other.seek(4)
        both = dict(first=one.fileno(), second=other.fileno())
        print((await peer.callRemote(ReadTwo, **both))["text"])
        one.seek(6)
        other.seek(8)
        rows = [dict(file=one.fileno()), dict(file=other.fileno(), name="x")]
        print((await peer.callRemote(ReadRows, rows=rows))["text"])
        print(read((await peer.callRemote(Fill, name="from a pipe"))["file"]))
        many = []
        for i in range(100):
            source = filled(f"{i} ")
            many.append(peer.callRemote(Swap, file=source))
            reactor.callLater(5, os.close, source)
        print("".join([read((await each)["file"]) for each in many]))


async def client(path, file):
    peer = await connectProtocol(UNIXClientEndpoint(reactor, path), Files())
    await talk(peer, file)


def main():
    if sys.argv[1] == "server":
        factory = protocol.ServerFactory.forProtocol(Files)
        factory.noisy = False
        reactor.listenUNIX(sys.argv[2], factory)
        print("ready", flush=True)
    else:
        done = defer.ensureDeferred(client(sys.argv[2], sys.argv[3]))
        done.addErrback(lambda failure: failure.printTraceback(file=sys.stderr))
        done.addBoth(lambda _: reactor.stop())
    reactor.run()


main()

"""A Twisted client that logs in as in 2004 and then fetches a published object.

argv: PORT. Prints a line for each step.
"""

import os
import sys
import tempfile

from twisted.internet import defer, reactor
from twisted.spread import pb, publish


class Client(pb.Referenceable):
    def remote_answer(self, question):
        return "answer to " + question


class Archive(publish.RemotePublished):
    pass


pb.setUnjellyableForClass("news.Archive", Archive)


async def log_in(root, user, password):
    challenge, challenger = await root.callRemote("username", user)
    return await challenger.callRemote("respond", pb.respond(challenge, password))


async def fetch(root):
    published = await root.callRemote("archive")
    active = defer.Deferred()
    published.callWhenActivated(active.callback)
    await active
    return published


async def main():
    os.chdir(tempfile.mkdtemp())
    factory = pb.PBClientFactory()
    reactor.connectTCP("127.0.0.1", int(sys.argv[1]), factory)
    root = await factory.getRootObject()
    print("wrong", await log_in(root, b"guest", b"wrong"))
    identity = await log_in(root, b"guest", b"secret")
    perspective = await identity.callRemote("attach", b"chat", b"guest", Client())
    print("who", await perspective.callRemote("who"))
    print("asked", await perspective.callRemote("ask", "why"))
    failures = []
    await identity.callRemote("attach", b"mail", None, None).addErrback(failures.append)
    print("no key", bool(failures[0].check(KeyError)), failures[0].value)
    root = await perspective.callRemote("root")
    print("edition", (await fetch(root)).edition)
    print("edition", (await fetch(root)).edition)
    factory.disconnect()


def failed(failure):
    print("failed:", failure.getTraceback())


reactor.callWhenRunning(
    lambda: defer.ensureDeferred(main()).addErrback(failed).addBoth(lambda _: reactor.stop())
)
reactor.run()

"""The login of 2004, as its classes did it, and a published object, on Twisted's broker of today.

Serves on a free loopback port; prints `port N`, then serves until TERM. The user guest has the
password `secret` and a key for the perspective of that name of the service chat.
"""

import sys
from hashlib import md5

from twisted.internet import reactor
from twisted.python import log
from twisted.spread import pb, publish

log.startLogging(sys.stderr, setStdout=False)


class KeyNotFound(KeyError, pb.Error):
    pass


class Perspective(pb.Referenceable):
    def __init__(self, name, client):
        self.name = name
        self.client = client

    def remote_who(self):
        return self.name

    def remote_ask(self, question):
        return self.client.callRemote("answer", question)


class IdentityWrapper(pb.Referenceable):
    def remote_attach(self, service, perspective, client):
        if service != b"chat":
            raise KeyNotFound("No key for service %r" % service.decode())
        return Perspective((perspective or b"guest").decode(), client)


class AuthChallenger(pb.Referenceable):
    def __init__(self, user, challenge):
        self.user = user
        self.challenge = challenge

    def remote_respond(self, response):
        digest = md5(md5(b"secret").digest() + self.challenge).digest()
        return IdentityWrapper() if self.user == b"guest" and response == digest else None


class Archive(publish.Publishable):
    fetched = 0

    def getTypeToCopy(self):
        return b"news.Archive"

    def getTypeToCopyFor(self, perspective):
        return b"news.Archive"

    def getStateToPublishFor(self, perspective):
        self.fetched += 1
        return {"edition": self.fetched, "text": "news \u20ac"}


class Root(pb.Root):
    def __init__(self):
        self.published = Archive(7)
        self.published.timestamp = 1234.5

    def remote_username(self, user):
        challenge = pb.challenge()
        return challenge, AuthChallenger(user, challenge)

    def remote_archive(self):
        return self.published

    def remote_changed(self):
        self.published.timestamp += 1


port = reactor.listenTCP(0, pb.PBServerFactory(Root()), interface="127.0.0.1")
print("port", port.getHost().port, flush=True)
reactor.run()

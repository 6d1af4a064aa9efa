"""Twisted's portal on a free loopback port; prints `port N`, then serves until TERM.

The users are guest with the password `secret`, and whoever gives no name. Log-outs are logged as
`out NAME`.
"""

import sys

from twisted.cred import checkers, portal
from twisted.internet import reactor
from twisted.python import log
from twisted.spread import pb
from zope.interface import implementer

log.startLogging(sys.stderr, setStdout=False)


class User(pb.Avatar):
    def __init__(self, name, mind):
        self.name = name
        self.mind = mind

    def perspective_who(self):
        return self.name

    def perspective_ask(self, question):
        return self.mind.callRemote("answer", question)


@implementer(portal.IRealm)
class Realm:
    def requestAvatar(self, avatarId, mind, *interfaces):
        name = avatarId.decode() if avatarId else "anonymous"
        return pb.IPerspective, User(name, mind), lambda: log.msg("out " + name)


users = checkers.InMemoryUsernamePasswordDatabaseDontUse(guest=b"secret")
factory = pb.PBServerFactory(portal.Portal(Realm(), [users, checkers.AllowAnonymousAccess()]))
port = reactor.listenTCP(0, factory, interface="127.0.0.1")
print("port", port.getHost().port, flush=True)
reactor.run()

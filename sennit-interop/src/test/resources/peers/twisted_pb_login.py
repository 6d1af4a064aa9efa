"""A Twisted client that logs in at a portal whose user guest has the password `secret`.

argv: PORT. Prints a line for each step.
"""

import sys

from twisted.cred import credentials, error
from twisted.internet import defer, reactor
from twisted.spread import pb


class Mind(pb.Referenceable):
    def remote_answer(self, question):
        return "answer to " + question


async def main():
    factory = pb.PBClientFactory()
    reactor.connectTCP("127.0.0.1", int(sys.argv[1]), factory)
    avatar = await factory.login(credentials.UsernamePassword(b"guest", b"secret"), Mind())
    print("who", await avatar.callRemote("who"))
    print("asked", await avatar.callRemote("ask", "why"))
    failures = []
    await avatar.callRemote("nonsense").addErrback(failures.append)
    print("missing", failures[0].type.decode(), failures[0].value)
    for name, password in ((b"guest", b"wrong"), (b"nobody", b"secret")):
        refused = factory.login(credentials.UsernamePassword(name, password))
        refused.addCallbacks(
            lambda _: "let in", lambda f: "refused " + str(bool(f.check(error.UnauthorizedLogin)))
        )
        print(await refused)
    anonymous = await factory.login(credentials.Anonymous())
    print("who", await anonymous.callRemote("who"))
    factory.disconnect()


def failed(failure):
    print("failed:", failure.getTraceback())


reactor.callWhenRunning(
    lambda: defer.ensureDeferred(main()).addErrback(failed).addBoth(lambda _: reactor.stop())
)
reactor.run()

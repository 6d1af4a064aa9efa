"""A Twisted client of the daemon's objects. argv: PORT. Prints a line for each step."""

import sys

from twisted.cred import credentials
from twisted.internet import defer, reactor
from twisted.spread import pb


class Ticker(pb.RemoteCache):
    def setCopyableState(self, state):
        self.ticks = state["ticks"]
        self.ticked = defer.Deferred()

    def observe_tick(self, number):
        self.ticks = number
        if not self.ticked.called:
            self.ticked.callback(number)


pb.setUnjellyableForClass("sennit.Ticker", Ticker)


async def main():
    factory = pb.PBClientFactory()
    reactor.connectTCP("127.0.0.1", int(sys.argv[1]), factory)
    root = await factory.getRootObject()
    print("add", await root.callRemote("add", 1, 2), await root.callRemote("add", 2**63, -1))
    print("echo", await root.callRemote("echo", [b"b", "t", (1.5, None), {"k": {2}}]))
    ticker = await root.callRemote("ticker")
    print("ticks", ticker.ticks)
    print("ticked", await ticker.ticked, ticker.ticks)
    try:
        await root.callRemote("whoami")
    except Exception as e:
        print("missing", type(e).__name__)
    avatar = await factory.login(credentials.UsernamePassword(b"guest", b"guest"))
    print("who", await avatar.callRemote("whoami"))
    held = await avatar.callRemote("references")
    print("held", sorted((line["users"], line["references"]) for line in held))
    try:
        await factory.login(credentials.UsernamePassword(b"guest", b"wrong"))
    except pb.RemoteError as e:
        print("refused", e.remoteType.decode())
    factory.disconnect()


def failed(failure):
    print("failed:", failure.getTraceback())


reactor.callWhenRunning(
    lambda: defer.ensureDeferred(main()).addErrback(failed).addBoth(lambda _: reactor.stop())
)
reactor.run()

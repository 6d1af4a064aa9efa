"""twisted_pb.py: Twisted's Perspective Broker with a root object that adds two numbers.

Prints where it listens and a line `Ready`, as the other servers of the comparison do.
"""

from twisted.internet import reactor
from twisted.spread import pb


class Root(pb.Root):
    def remote_add(self, a, b):
        return a + b


def main():
    listener = reactor.listenTCP(0, pb.PBServerFactory(Root()), interface="127.0.0.1")
    print(f"pb  pb://127.0.0.1:{listener.getHost().port}")
    print("Ready", flush=True)
    reactor.run()


main()

"""twisted_map.py PORT KEYFILE: Twisted's Postfix map server with the key file as its dictionary.

Prints where it listens and a line `Ready`, as the other servers of the comparison do. Twisted never
percent-decodes a key: it finds those that Postfix sends as they are.
"""

import sys

from twisted.internet import reactor
from twisted.protocols.postfix import PostfixTCPMapDictServerFactory


def table(path):
    with open(path, "rb") as lines:
        return dict(line.rstrip(b"\n").split(b"\t", 1) for line in lines if b"\t" in line)


def main():
    port, path = int(sys.argv[1]), sys.argv[2]
    factory = PostfixTCPMapDictServerFactory(table(path))
    factory.noisy = False
    listener = reactor.listenTCP(port, factory, interface="127.0.0.1")
    print(f"tcp_table  tcp:127.0.0.1:{listener.getHost().port}")
    print("Ready", flush=True)
    reactor.run()


main()

"""A web server of Twisted's whose pages come from a UNIX socket; prints `port N`, serves until TERM.

argv: PATH of the socket.
"""

import sys

from twisted.internet import reactor
from twisted.python import log
from twisted.web import distrib, server

log.startLogging(sys.stderr, setStdout=False)
site = server.Site(distrib.ResourceSubscription("unix", sys.argv[1]))
port = reactor.listenTCP(0, site, interface="127.0.0.1")
print("port", port.getHost().port, flush=True)
reactor.run()

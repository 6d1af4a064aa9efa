"""Pages of Twisted's web on a UNIX socket, for another web server to show; serves until TERM.

argv: PATH of the socket, DIRECTORY of static files. Prints `ready`.
"""

import sys

from twisted.internet import reactor
from twisted.python import log
from twisted.spread import pb
from twisted.web import distrib, resource, server, static


class Echo(resource.Resource):
    isLeaf = True

    def render_POST(self, request):
        request.setResponseCode(201)
        request.setHeader(b"x-method", request.method)
        return b"body " + request.content.read()


log.startLogging(sys.stderr, setStdout=False)
root = static.File(sys.argv[2])
root.putChild(b"echo", Echo())
reactor.listenUNIX(sys.argv[1], pb.PBServerFactory(distrib.ResourcePublisher(server.Site(root))))
reactor.callWhenRunning(lambda: print("ready", flush=True))
reactor.run()

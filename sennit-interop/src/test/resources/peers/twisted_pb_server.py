"""Twisted's Perspective Broker on a free loopback port; prints `port N`, then serves until TERM.

The root's methods are those that Twisted's own interoperability server had, and a few more.
"""

import datetime
import decimal
import sys

from twisted.internet import defer, reactor
from twisted.python import log
from twisted.spread import pb, util

log.startLogging(sys.stderr, setStdout=False)


class Refusal(pb.Error):
    pass


class Thing(pb.Referenceable):
    def remote_hello(self, who):
        return "hello " + who


class Point(pb.Copyable, pb.RemoteCopy):
    def __init__(self, x, y):
        self.x = x
        self.y = y


pb.setUnjellyableForClass("test.Point", Point)
Point.getTypeToCopy = lambda self: b"test.Point"


class Ticker(pb.Cacheable):
    def __init__(self):
        self.value = 1
        self.observers = []

    def getTypeToCopy(self):
        return b"test.Ticker"

    getTypeToCopyFor = lambda self, perspective: b"test.Ticker"

    def getStateToCacheAndObserveFor(self, perspective, observer):
        self.observers.append(observer)
        return {"value": self.value}

    def stoppedObserving(self, perspective, observer):
        self.observers.remove(observer)

    def set(self, value):
        self.value = value
        return defer.gatherResults([o.callRemote("set", value) for o in self.observers])


class TickerCache(pb.RemoteCache):
    def observe_set(self, value):
        self.value = value


pb.setUnjellyableForClass("test.OurTicker", TickerCache)


class Root(pb.Root):
    def __init__(self):
        self.kept = []
        self.ticker = Ticker()
        self.cache = None

    def remote_ticker(self):
        return self.ticker

    def remote_tick(self, value):
        return self.ticker.set(value).addCallback(lambda _: None)

    def remote_is_ticker(self, ticker):
        return ticker is self.ticker

    def remote_observers(self):
        return len(self.ticker.observers)

    def remote_keep_cache(self, cache):
        self.cache = cache

    def remote_cached_value(self):
        return self.cache.value

    def remote_give_cache(self):
        return self.cache

    def remote_drop_cache(self):
        self.cache = None

    def remote_pages(self, collector, size):
        util.StringPager(collector, b"x" * size, 100)

    def remote_collect(self, remote, size):
        result = defer.Deferred()
        util.getAllPages(remote, "pages", size).addCallback(
            lambda pages: b"".join(pages)
        ).chainDeferred(result)
        return result

    def remote_add(self, a, b, carry=0):
        return a + b + carry

    def remote_echo(self, value):
        return value

    def remote_later(self, value):
        result = defer.Deferred()
        reactor.callLater(0.01, result.callback, value)
        return result

    def remote_type(self, value):
        return type(value).__name__

    def remote_values(self):
        return [
            1, -1, 2**31, -(2**63), 2**100, 1.5, b"bytes", "text \u20ac", None, True, False,
            [1, [2]], (1, (2,)), {"a": 1, b"a": 2}, {1, 2}, frozenset([1]),
            decimal.Decimal("-12.340"), datetime.date(2024, 2, 29), datetime.time(23, 59, 58, 7),
            datetime.datetime(2024, 2, 29, 12, 30, 5, 123),
            datetime.timedelta(days=-1, seconds=5, microseconds=7),
        ]

    def remote_cycle(self):
        inner = []
        outer = [inner, inner]
        inner.append(outer)
        return outer

    def remote_is_cycle(self, outer):
        return outer[0] is outer[1] and outer[0][0] is outer

    def remote_thing(self):
        return Thing()

    def remote_keep(self, thing):
        self.kept.append(thing)

    def remote_drop(self):
        self.kept.clear()

    def remote_call_back(self, thing, *args, **kw):
        return thing.callRemote("called", *args, **kw)

    def remote_point(self, x, y):
        return Point(x, y)

    def remote_sum_point(self, point):
        return point.x + point.y

    def remote_fail(self, kind):
        if kind == "error":
            raise Refusal("no")
        if kind == "value":
            raise ValueError("bad value")
        return 1 // 0


port = reactor.listenTCP(0, pb.PBServerFactory(Root()), interface="127.0.0.1")
print("port", port.getHost().port, flush=True)
reactor.run()

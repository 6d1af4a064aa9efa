package dev.sennit.pb;

import dev.sennit.pb.jelly.PbTypes;
import dev.sennit.pb.wire.BananaLimits;
import java.time.Duration;

/// What holds for the brokers of one server or client.
///
/// @param types what may come and go
/// @param banana how large it may be
/// @param limits what a connection may use
/// @param tracebacks whether peers are told where an exception was thrown
/// @param deadline how long a call may take, unless it says otherwise; zero for ever
record Settings(
    PbTypes types, BananaLimits banana, PbLimits limits, boolean tracebacks, Duration deadline) {

  Settings types(PbTypes newTypes) {
    return new Settings(newTypes, banana, limits, tracebacks, deadline);
  }

  Settings banana(BananaLimits newBanana) {
    return new Settings(types, newBanana, limits, tracebacks, deadline);
  }

  Settings limits(PbLimits newLimits) {
    return new Settings(types, banana, newLimits, tracebacks, deadline);
  }

  Settings tracebacks(boolean newTracebacks) {
    return new Settings(types, banana, limits, newTracebacks, deadline);
  }

  Settings deadline(Duration newDeadline) {
    return new Settings(types, banana, limits, tracebacks, newDeadline);
  }
}

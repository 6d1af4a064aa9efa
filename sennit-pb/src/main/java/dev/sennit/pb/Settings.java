package dev.sennit.pb;

import dev.sennit.pb.jelly.PbTypes;
import dev.sennit.pb.wire.BananaLimits;
import java.time.Duration;

/// What holds for the brokers of one server or client.
///
/// @param types what may come and go
/// @param banana how large it may be
/// @param references how many objects a peer may hold
/// @param tracebacks whether peers are told where an exception was thrown
/// @param deadline how long a call may take, unless it says otherwise; zero for ever
record Settings(
    PbTypes types, BananaLimits banana, int references, boolean tracebacks, Duration deadline) {
  Settings {
    if (references < 1) {
      throw new IllegalArgumentException("references: " + references + " (expected: 1 or more)");
    }
  }

  Settings types(PbTypes newTypes) {
    return new Settings(newTypes, banana, references, tracebacks, deadline);
  }

  Settings banana(BananaLimits newBanana) {
    return new Settings(types, newBanana, references, tracebacks, deadline);
  }

  Settings references(int newReferences) {
    return new Settings(types, banana, newReferences, tracebacks, deadline);
  }

  Settings tracebacks(boolean newTracebacks) {
    return new Settings(types, banana, references, newTracebacks, deadline);
  }

  Settings deadline(Duration newDeadline) {
    return new Settings(types, banana, references, tracebacks, newDeadline);
  }
}

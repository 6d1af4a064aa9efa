package dev.sennit.ident.forward;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sennit.ident.policy.Fixture;
import dev.sennit.ident.policy.PolicyFault;
import dev.sennit.ident.policy.Reading;
import java.net.InetAddress;

/// Any bytes: a table whose replies the wire can carry, or faults with a place.
class MasqReaderFuzzTest {
  private static final InetAddress HOST = InetAddress.ofLiteral("10.0.0.1");

  @FuzzTest
  void read(byte[] bytes) {
    Reading<MasqTable> reading = MasqReader.read(bytes, Fixture.NAMES);
    MasqTable table = reading.value();
    if (table == null && reading.faults().isEmpty()) {
      throw new AssertionError("neither table nor fault");
    }
    for (PolicyFault fault : reading.faults()) {
      if (fault.line() < 1 || fault.column() < 1) {
        throw new AssertionError(fault.toString());
      }
    }
    if (table != null) {
      table
          .find(HOST)
          .ifPresent(user -> {
            for (byte b : user.id().toBytes()) {
              if (b == 0 || b == '\r' || b == '\n' || b == ' ') {
                throw new AssertionError(user.toString());
              }
            }
          });
    }
  }
}

package dev.sennit.ident.policy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/// Any bytes: a policy that writes and reads back, or faults with a place; never both none.
class PolicyReaderFuzzTest {

  @FuzzTest
  void read(byte[] bytes) {
    Reading<SystemPolicy> system = PolicyReader.system(bytes, Fixture.NAMES);
    check(system);
    SystemPolicy policy = system.value();
    if (policy != null && !PolicyReader.system(written(policy), Fixture.NAMES).equals(system)) {
      throw new AssertionError("reads back as another policy");
    }
    Reading<UserPolicy> user = PolicyReader.user(bytes, Fixture.NAMES);
    check(user);
    UserPolicy wishes = user.value();
    if (wishes != null) {
      byte[] again = PolicyWriter.write(wishes).getBytes(StandardCharsets.US_ASCII);
      if (!wishes.equals(PolicyReader.user(again, Fixture.NAMES).value())) {
        throw new AssertionError("reads back as other wishes");
      }
    }
  }

  private static byte[] written(SystemPolicy policy) {
    return PolicyWriter.write(policy).getBytes(StandardCharsets.US_ASCII);
  }

  private static void check(Reading<?> reading) {
    if (reading.value() == null && reading.faults().isEmpty()) {
      throw new AssertionError("neither policy nor fault");
    }
    for (PolicyFault fault : reading.faults()) {
      if (fault.line() < 1 || fault.column() < 1) {
        throw new AssertionError(fault.toString());
      }
    }
  }
}

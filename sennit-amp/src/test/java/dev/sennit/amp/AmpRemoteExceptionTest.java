package dev.sennit.amp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.net.wire.Octets;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class AmpRemoteExceptionTest {

  @Test
  void message_ofACodeAndAText_isTwisteds() {
    assertThat(new AmpRemoteException("BROKEN", "something")).hasMessage("Code<BROKEN>: something");
  }

  @Test
  void message_ofACodeThatIsNotAscii_showsItsBytes() {
    Octets code = Octets.of((byte) 'B', (byte) 0xff, (byte) 0x80);
    AmpRemoteException failure = new AmpRemoteException(code, "something", true);
    assertThat(failure).hasMessage("Code<B\\xff\\x80>: something");
    assertThat(failure.codeOctets()).isEqualTo(code);
    assertThat(failure.isFatal()).isTrue();
  }

  @Test
  void message_withALocalCause_saysSoAndTheTraceShowsIt() {
    AmpRemoteException failure =
        new AmpRemoteException(
            Octets.utf8("BROKEN"), "something", false, new IllegalStateException("the cause"));
    assertThat(failure).hasMessage("Code<BROKEN> (local): something");
    StringWriter trace = new StringWriter();
    failure.printStackTrace(new PrintWriter(trace, true));
    assertThat(trace.toString())
        .contains("Code<BROKEN> (local): something")
        .contains("Caused by: java.lang.IllegalStateException: the cause");
  }
}

package dev.sennit.ident.kernel;

import static dev.sennit.ident.kernel.Ends.connection;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.ident.IdentConnection;
import dev.sennit.ident.kernel.KernelAnswer.Failed;
import dev.sennit.ident.kernel.KernelAnswer.Owned;
import dev.sennit.ident.kernel.KernelAnswer.Reason;
import dev.sennit.ident.kernel.KernelAnswer.Unowned;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ProcNetTest {
  private static final String HEADLINE = "  sl  local_address rem_address   st ...";
  private static final IdentConnection ASKED = connection("127.0.0.1", 25, "1.2.3.4", 762);
  private static final String ROW = row("0100007F:0019 04030201:02FA 01", 1000, 77);

  @Test
  void find_aRow_isItsOwner() {
    assertThat(find(ASKED, HEADLINE, ROW))
        .isEqualTo(new Owned(1000, 77, TcpState.ESTABLISHED, 0, 0));
  }

  @Test
  void find_anotherLocalPort_isNothing() {
    assertThat(find(connection("127.0.0.1", 26, "1.2.3.4", 762), ROW)).isEqualTo(none());
  }

  @Test
  void find_anotherLocalAddress_isNothing() {
    assertThat(find(connection("127.0.0.2", 25, "1.2.3.4", 762), ROW)).isEqualTo(none());
  }

  @Test
  void find_anotherRemoteAddress_isNothing() {
    assertThat(find(connection("127.0.0.1", 25, "1.2.3.5", 762), ROW)).isEqualTo(none());
  }

  @Test
  void find_anotherRemotePort_isNothing() {
    assertThat(find(connection("127.0.0.1", 25, "1.2.3.4", 763), ROW)).isEqualTo(none());
  }

  @Test
  void find_onlyAListener_saysSo() {
    assertThat(find(ASKED, row("00000000:0019 00000000:0000 0A", 0, 5)))
        .isEqualTo(new Unowned(Reason.LISTENER_ONLY));
  }

  @Test
  void find_aConnectionThatIsOver_isNotOfRoot() {
    assertThat(find(ASKED, row("0100007F:0019 04030201:02FA 06", 0, 0)))
        .isEqualTo(new Unowned(Reason.TIME_WAIT));
  }

  @Test
  void find_rootWithoutInode_isNotOfRoot() {
    assertThat(find(ASKED, row("0100007F:0019 04030201:02FA 05", 0, 0)))
        .isEqualTo(new Unowned(Reason.ORPHAN));
  }

  @Test
  void find_userWithoutInode_isTheUser() {
    assertThat(find(ASKED, row("0100007F:0019 04030201:02FA 04", 5, 0)))
        .isEqualTo(new Owned(5, 0, TcpState.FIN_WAIT1, 0, 0));
  }

  @Test
  void find_afterTenThousandRows_isItsOwner() {
    String wide = ROW.replaceFirst("^ *4:", "12345:");

    assertThat(find(ASKED, wide)).isInstanceOf(Owned.class);
  }

  @Test
  void find_mappedRowInTheOtherFile_isItsOwner() {
    ProcNet text =
        new ProcNet(
            () -> Stream.of(HEADLINE),
            () ->
                Stream.of(
                    row(
                        "0000000000000000FFFF00000100007F:0019"
                            + " 0000000000000000FFFF000004030201:02FA 01",
                        6,
                        7)),
            ByteOrder.LITTLE_ENDIAN);

    assertThat(text.find(ASKED)).isEqualTo(new Owned(6, 7, TcpState.ESTABLISHED, 0, 0));
  }

  @Test
  void find_bigEndianRow_isItsOwner() {
    ProcNet text =
        new ProcNet(
            () -> Stream.of(row("7F000001:0019 01020304:02FA 01", 6, 7)),
            Stream::empty,
            ByteOrder.BIG_ENDIAN);

    assertThat(text.find(ASKED)).isInstanceOf(Owned.class);
  }

  @Test
  void find_rowThatWasSkippedOnce_isFound() {
    Iterator<List<String>> readings = List.of(List.<String>of(), List.of(ROW)).iterator();
    ProcNet text =
        new ProcNet(() -> readings.next().stream(), Stream::empty, ByteOrder.LITTLE_ENDIAN);

    assertThat(text.find(ASKED)).isInstanceOf(Owned.class);
    assertThat(readings.hasNext()).isFalse();
  }

  @Test
  void find_fileThatCannotBeRead_fails() {
    ProcNet text =
        new ProcNet(
            () -> {
              throw new IOException("no such thing");
            },
            Stream::empty,
            ByteOrder.LITTLE_ENDIAN);

    assertThat(text.find(ASKED)).isInstanceOf(Failed.class);
  }

  @Test
  void find_endsOfTwoFamilies_isNothing() {
    assertThat(find(connection("127.0.0.1", 25, "::1", 762), ROW)).isEqualTo(none());
  }

  static String row(String ends, long uid, long inode) {
    return "   4: "
        + ends
        + " 00000000:00000000 00:00000000 00000000  "
        + uid
        + "        0 "
        + inode
        + " 1 f72a5b80 3000 0 0 2 -1";
  }

  private static Unowned none() {
    return new Unowned(Reason.NO_SUCH_CONNECTION);
  }

  private static KernelAnswer find(IdentConnection connection, String... lines) {
    return new ProcNet(() -> Stream.of(lines), Stream::empty, ByteOrder.LITTLE_ENDIAN)
        .find(connection);
  }
}

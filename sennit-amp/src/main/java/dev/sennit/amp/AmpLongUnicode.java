package dev.sennit.amp;

import dev.sennit.amp.wire.AmpBox;
import dev.sennit.net.wire.Octets;
import org.jspecify.annotations.Nullable;

/// Text of any length as one argument, for [AmpAs]: UTF-8 over as many keys as it takes, as
/// [AmpLongString]. A character may lie across two of them.
///
///     record Log(@AmpAs(AmpLongUnicode.class) String line) {}
public final class AmpLongUnicode implements AmpField<String> {
  private final AmpLongString bytes = new AmpLongString();

  /// For [AmpAs].
  public AmpLongUnicode() {}

  @Override
  public void write(Octets key, String value, AmpBox.Builder box, AmpConnection connection) {
    bytes.write(key, AmpTypes.utf8(value), box, connection);
  }

  @Override
  public @Nullable String read(Octets key, AmpBox box, AmpConnection connection) {
    Octets whole = bytes.read(key, box, connection);
    return whole == null ? null : AmpTypes.text(whole);
  }
}

package dev.sennit.amp;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The key of a component on the wire, where it is not the component's name.
///
///     record Copy(@AmpKey("from") String source, @AmpKey("dash-arg") int count) {}
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface AmpKey {
  /// The key, in UTF-8 on the wire: 1 to 255 bytes.
  String value();
}

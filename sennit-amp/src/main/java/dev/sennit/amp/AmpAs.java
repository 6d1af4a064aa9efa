package dev.sennit.amp;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The type of a component on the wire, where it does not follow from the component's own: a class
/// that implements [AmpType] or [AmpField] and has a constructor without parameters.
///
///     record Note(@AmpAs(Zipped.class) String text) {}
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface AmpAs {
  /// An [AmpType] or [AmpField] of the component's type.
  Class<?> value();
}

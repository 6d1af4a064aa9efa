package dev.sennit.pb;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Lets peers call a method, in an interface that is the face of a remote object, or in a class
/// that is served by its annotations.
///
/// In an interface it is needed only for another name, or for a method that wants no answer: there
/// every abstract method is a remote one.
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface RemoteMethod {

  /// The name on the wire, without `remote_`; that of the method, unless it is given.
  String value() default "";

  /// Whether nobody wants to know what comes of a call; only for methods without a result.
  boolean oneWay() default false;
}

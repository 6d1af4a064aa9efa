/// Commands as data: what a file in JSON says of them, for peers that share no code.
///
/// ```java
/// import dev.sennit.amp.*;
/// import dev.sennit.amp.schema.*;
///
/// record Sum(int a, int b) {}
/// record Total(int total) {}
/// AmpCommand<Sum, Total> sum = AmpCommand.of(Sum.class, Total.class);
///
/// // what a peer needs to know of it, as a file that Python can load too
/// String json = new AmpSchema(List.of(sum.schema())).toJson();
///
/// // and back: a command without a record, whose values are a map
/// SchemaCommand read = AmpSchema.parse(json).command("Sum").orElseThrow();
/// var request = read.request(Map.of("a", 13, "b", 81)); // for AmpConnection.askRaw("Sum", request)
/// if (!read.readRequest(request).toString().equals("{a=13, b=81}")) {
///   throw new IllegalStateException("13 and 81");
/// }
/// ```
@NullMarked
package dev.sennit.amp.schema;

import org.jspecify.annotations.NullMarked;

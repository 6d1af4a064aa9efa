package dev.sennit.pb.session;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the peer wants of an object of this side.
///
/// @param target the object
/// @param method the method's name
/// @param arguments those without a name
/// @param keywords those with one
/// @param answered whether the peer wants to know what came of it
public record PbAsk(
    Object target,
    String method,
    List<@Nullable Object> arguments,
    Map<String, @Nullable Object> keywords,
    boolean answered) {}

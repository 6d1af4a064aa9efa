package dev.sennit.daemon.log;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.core.spi.ContextAwareBase;

/// Lets a Logback that was found by the service loader begin as [LogSetup#early] says.
public final class EarlyLog extends ContextAwareBase implements Configurator {
  /// For the service loader.
  public EarlyLog() {}

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    LogSetup.early(context);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }
}

package dev.sennit.daemon.log;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.core.spi.ContextAwareBase;
import dev.sennit.daemon.config.Config;

/// What is logged before a configuration was read, and by commands that have none: warnings, as
/// text.
public final class EarlyLog extends ContextAwareBase implements Configurator {
  /// For the service loader.
  public EarlyLog() {}

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    LogSetup.configure(context, new Config.Log(Config.LogFormat.TEXT, Config.LogLevel.WARN));
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }
}

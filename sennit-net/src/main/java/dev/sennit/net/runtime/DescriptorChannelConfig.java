package dev.sennit.net.runtime;

import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultChannelConfig;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The options of a [DescriptorChannel]: those of every channel, and half-closure.
final class DescriptorChannelConfig extends DefaultChannelConfig {
  private final Runnable readingStopped;
  private volatile boolean allowHalfClosure;

  /// @param readingStopped is run when nothing is to be read any more by itself
  DescriptorChannelConfig(DescriptorChannel channel, Runnable readingStopped) {
    super(channel);
    this.readingStopped = readingStopped;
  }

  /// Whether the end of the input leaves the output open.
  boolean isAllowHalfClosure() {
    return allowHalfClosure;
  }

  @Override
  protected void autoReadCleared() {
    readingStopped.run();
  }

  @Override
  public Map<ChannelOption<?>, Object> getOptions() {
    return getOptions(super.getOptions(), ChannelOption.ALLOW_HALF_CLOSURE);
  }

  @SuppressWarnings("unchecked") // the option's own type
  @Override
  public <T> @Nullable T getOption(ChannelOption<T> option) {
    return option.equals(ChannelOption.ALLOW_HALF_CLOSURE)
        ? (T) Boolean.valueOf(allowHalfClosure)
        : super.getOption(option);
  }

  @Override
  public <T> boolean setOption(ChannelOption<T> option, T value) {
    if (!option.equals(ChannelOption.ALLOW_HALF_CLOSURE)) {
      return super.setOption(option, value);
    }
    validate(option, value);
    allowHalfClosure = (Boolean) value;
    return true;
  }
}

package dev.sennit.net.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoOps;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InterestTest {
  private static final EpollIoOps INPUT = EpollIoOps.EPOLLET.with(EpollIoOps.EPOLLIN);

  /// Remembers what it was asked to tell of.
  private static final class Recording implements IoRegistration {
    private final List<IoOps> submitted = new ArrayList<>();
    private boolean valid = true;

    @Override
    @SuppressWarnings("TypeParameterUnusedInFormals") // as Netty has it
    public <T> T attachment() {
      throw new UnsupportedOperationException();
    }

    @Override
    public long submit(IoOps ops) {
      submitted.add(ops);
      return 0;
    }

    @Override
    public boolean isValid() {
      return valid;
    }

    @Override
    public boolean cancel() {
      valid = false;
      return true;
    }
  }

  private final Recording epoll = new Recording();
  private final Interest interest = new Interest();

  @Test
  void add_beforeItIsRegistered_countsFromThenOn() {
    interest.add(EpollIoOps.EPOLLIN);
    interest.registered(epoll);
    assertThat(epoll.submitted).containsExactly(INPUT);
  }

  @Test
  void add_thenRemove_tellsEachChangeOnce() {
    interest.registered(epoll);
    interest.add(EpollIoOps.EPOLLIN);
    interest.add(EpollIoOps.EPOLLIN);
    interest.remove(EpollIoOps.EPOLLOUT);
    interest.remove(EpollIoOps.EPOLLIN);
    assertThat(epoll.submitted).containsExactly(EpollIoOps.EPOLLET, INPUT, EpollIoOps.EPOLLET);
    assertThat(interest.contains(EpollIoOps.EPOLLIN)).isFalse();
  }

  @Test
  void add_behindTheEnd_tellsNothing() {
    interest.registered(epoll);
    interest.cancel();
    interest.add(EpollIoOps.EPOLLIN);
    assertThat(epoll.submitted).containsExactly(EpollIoOps.EPOLLET);
  }
}

package dev.sennit.net.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ComplaintsTest {
  @Test
  void warn_flood_isOneLine() throws Exception {
    Lines lines = new Lines();
    Complaints complaints = new Complaints(() -> lines, Duration.ofSeconds(1));
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int n = 0; n < 1000; n++) {
                  complaints.warn("trouble", null);
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(lines.told)
        .hasSizeBetween(1, 3)
        .allSatisfy(line -> assertThat(line).startsWith("trouble"));
  }

  private static final class Lines implements System.Logger {
    final List<String> told = Collections.synchronizedList(new ArrayList<>());

    @Override
    public String getName() {
      return "test";
    }

    @Override
    public boolean isLoggable(Level level) {
      return true;
    }

    @Override
    public void log(
        Level level,
        @Nullable ResourceBundle bundle,
        @Nullable String message,
        @Nullable Throwable cause) {
      told.add(String.valueOf(message));
    }

    @Override
    public void log(
        Level level,
        @Nullable ResourceBundle bundle,
        @Nullable String format,
        @Nullable Object @Nullable ... values) {
      told.add(String.valueOf(format));
    }
  }
}

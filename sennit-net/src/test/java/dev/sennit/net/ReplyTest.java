package dev.sennit.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class ReplyTest {
  @Test
  void derived_everyWay_isReply() {
    Reply<String> reply = new Reply<>();
    assertThat(reply.thenApply(String::length)).isInstanceOf(Reply.class);
    assertThat(reply.thenApplyAsync(String::length)).isInstanceOf(Reply.class);
    assertThat(reply.thenCompose(CompletableFuture::completedFuture)).isInstanceOf(Reply.class);
    assertThat(reply.handle((value, failure) -> 1)).isInstanceOf(Reply.class);
    assertThat(reply.exceptionally(Throwable::getMessage)).isInstanceOf(Reply.class);
    assertThat(reply.copy()).isInstanceOf(Reply.class);
    assertThat(Reply.of(CompletableFuture.allOf(reply))).isInstanceOf(Reply.class);
    assertThat(Reply.of(reply)).isSameAs(reply);
  }

  @Test
  void outsideHandlers_isAnyFuture() throws Exception {
    Reply<String> reply = new Reply<>();
    assertThatThrownBy(() -> reply.get(1, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
    Thread.ofVirtual().start(() -> reply.complete("well"));
    assertThat(reply.get()).isEqualTo("well");
    assertThat(reply.join()).isEqualTo("well");
    assertThat(reply.get(1, TimeUnit.SECONDS)).isEqualTo("well");
  }

  @Test
  void of_stage_takesItsValueOrFailure() {
    assertThat(Reply.of(CompletableFuture.completedFuture("well")).join()).isEqualTo("well");
    CompletableFuture<String> failed = new CompletableFuture<>();
    Reply<String> reply = Reply.of(failed.thenApply(value -> value));
    failed.completeExceptionally(new IllegalStateException("no"));
    assertThatThrownBy(reply::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(IllegalStateException.class);
  }

  @Test
  void async_withoutExecutor_runsOnVirtualThread() {
    Reply<String> reply = new Reply<>();
    CompletableFuture<Boolean> where =
        reply.thenApplyAsync(_ -> Thread.currentThread().isVirtual());
    reply.complete("well");
    assertThat(where.join()).isTrue();
  }
}

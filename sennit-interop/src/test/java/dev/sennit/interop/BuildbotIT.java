package dev.sennit.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sennit.examples.buildbot.BuildMaster;
import dev.sennit.examples.buildbot.BuildMaster.Worker;
import dev.sennit.examples.buildbot.BuildWorker;
import dev.sennit.examples.buildbot.ChangeSender;
import dev.sennit.interop.peer.Buildbot;
import dev.sennit.interop.peer.Program;
import dev.sennit.interop.peer.Scratch;
import dev.sennit.net.Target;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Debian's Buildbot, unmodified, with our master, our worker and our sender of changes.
@Tag("peer")
@Timeout(240)
class BuildbotIT {
  private static final String MASTER =
      """
      from buildbot.plugins import changes, schedulers, steps, util, worker
      c = BuildmasterConfig = {}
      c['workers'] = [worker.Worker('w1', 'wpass')]
      c['protocols'] = {'pb': {'port': 'tcp:0:interface=127.0.0.1'}}
      c['change_source'] = [changes.PBChangeSource(user='change', passwd='changepw')]
      f = util.BuildFactory([steps.ShellCommand(command=['sh', '-c', 'echo built by $PWD; exit 0'])])
      c['builders'] = [util.BuilderConfig(name='b1', workernames=['w1'], factory=f)]
      c['schedulers'] = [schedulers.AnyBranchScheduler(name='any', builderNames=['b1'])]
      c['buildbotNetUsageData'] = None
      c['db'] = {'db_url': 'sqlite:///state.sqlite'}
      """;

  @Test
  void worker_ofDebian_runsWhatOurMasterSays() throws InterruptedException {
    try (Scratch scratch = new Scratch();
        BuildMaster master = BuildMaster.listen(0, "w1", "wpass", "b1", "b2");
        Buildbot real = Buildbot.worker(scratch, master.port(), "w1", "wpass")) {
      Worker worker = master.awaitWorker();
      assertThat(worker.name()).isEqualTo("w1");
      assertThat(worker.info().get("version")).asString().startsWith("3.");
      assertThat(worker.builders()).containsOnlyKeys("b1", "b2");
      Map<String, String> said = new ConcurrentHashMap<>();
      long code =
          worker
              .builder("b1")
              .shell(
                  "build",
                  List.of("sh", "-c", "echo hello; echo $((6*7)); echo oops >&2; exit 3"),
                  (stream, text) -> said.merge(stream, text, String::concat));
      assertThat(code).isEqualTo(3);
      assertThat(said.get("stdout")).isEqualTo("hello\n42\n");
      assertThat(said.get("stderr")).isEqualTo("oops\n");
      assertThat(said.get("header")).contains("build");
      assertThat(worker.builder("b2").shell("x", List.of("true"), (_, _) -> {})).isZero();
      worker.shutdown();
      assertThat(real.awaitEnd()).isZero();
    }
  }

  @Test
  void worker_withAWrongPassword_isRefusedAndTriesAgain() throws InterruptedException {
    try (Scratch scratch = new Scratch();
        BuildMaster master = BuildMaster.listen(0, "w1", "wpass", "b1");
        Buildbot real = Buildbot.worker(scratch, master.port(), "w1", "wrong")) {
      String refused = "unauthorized login; check worker name and password";
      real.awaitLog("(?s)" + refused + ".*" + refused);
    }
  }

  @Test
  void master_ofDebian_buildsOnOurWorkerWhatOurSenderTells() throws InterruptedException {
    try (Scratch scratch = new Scratch()) {
      scratch.directory("master");
      try (Buildbot real = Buildbot.master(scratch, MASTER)) {
        String port = real.awaitLog("PBServerFactory starting on (\\d+)");
        Target master = Target.tcp("127.0.0.1", Integer.parseInt(port));
        try (BuildWorker _ = BuildWorker.connect(master, "w1", "wpass", scratch.path("builds"))) {
          ChangeSender.send(
              master, "change", "changepw", ChangeSender.change("alice", "better", "a.c", "b.c"));
          real.awaitLog("<Build b1 number:1 results:success>: build finished");
          assertThat(scratch.path("builds/b1/build")).isDirectory();
          Program.run(
                  "buildbot",
                  "sendchange",
                  "-m",
                  "127.0.0.1:" + port,
                  "-W",
                  "bob",
                  "-a",
                  "change:changepw",
                  "c.c")
              .expect(0);
          real.awaitLog("<Build b1 number:2 results:success>: build finished");
        }
        assertThatThrownBy(() ->
                ChangeSender.send(master, "change", "wrong", ChangeSender.change("x", "y", "z")))
            .hasMessageContaining("UnauthorizedLogin");
      }
    }
  }
}

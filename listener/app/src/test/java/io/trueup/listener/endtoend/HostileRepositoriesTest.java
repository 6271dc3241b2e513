package io.trueup.listener.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.daemon.testing.Wire;
import io.trueup.listener.gitserver.testing.HandMadePack;
import io.trueup.listener.gitserver.testing.PackServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jgit.lib.FileMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Repositories that are made to keep a daemon busy, or are as large as they get, against a real
 * daemon. {@code -Dtrueup.hostile.refs=1500000} and {@code -Dtrueup.hostile.blob=2147483648} take
 * longer than the sizes that every build tries.
 */
@Timeout(600)
class HostileRepositoriesTest {

  /** With one carrier thread, anything that occupies it keeps the daemon from answering. */
  private static final Map<String, String> ONE_CARRIER =
      Map.of("JDK_JAVA_OPTIONS", "-Djdk.virtualThreadScheduler.parallelism=1");

  private static final int REFS = Integer.getInteger("trueup.hostile.refs", 20_000);
  private static final long BLOB = Long.getLong("trueup.hostile.blob", 300L << 20);

  @Test
  void answersWhileItFetchesAChainOfDeltasThatInflatesForLong() throws Exception {
    var pack = new HandMadePack();
    var blob = pack.chain(new byte[4 << 20], 200);
    var commit = pack.commit(pack.tree(FileMode.REGULAR_FILE, "a.yaml", blob));
    assertThat(pack.bytes()).hasSizeLessThan(24 << 10);

    play(
        "hostile-deltas",
        PackServer.of(commit, pack.bytes()),
        (daemon, server, port) -> {
          var meanwhile = new AtomicInteger();
          Await.until(
              "the fetch to time out",
              () -> {
                var isFetching = server.questions().stream().anyMatch(it -> it.contains("=fetch"));
                assertHealthy(port);
                var isTimedOut = daemon.log().contains("it timed out after 2 s");
                meanwhile.addAndGet(isFetching && !isTimedOut ? 1 : 0);
                return isTimedOut;
              });
          assertThat(meanwhile).as("answers while it fetched").hasPositiveValue();
          assertThat(daemon.log()).doesNotContain("Exception", "Error");
        });
  }

  @Test
  void answersWhileItReadsTwelveThousandNestedFolders() throws Exception {
    var pack = new HandMadePack();
    var id = pack.blob("kind: Team".getBytes(StandardCharsets.UTF_8));
    var mode = FileMode.REGULAR_FILE;
    for (var depth = 0; depth <= 12_000; depth++) {
      id = pack.tree(mode, depth == 0 ? "f.yaml" : "d", id);
      mode = FileMode.TREE;
    }

    play(
        "hostile-folders",
        PackServer.of(pack.commit(id), pack.bytes()),
        (daemon, _, port) -> {
          Await.until(
              "the verdict on the version",
              () -> {
                assertHealthy(port);
                return daemon.log().contains("Rejected version 1");
              });
          assertThat(daemon.log()).doesNotContain("Exception", "Error");
        });
  }

  private interface Story {
    void happen(DaemonProcess daemon, PackServer server, int port) throws Exception;
  }

  private static void play(String name, PackServer server, Story story) {
    Site.play(
        name,
        site -> {
          try (server) {
            site.copySample();
            site.clone.publish("Begin");
            var configuration =
                site.configuration(
                    "trueup.yaml",
                    "data",
                    site.state.jdbcUrl(),
                    site.usualSource("poll-every: 1h"),
                    Site.source("hostile", server.url(), "main", "poll-every: 2s"));
            Files.writeString(
                configuration,
                Files.readString(configuration).replace("git-timeout: 20s", "git-timeout: 2s"));
            var daemon = site.start(configuration, ONE_CARRIER);
            story.happen(daemon, server, daemon.address().getPort());
          }
        });
  }

  private static void assertHealthy(int port) {
    var reply = Wire.ask(port, "GET /healthz HTTP/1.1\nHost: localhost\n\n", "");
    assertThat(reply).isNotNull().extracting(Wire.Reply::status).isEqualTo(200);
  }

  @Test
  void followsABranchBesideAMillionRefsAndSaysThatOneIsMissing() {
    Site.play(
        "hostile-refs",
        site -> {
          site.copySample();
          var commit = site.clone.publish("Begin");
          var refs = new StringBuilder("# pack-refs with: peeled fully-peeled sorted \n");
          refs.append(commit).append(" refs/heads/main\n");
          for (var i = 0; i < REFS; i++) {
            refs.append("%s refs/pull/%08d/head\n".formatted(commit, i));
          }
          Files.writeString(site.folder.resolve("git/model.git/packed-refs"), refs);
          Files.delete(site.folder.resolve("git/model.git/refs/heads/main"));
          var daemon =
              site.start(
                  site.configuration(
                      "trueup.yaml",
                      "data",
                      site.state.jdbcUrl(),
                      site.usualSource("poll-every: 2s"),
                      Site.source("gone", site.git.url("model"), "gone", "poll-every: 2s")));
          var port = daemon.address().getPort();

          Await.until(
              "a refresh of both sources",
              () -> {
                assertHealthy(port);
                return daemon.log().contains("Accepted version 1")
                    && daemon.log().contains("'gone'");
              });
          AuditStory.assertCleanLogs(site);
        });
  }

  @Test
  void refusesABlobOfGigabytesByItsSize() throws Exception {
    var pack = new HandMadePack();
    pack.zeros(BLOB);
    var commit = pack.commit(pack.tree(FileMode.REGULAR_FILE, "large.yaml", "1".repeat(40)));

    play(
        "hostile-blob",
        PackServer.of(commit, pack.bytes()),
        (daemon, _, port) -> {
          Await.until(
              "the blob to be refused",
              () -> {
                assertHealthy(port);
                return daemon.log().contains("it sends an object that is too large");
              });
          assertThat(daemon.log()).doesNotContain("OutOfMemory");
        });
  }
}

package io.trueup.listener.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

/**
 * A daemon takes over what an earlier release left: its state database, its mirror and its tokens.
 * It removes the fragment cache, whose format has changed since, and makes its own. {@code
 * release.zip} holds the state database as {@code pg_dump --inserts} wrote it, the data folder and
 * the repository; commit 7c933c5 made them with the sample's model, 120 more stores, two accepted
 * versions, a rejected one and a paused platform. Only the name of the daemon's role was changed in
 * it.
 */
class EarlierReleaseTest {

  private static final String FIXTURE = "/earlier-release/release.zip";
  private static final String ROLE =
      """
      DO $$ BEGIN CREATE ROLE trueup_app_earlier;
      EXCEPTION WHEN duplicate_object THEN NULL; END $$
      """;
  private static final String VERSIONS =
      "SELECT version, verdict, commit FROM audit.version_history ORDER BY version";
  private static final String PLATFORMS =
      "SELECT platform, merged, target, realized FROM audit.platform_state ORDER BY platform";

  @Test
  void isTakenOver() {
    Site.playFromNothing("earlier-release", site -> new TakeOver(site).happens());
  }

  private record TakeOver(Site site) {

    void happens() throws IOException, SQLException {
      unpack();
      restore();
      site.clone.git("fetch", "-q", "origin");
      site.clone.git("reset", "-q", "--hard", "origin/main");
      var versions = QueryRows.of(site.state, VERSIONS);
      assertThat(files(".fragments")).hasSize(1);

      site.serve(site.configuration());

      assertThat(site.client().read("/api/v1/status").status()).as("the old token").isEqualTo(200);
      assertThat(QueryRows.of(site.state, VERSIONS)).isEqualTo(versions).hasSize(3);
      assertThat(QueryRows.of(site.state, PLATFORMS))
          .containsExactly("Forensic|2|2|1", "Live|2|2|2", "Mainframe|2|2|2");
      assertThat(trueup("status")).contains("aused by operator: before the upgrade");
      trueup("audit", "verify");

      site.clone.git("revert", "--no-edit", "HEAD");
      site.clone.git("push", "-q", "origin", "HEAD:refs/heads/main");
      var commit = site.clone.git("rev-parse", "HEAD");
      site.client().deliverPush(Site.SOURCE, "merge-4", commit, Site.HOOK_SECRET);
      Await.until(
          "version 4 to reach a platform",
          () -> QueryRows.of(site.state, PLATFORMS).contains("Live|4|4|4"));
      assertThat(QueryRows.of(site.state, PLATFORMS)).contains("Forensic|4|4|1", "Mainframe|4|4|4");
      assertThat(files(".fragments")).as("cached fragments, which nothing needs now").isEmpty();
      assertThat(files(".version")).as("compiled versions").isNotEmpty();
      trueup("audit", "verify");
      AuditStory.assertCleanLogs(site);
    }

    private String trueup(String... words) {
      return OperatorShell.run(site, 0, words).out().replaceAll("\\s+", " ");
    }

    /** Replaces the site's repository and data folder. */
    private void unpack() throws IOException {
      delete(site.folder.resolve("git/model.git"));
      var stream = EarlierReleaseTest.class.getResourceAsStream(FIXTURE);
      try (var zip = new ZipInputStream(Objects.requireNonNull(stream))) {
        for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
          var file = site.folder.resolve(entry.getName());
          if (entry.isDirectory()) {
            Files.createDirectories(file);
          } else {
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            Files.write(file, zip.readAllBytes());
          }
        }
      }
    }

    /** Runs the dump, without the lines that only {@code psql}, or only a newer server, knows. */
    private void restore() throws IOException, SQLException {
      var sql =
          Files.readString(site.folder.resolve("state.sql"), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.startsWith("\\") && !line.startsWith("SET transaction_timeout"))
              .collect(Collectors.joining("\n"));
      try (var connection = site.state.connect();
          var statement = connection.createStatement()) {
        statement.execute(ROLE);
        statement.execute(sql);
      }
    }

    private List<Path> files(String ending) {
      try (var files = Files.walk(site.folder.resolve("data"))) {
        return files.filter(it -> it.toString().endsWith(ending)).sorted().toList();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static void delete(Path folder) throws IOException {
      try (var files = Files.walk(folder)) {
        for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}

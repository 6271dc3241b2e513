package io.trueup.listener.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Another machine gets the versions of a daemon, from the same release and without an override. */
class MovedVersionsTest {

  @Test
  void bringsEachMergeToAnotherFolderAtTheCostOfItsDifference() {
    Site.play(
        "moved-versions",
        site -> {
          site.copySample();
          site.clone.publish("Declare the Northwind ecosystem");
          site.serve(site.polling());
          var other = site.folder.resolve("other");

          var first = fetched(site, other, 1);
          site.edit("usa/sales.yaml", "contact_name: varchar(30)", "contact_name: varchar(50)");
          site.clone.publish("Widen names");
          var second = fetched(site, other, 2);

          assertThat(first).doesNotContain("already there");
          assertThat(second).contains("already there: ");
          assertThat(names(other.resolve("versions/northwind")))
              .isSubsetOf(names(site.folder.resolve("data/versions/northwind")));
        });
  }

  /** Waits for a version and copies it. */
  private static String fetched(Site site, Path other, int version) {
    Await.until(
        "version " + version,
        () -> OperatorShell.run(site, 0, "versions").out().contains("northwind/" + version));
    return OperatorShell.run(
            site,
            0,
            "versions",
            "fetch",
            "northwind",
            Integer.toString(version),
            "--into",
            other.toString())
        .out();
  }

  private static List<String> names(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files
          .map(it -> it.getFileName().toString())
          .filter(it -> it.endsWith(".version"))
          .toList();
    }
  }
}

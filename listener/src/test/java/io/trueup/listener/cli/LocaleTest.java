package io.trueup.listener.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process of its own where the locale knows ASCII alone. */
class LocaleTest {

  private static final Path ROOT = Path.of("").toAbsolutePath().resolveSibling("");

  /** A file, since this process may be unable to spell the names as arguments. */
  private static final String SCRIPT =
      """
      set -e
      mkdir Modèle-Ü
      cp -R "$ROOT"/docs/samples/northwind/. Modèle-Ü
      . "$ROOT"/trueup
      speak_utf8
      exec "$JAVA" -XX:TieredStopAtLevel=1 -cp "$CLASSES" io.trueup.listener.Main check --base Modèle-Ü --head Modèle-Ü
      """;

  @TempDir private Path folder;

  @Test
  void readsFoldersWhoseNamesAreNotAscii() throws Exception {
    var script = Files.writeString(folder.resolve("script"), SCRIPT);
    var builder =
        new ProcessBuilder("bash", script.toString())
            .directory(folder.toFile())
            .redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().put("PATH", System.getenv("PATH"));
    builder.environment().put("LC_ALL", "C");
    builder.environment().put("ROOT", ROOT.toString());
    builder
        .environment()
        .put("JAVA", Path.of(System.getProperty("java.home"), "bin", "java").toString());
    builder.environment().put("CLASSES", System.getProperty("java.class.path"));

    var process = builder.start();
    process.getOutputStream().close();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(output).isZero();
  }
}

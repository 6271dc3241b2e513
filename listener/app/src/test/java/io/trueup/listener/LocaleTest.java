package io.trueup.listener;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs processes in a locale that only has ASCII. */
class LocaleTest {

  private static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();

  /** A file, because this process may be unable to encode the names as arguments. */
  private static final String SCRIPT =
      """
      set -e
      mkdir Modèle-Ü
      cp -R "$ROOT"/docs/samples/northwind/. Modèle-Ü
      . "$ROOT"/trueup
      set_utf8_locale
      exec "$JAVA" -XX:TieredStopAtLevel=1 -cp "$CLASSES" io.trueup.listener.Main check --base Modèle-Ü --head Modèle-Ü
      """;

  @TempDir private Path folder;

  private static final String WITHOUT_THE_PROGRAM =
      """
      set -e
      printf 'data-folder: Ü\nsources:\n  a: {repository: "https://host/r", branch: main, poll-every: 1h}\n' > c.yaml
      cp c.yaml cü.yaml
      # The program's own logging, although tests' class path holds another.
      exec "$JAVA" -XX:TieredStopAtLevel=1 -Dlogback.configurationFile=logback.xml -cp "$CLASSES" io.trueup.listener.Main serve --check --config\
      """;

  private static final String WHAT_TO_SET =
      ", because Java decodes file names and arguments as ANSI_X3.4-1968 here. Set"
          + " LC_ALL=C.UTF-8, or start Trueup with the program 'trueup', which sets it";

  @ParameterizedTest
  @ValueSource(strings = {"c.yaml", "cü.yaml"})
  void saysWhatToSetWhenJavaIsStartedDirectly(String configuration) throws Exception {
    var run = run(WITHOUT_THE_PROGRAM + "=" + configuration + "\n");

    assertThat(run.status()).as(run.output()).isEqualTo(2);
    assertThat(run.output()).startsWith("trueup: Cannot use '").contains(WHAT_TO_SET);
  }

  @Test
  void readsFoldersWhoseNamesAreNotAscii() throws Exception {
    var run = run(SCRIPT);

    assertThat(run.status()).as(run.output()).isZero();
  }

  private record Run(int status, String output) {}

  private Run run(String text) throws Exception {
    var script = Files.writeString(folder.resolve("script"), text);
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

    return new Run(process.waitFor(), output);
  }
}

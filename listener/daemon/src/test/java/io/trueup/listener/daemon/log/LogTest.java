package io.trueup.listener.daemon.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.joran.spi.JoranException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The program's log configuration, with text from outside. */
class LogTest {

  /** Line ends, an escape sequence, a mark that turns the direction, separators, a NUL. */
  private static final String HOSTILE =
      "a\r\n2026-01-01 ERROR Forged: line\u001b[2J\u202eb\u2028c\u2029d\u0085e\u0000f\ttab";

  private static String logged(Throwable failure) throws IOException, JoranException {
    var context = new LoggerContext();
    var configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(Path.of("src", "main", "resources", "logback.xml").toFile());
    var logger = context.getLogger("Test");
    var appender =
        (OutputStreamAppender<ILoggingEvent>) context.getLogger("ROOT").getAppender("stderr");
    var event =
        new LoggingEvent(
            LogTest.class.getName(),
            logger,
            Level.ERROR,
            "Said {}",
            failure,
            new Object[] {HOSTILE});
    var line = new String(appender.getEncoder().encode(event), StandardCharsets.UTF_8);
    context.stop();
    return line;
  }

  private static Throwable failure() {
    var failure = new IllegalStateException(HOSTILE, new IOException("cause " + HOSTILE));
    failure.addSuppressed(new IllegalArgumentException("suppressed " + HOSTILE));
    return failure;
  }

  @Test
  void holdsNoCharacterThatATerminalActsOn() throws IOException, JoranException {
    var log = logged(failure());

    assertThat(log)
        .contains("Said a\\r\\n2026", "Caused by: java.io.IOException: cause a\\r\\n2026");
    assertThat(log).contains("Suppressed: java.lang.IllegalArgumentException: suppressed a");
    assertThat(
            log.codePoints()
                .filter(it -> it != '\n' && it != '\t')
                .filter(it ->
                    Character.isISOControl(it)
                        || Character.getType(it) == Character.FORMAT
                        || Character.getType(it) == Character.LINE_SEPARATOR
                        || Character.getType(it) == Character.PARAGRAPH_SEPARATOR))
        .isEmpty();
    assertThat(log.lines()).noneMatch(line -> line.startsWith("2026-01-01 ERROR Forged"));
    assertThat(log.lines().skip(1))
        .as("lines of the trace")
        .allMatch(line -> line.startsWith("\t") || line.contains("Exception: "));
  }
}

package io.trueup.listener.daemon.log;

import ch.qos.logback.classic.pattern.ThrowableHandlingConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import io.trueup.listener.engine.text.SafeText;

/**
 * The stack trace of an event. Messages of exceptions may hold text from outside: each is one line,
 * so that none can imitate further lines of the log.
 */
public final class PrintableTrace extends ThrowableHandlingConverter {

  private static final int DEEPEST = 20;

  @Override
  public String convert(ILoggingEvent event) {
    var trace = new StringBuilder();
    if (event.getThrowableProxy() != null) {
      write(event.getThrowableProxy(), "", "", 0, trace);
    }
    return trace.toString();
  }

  private static void write(
      IThrowableProxy failure, String indent, String caption, int depth, StringBuilder trace) {
    var message = failure.getMessage();
    trace.append(indent).append(caption).append(SafeText.line(failure.getClassName()));
    if (message != null) {
      trace.append(": ").append(SafeText.line(message));
    }
    trace.append('\n');
    var frames = failure.getStackTraceElementProxyArray();
    for (var i = 0; i < frames.length - failure.getCommonFrames(); i++) {
      trace
          .append(indent)
          .append('\t')
          .append(SafeText.line(frames[i].getSTEAsString()))
          .append('\n');
    }
    if (depth < DEEPEST && !failure.isCyclic()) {
      for (var suppressed : failure.getSuppressed()) {
        write(suppressed, indent + "\t", "Suppressed: ", depth + 1, trace);
      }
      if (failure.getCause() != null) {
        write(failure.getCause(), indent, "Caused by: ", depth + 1, trace);
      }
    }
  }
}

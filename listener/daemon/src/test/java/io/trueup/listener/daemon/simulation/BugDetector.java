package io.trueup.listener.daemon.simulation;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Hears of the bugs that the daemon catches, since it goes on after each: it logs them as errors
 * with their exception. Keeps the daemon's log quiet besides.
 */
final class BugDetector extends AppenderBase<ILoggingEvent> implements AutoCloseable {

  private final Logger daemon = (Logger) LoggerFactory.getLogger("io.trueup.listener");
  private final boolean wasAdditive = daemon.isAdditive();
  private @Nullable Consumer<Throwable> onBug;

  static BugDetector install() {
    var detector = new BugDetector();
    detector.start();
    detector.daemon.setLevel(Level.ERROR);
    detector.daemon.setAdditive(false);
    detector.daemon.addAppender(detector);
    return detector;
  }

  void report(Consumer<Throwable> bug) {
    onBug = bug;
  }

  @Override
  protected void append(ILoggingEvent event) {
    if (onBug != null
        && event.getThrowableProxy() instanceof ThrowableProxy proxy
        && !isCrash(proxy.getThrowable())) {
      onBug.accept(proxy.getThrowable());
    }
  }

  private static boolean isCrash(@Nullable Throwable thrown) {
    return thrown != null && (thrown instanceof Crash || isCrash(thrown.getCause()));
  }

  @Override
  public void close() {
    daemon.detachAppender(this);
    daemon.setAdditive(wasAdditive);
    daemon.setLevel(null);
  }
}

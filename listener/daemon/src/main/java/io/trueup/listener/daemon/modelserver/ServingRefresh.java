package io.trueup.listener.daemon.modelserver;

import io.trueup.listener.daemon.view.ModelServerView;
import io.trueup.listener.engine.work.Threads;
import io.trueup.statestore.StateStoreException;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens needed versions and reports, again and again. It reports also while a version takes long to
 * open, so that the daemon does not take it for stopped. Safe for any thread.
 */
final class ServingRefresh implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ServingRefresh.class);

  private final Runnable opener;
  private final ServingState state;
  private final Reporter reporter;
  private final Supplier<ModelServerView.Report> report;
  private final Threads.Timer opening;
  private final Threads.Timer reporting;
  private volatile boolean isClosed;

  /** Takes reports. */
  @FunctionalInterface
  interface Reporter {
    void report(ModelServerView.Report report) throws IOException;
  }

  /**
   * Does nothing before {@link #start}.
   *
   * @param opener opens needed versions, and returns when it has
   */
  ServingRefresh(
      Runnable opener,
      ServingState state,
      Reporter reporter,
      Supplier<ModelServerView.Report> report,
      Threads threads) {
    this.opener = opener;
    this.state = state;
    this.reporter = reporter;
    this.report = report;
    this.opening = threads.timer("versions");
    this.reporting = threads.timer("reports");
  }

  void start(Duration period) {
    opening.every(Duration.ZERO, period, this::open);
    reporting.every(period, period, this::report);
  }

  /** Reports now, because it drains. */
  void reportNow() {
    reporting.after(Duration.ZERO, this::report);
  }

  private void open() {
    var problem = "";
    try {
      opener.run();
    } catch (StateStoreException e) {
      problem = String.valueOf(e.getMessage());
    } catch (RuntimeException | Error e) {
      LOG.error("Cannot look for versions because of a bug; the next try still comes", e);
      problem = e.toString();
    }
    log(state.stored(problem), problem);
    reportNow();
  }

  private void report() {
    var problem = "";
    try {
      reporter.report(report.get());
    } catch (IOException e) {
      problem = String.valueOf(e.getMessage());
    } catch (RuntimeException | Error e) {
      LOG.error("Cannot report because of a bug; the next try still comes", e);
      problem = e.toString();
    }
    log(state.reported(problem), problem);
  }

  private void log(boolean isNews, String problem) {
    if (isNews && !problem.isEmpty() && !isClosed) {
      LOG.warn("Cannot refresh: {}. It is tried again", problem);
    }
  }

  @Override
  public void close() {
    isClosed = true; // what is interrupted now is no problem
    opening.close();
    reporting.close();
  }
}

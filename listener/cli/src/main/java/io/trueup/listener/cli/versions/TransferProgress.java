package io.trueup.listener.cli.versions;

import io.trueup.listener.cli.terminal.Shell;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;

/**
 * Shows on standard error how far a transfer is: on a terminal in one line that changes, otherwise
 * in a line every ten seconds. Not thread-safe.
 */
public final class TransferProgress implements LongConsumer, AutoCloseable {

  private static final long ON_A_TERMINAL = 200_000_000L;
  private static final long OTHERWISE = 10_000_000_000L;

  private final Shell shell;
  private final LongFunction<String> size;
  private final long total;
  private final long began;
  private long shown;
  private long done;
  private boolean isLineOpen;

  /**
   * Begins a transfer.
   *
   * @param size formats a number of bytes
   */
  public TransferProgress(Shell shell, LongFunction<String> size, long total) {
    this.shell = shell;
    this.size = size;
    this.total = total;
    this.began = shell.ticks().getAsLong();
    this.shown = began;
  }

  /** Counts further bytes. */
  @Override
  public void accept(long bytes) {
    done += bytes;
    var now = shell.ticks().getAsLong();
    if (now - shown >= (shell.isTerminal() ? ON_A_TERMINAL : OTHERWISE)) {
      shown = now;
      show(now);
    }
  }

  private void show(long now) {
    var seconds = Math.max(1, (now - began) / 1_000_000_000L);
    var text =
        "%s of %s, %s/s".formatted(size.apply(done), size.apply(total), size.apply(done / seconds));
    if (shell.isTerminal()) {
      shell.err().print("\r%-60s".formatted(text));
      shell.err().flush();
      isLineOpen = true;
    } else {
      shell.err().println(text);
    }
  }

  public long done() {
    return done;
  }

  /** Clears the line. */
  @Override
  public void close() {
    if (isLineOpen) {
      shell.err().print("\r%-60s\r".formatted(""));
      shell.err().flush();
    }
  }
}

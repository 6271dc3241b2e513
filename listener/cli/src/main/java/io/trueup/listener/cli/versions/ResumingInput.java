package io.trueup.listener.cli.versions;

import io.trueup.listener.cli.terminal.Shell.Sleeper;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Content that is immutable and of a known size, over connections that may break: it is opened
 * again where it broke off, until several attempts in a row bring nothing. Not thread-safe.
 */
final class ResumingInput extends InputStream {

  private static final int MOST_FAILURES = 8;
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  /** Opens the content from a byte on. */
  interface Opener {
    InputStream open(long from) throws IOException;
  }

  private final Opener opener;
  private final long size;
  private final Sleeper pauses;
  private long position;
  private int failures;
  private @Nullable InputStream current;

  ResumingInput(Opener opener, long size, long from, Sleeper pauses) {
    this.opener = opener;
    this.size = size;
    this.position = from;
    this.pauses = pauses;
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    if (position >= size) {
      return -1;
    }
    while (true) {
      try {
        var in = current == null ? opener.open(position) : current;
        current = in;
        var count = in.read(into, from, (int) Math.min(length, size - position));
        if (count < 0) {
          throw new EOFException("it ends after %d of %d bytes".formatted(position, size));
        }
        position += count;
        failures = 0;
        return count;
      } catch (IOException e) {
        close();
        failures++;
        if (failures == MOST_FAILURES) {
          throw e;
        }
        pause();
      }
    }
  }

  private void pause() throws InterruptedIOException {
    var length = Duration.ofSeconds(1L << Math.min(failures - 1, 5));
    try {
      pauses.pause(length.compareTo(LONGEST_PAUSE) < 0 ? length : LONGEST_PAUSE);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the command was interrupted");
    }
  }

  @Override
  public void close() {
    var open = current;
    current = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException _) {
        // All that it had was read, or is read again.
      }
    }
  }
}

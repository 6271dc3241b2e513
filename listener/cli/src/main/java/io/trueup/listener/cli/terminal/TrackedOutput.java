package io.trueup.listener.cli.terminal;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An output that keeps its first failure. Safe for any thread. */
final class TrackedOutput extends FilterOutputStream {

  /** Why output was lost. */
  enum Failure {
    /** The reader closed its end, as {@code head} does. */
    READER_GONE,
    /** A write failed, for example because the disk is full. */
    NOT_WRITTEN
  }

  private volatile @Nullable IOException failure;

  TrackedOutput(OutputStream out) {
    super(out);
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int count) throws IOException {
    try {
      out.write(bytes, from, count);
    } catch (IOException e) {
      failure = failure == null ? e : failure;
      throw e;
    }
  }

  @Override
  public void flush() throws IOException {
    try {
      out.flush();
    } catch (IOException e) {
      failure = failure == null ? e : failure;
      throw e;
    }
  }

  /** Why the first lost output was lost; empty when no output was lost. */
  Optional<Failure> failure() {
    return Optional.ofNullable(failure)
        .map(it ->
            String.valueOf(it.getMessage()).toLowerCase(Locale.ROOT).contains("broken pipe")
                ? Failure.READER_GONE
                : Failure.NOT_WRITTEN);
  }

  /** Why output was lost, for people. */
  String reason() {
    return failure == null ? "" : String.valueOf(failure.getMessage());
  }
}

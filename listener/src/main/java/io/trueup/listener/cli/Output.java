package io.trueup.listener.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where output goes, which remembers that it could not get there. Safe for any thread. */
final class Output extends FilterOutputStream {

  /** What can have happened to output. */
  enum Failure {
    /** Who read it wants no more, as {@code head} does. */
    READER_GONE,
    /** It was not written, for a full disk or the like. */
    NOT_WRITTEN
  }

  private volatile @Nullable IOException failure;

  Output(OutputStream out) {
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

  /** What happened to the first output that did not get there; empty when all did. */
  Optional<Failure> failure() {
    return Optional.ofNullable(failure)
        .map(it ->
            String.valueOf(it.getMessage()).toLowerCase(Locale.ROOT).contains("broken pipe")
                ? Failure.READER_GONE
                : Failure.NOT_WRITTEN);
  }

  /** Why output did not get there, for people. */
  String reason() {
    return failure == null ? "" : String.valueOf(failure.getMessage());
  }
}

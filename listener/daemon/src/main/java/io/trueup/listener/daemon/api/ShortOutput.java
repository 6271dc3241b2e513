package io.trueup.listener.daemon.api;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Keeps what is written, up to a number of bytes. Not thread-safe. */
final class ShortOutput extends OutputStream {

  private final int most;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream(1 << 12);

  ShortOutput(int most) {
    this.most = most;
  }

  /** More was written than it keeps. */
  static final class TooLongException extends IOException {

    private static final long serialVersionUID = 1L;

    TooLongException(int most) {
      super("More than %d bytes".formatted(most));
    }
  }

  @Override
  public void write(int value) throws IOException {
    require(1);
    kept.write(value);
  }

  @Override
  public void write(byte[] bytes, int from, int count) throws IOException {
    require(count);
    kept.write(bytes, from, count);
  }

  private void require(int more) throws IOException {
    if (kept.size() + more > most) {
      throw new TooLongException(most);
    }
  }

  byte[] bytes() {
    return kept.toByteArray();
  }
}

package io.trueup.listener.gitserver;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;

/** The body of an answer with a fault. */
final class FaultyOutputStream extends FilterOutputStream {

  private final Fault.InBody fault;
  private final CountDownLatch closed;
  private long sent;
  private boolean triggered;

  FaultyOutputStream(OutputStream out, Fault.InBody fault, CountDownLatch closed) {
    super(out);
    this.fault = fault;
    this.closed = closed;
  }

  /** Whether the answer was long enough to trigger the fault. */
  boolean isTriggered() {
    return triggered;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    var good = Math.clamp(fault.after() - sent, 0, length);
    out.write(bytes, offset, good);
    sent += length;
    if (good < length) {
      triggered = true;
      trigger(bytes, offset + good, length - good);
    }
  }

  private void trigger(byte[] bytes, int offset, int length) throws IOException {
    switch (fault) {
      case Fault.Garble _ -> {
        for (var i = offset; i < offset + length; i++) {
          out.write(bytes[i] ^ 0x5a);
        }
      }
      case Fault.Cut _ -> throw new IOException("Injected fault: the answer is cut");
      case Fault.Hang _ -> {
        out.flush();
        awaitClose();
        throw new IOException("Injected fault: the server was closed while an answer hung");
      }
    }
  }

  private void awaitClose() throws IOException {
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while an answer hung", e);
    }
  }
}

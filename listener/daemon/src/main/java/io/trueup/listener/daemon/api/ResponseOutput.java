package io.trueup.listener.daemon.api;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Writes an answer from a thread that may block, at the pace of its client: one piece is on its way
 * while the next one is filled, and no more is in memory. Not thread-safe.
 */
final class ResponseOutput extends OutputStream {

  private static final int PIECE = 1 << 17;

  private final HttpServerResponse response;
  private final Context loop;
  private final Duration stalled;
  private final byte[] piece = new byte[PIECE];
  private int filled;
  private CompletableFuture<Void> onItsWay = CompletableFuture.completedFuture(null);

  /**
   * Writes an answer whose head is complete.
   *
   * @param loop the context of the response
   * @param stalled a client that takes no piece for so long is given up
   */
  ResponseOutput(HttpServerResponse response, Context loop, Duration stalled) {
    this.response = response;
    this.loop = loop;
    this.stalled = stalled;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int count) throws IOException {
    for (var done = 0; done < count; ) {
      var part = Math.min(count - done, PIECE - filled);
      System.arraycopy(bytes, from + done, piece, filled, part);
      filled += part;
      done += part;
      if (filled == PIECE) {
        send();
      }
    }
  }

  /**
   * Sends what is left, and returns when the client's machine has all of it or the network does.
   */
  void finish() throws IOException {
    if (filled > 0) {
      send();
    }
    await();
  }

  /** Sends what there is, as soon as the piece before it is on its way. */
  @Override
  public void flush() throws IOException {
    if (filled > 0) {
      send();
    }
  }

  private void send() throws IOException {
    await();
    var bytes = Buffer.buffer(filled).appendBytes(piece, 0, filled);
    var sent = new CompletableFuture<Void>();
    loop.runOnContext(_ -> write(bytes, sent));
    onItsWay = sent;
    filled = 0;
  }

  private void write(Buffer bytes, CompletableFuture<Void> sent) {
    if (response.ended() || response.closed()) {
      sent.completeExceptionally(new IOException("The connection is closed"));
      return;
    }
    response
        .write(bytes)
        .onSuccess(_ -> sent.complete(null))
        .onFailure(sent::completeExceptionally);
  }

  private void await() throws IOException {
    try {
      onItsWay.get(stalled.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new ClientGoneException(e.getCause());
    } catch (TimeoutException _) {
      throw ClientGoneException.stalled(stalled);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("The daemon stops");
    }
  }
}

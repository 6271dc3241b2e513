package io.trueup.listener.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A network in front of a server that cuts its first connections after some bytes. */
final class BreakingProxy implements AutoCloseable {

  private final ServerSocket server;
  private final int target;
  private final long cutAfter;
  private final AtomicInteger cuts;
  private final ExecutorService pumps = Executors.newVirtualThreadPerTaskExecutor();

  /** The bytes that it brought to clients. */
  final AtomicLong brought = new AtomicLong();

  /**
   * Starts.
   *
   * @param cuts how many connections are cut
   * @param cutAfter so many bytes of what the server answers
   */
  BreakingProxy(int target, int cuts, long cutAfter) {
    this.target = target;
    this.cuts = new AtomicInteger(cuts);
    this.cutAfter = cutAfter;
    try {
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    pumps.execute(this::accept);
  }

  String address() {
    return "http://127.0.0.1:" + server.getLocalPort();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        var client = server.accept();
        var upstream = new Socket(InetAddress.getLoopbackAddress(), target);
        pumps.execute(() -> pump(client, upstream, Long.MAX_VALUE, new AtomicLong()));
        pumps.execute(() -> pump(upstream, client, limit(), brought));
      } catch (IOException _) {
        return; // it was closed
      }
    }
  }

  private long limit() {
    return cuts.getAndDecrement() > 0 ? cutAfter : Long.MAX_VALUE;
  }

  private static void pump(Socket from, Socket to, long limit, AtomicLong counted) {
    var buffer = new byte[8192];
    try (from;
        to) {
      for (var left = limit; left > 0; ) {
        var count = from.getInputStream().read(buffer, 0, (int) Math.min(buffer.length, left));
        if (count < 0) {
          return;
        }
        to.getOutputStream().write(buffer, 0, count);
        counted.addAndGet(count);
        left -= count;
      }
    } catch (IOException _) {
      // one side is gone
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    pumps.shutdownNow();
  }
}

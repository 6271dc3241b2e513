package io.trueup.statestore.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A proxy of a server, and the faults of a network: its connections are cut and refused, or stay
 * open while nothing passes. It has the same port as long as it lives. Thread-safe.
 */
public final class TcpProxy implements AutoCloseable {

  private static final int BUFFER_BYTES = 8 << 10;

  /** What passes. */
  private enum Flow {
    ALL,
    REQUESTS,
    NOTHING
  }

  private final InetSocketAddress server;
  private final int port;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

  /** Those of the sockets over which nothing passes any more. */
  private final Set<Socket> silent = ConcurrentHashMap.newKeySet();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private Flow flow = Flow.ALL;
  private @Nullable ServerSocket listener;
  private @Nullable Thread acceptor;

  private TcpProxy(InetSocketAddress server, int port) {
    this.server = server;
    this.port = port;
  }

  /** A proxy of a server, which does not answer until it is opened. */
  public static TcpProxy to(String host, int port) {
    return new TcpProxy(new InetSocketAddress(host, port), LastingPorts.free());
  }

  /** A proxy of the server of a database, as {@link #to}. */
  public static TcpProxy before(TestDatabase database) {
    var server = URI.create(database.jdbcUrl().substring("jdbc:".length()));
    return to(server.getHost(), server.getPort());
  }

  public int port() {
    return port;
  }

  /** The JDBC URL of a database behind it. */
  public String jdbcUrl(TestDatabase database) {
    return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, database.name());
  }

  /** Opens the proxy: everything passes. */
  public void open() {
    lock.lock();
    try {
      var opened = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
      listener = opened;
      set(Flow.ALL);
      acceptor = Thread.ofVirtual().start(() -> accept(opened));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Keeps connections open, and accepts new ones, while nothing passes. What is sent meanwhile
   * passes after {@link #resume}, and is lost by {@link #cut} and {@link #forsake}.
   */
  public void stall() {
    set(Flow.NOTHING);
  }

  /** As {@link #stall}, but what clients send passes: the server acts, and its answers do not. */
  public void stallAnswers() {
    set(Flow.REQUESTS);
  }

  /** Ends a stall. */
  public void resume() {
    set(Flow.ALL);
  }

  /**
   * Ends a stall for new connections alone, as when a network dropped packets for long: nothing
   * passes over the others any more, and neither side is told.
   */
  public void forsake() {
    lock.lock();
    try {
      silent.addAll(sockets);
      set(Flow.ALL);
    } finally {
      lock.unlock();
    }
  }

  /** Closes the proxy and all its connections: new ones are refused until it is opened. */
  public void cut() {
    lock.lock();
    try {
      if (listener != null) {
        listener.close();
      }
      if (acceptor != null) {
        acceptor.join(); // until then the port is open
      }
      sockets.forEach(TcpProxy::close);
      set(Flow.ALL); // of what waits, all sockets are closed
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while a proxy is cut", e);
    } finally {
      lock.unlock();
    }
  }

  private void set(Flow to) {
    lock.lock();
    try {
      flow = to;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void accept(ServerSocket from) {
    try {
      while (true) {
        var client = from.accept();
        sockets.add(client);
        if (from.isClosed()) { // and what cut it did not see this one
          close(client);
        }
        Thread.ofVirtual().start(() -> connect(client));
      }
    } catch (IOException _) {
      // It was cut.
    }
  }

  private void connect(Socket client) {
    var upstream = new Socket();
    try {
      sockets.add(upstream);
      awaitPassage(client, Flow.REQUESTS);
      if (client.isClosed()) {
        throw new IOException("It was cut");
      }
      upstream.connect(server);
      Thread.ofVirtual().start(() -> copy(client, upstream, Flow.REQUESTS));
      Thread.ofVirtual().start(() -> copy(upstream, client, Flow.ALL));
    } catch (IOException _) {
      forget(client);
      forget(upstream);
    }
  }

  /**
   * Copies until either side is closed, which closes the other.
   *
   * @param needed what has to pass for it
   */
  private void copy(Socket from, Socket to, Flow needed) {
    try {
      var buffer = new byte[BUFFER_BYTES];
      var in = from.getInputStream();
      var out = to.getOutputStream();
      for (var length = in.read(buffer); length >= 0; length = in.read(buffer)) {
        awaitPassage(from, needed);
        out.write(buffer, 0, length);
      }
      awaitPassage(from, needed); // the end of a connection is not heard of earlier than its bytes
    } catch (IOException _) {
      // It was closed.
    } finally {
      forget(from);
      forget(to);
    }
  }

  /** Waits while it may not pass, unless the connection was cut. */
  private void awaitPassage(Socket from, Flow needed) {
    lock.lock();
    try {
      while ((flow.compareTo(needed) > 0 || silent.contains(from)) && !from.isClosed()) {
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  private void forget(Socket socket) {
    close(socket);
    sockets.remove(socket);
    silent.remove(socket);
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    cut();
  }
}

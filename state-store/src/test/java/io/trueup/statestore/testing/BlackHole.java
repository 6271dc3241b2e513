package io.trueup.statestore.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A proxy to a server that can be made to swallow everything, like a network that drops packets:
 * nothing passes, and neither side notices. Safe for any thread.
 */
public final class BlackHole implements AutoCloseable {

  private final String host;
  private final int port;
  private final ServerSocket listener;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private volatile boolean isSwallowing;

  /** A proxy that passes everything at first. */
  public BlackHole(String host, int port) {
    this.host = host;
    this.port = port;
    try {
      listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  /** A proxy to the server of a database. */
  public static BlackHole before(TestDatabase database) {
    var server = URI.create(database.jdbcUrl().substring("jdbc:".length()));
    return new BlackHole(server.getHost(), server.getPort());
  }

  /** The port that it listens on. */
  public int port() {
    return listener.getLocalPort();
  }

  /** The JDBC URL of a database behind it. */
  public String jdbcUrl(TestDatabase database) {
    return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port(), database.name());
  }

  /** Swallows everything from now on, on existing and on new connections. */
  public void swallow() {
    isSwallowing = true;
  }

  /** Passes new connections again; swallowed ones stay swallowed. */
  public void open() {
    isSwallowing = false;
  }

  private void accept() {
    try {
      while (true) {
        var client = listener.accept();
        sockets.add(client);
        if (isSwallowing) {
          continue;
        }
        var server = new Socket(host, port);
        sockets.add(server);
        Thread.ofVirtual().start(() -> copy(client, server));
        Thread.ofVirtual().start(() -> copy(server, client));
      }
    } catch (IOException _) {
      close();
    }
  }

  private void copy(Socket from, Socket to) {
    var isSwallowed = false;
    try {
      var buffer = new byte[1 << 16];
      for (int read; (read = from.getInputStream().read(buffer)) > 0; ) {
        isSwallowed |= isSwallowing;
        if (!isSwallowed) {
          to.getOutputStream().write(buffer, 0, read);
          to.getOutputStream().flush();
        }
      }
    } catch (IOException _) {
      // One side has closed.
    }
    if (!isSwallowed && !isSwallowing) {
      close(from);
      close(to);
    }
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
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    sockets.forEach(BlackHole::close);
  }
}

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
 * A way to a server that can be made to swallow everything, as a network does whose packets are
 * dropped: nothing comes through, and neither side is told. Safe for any thread.
 */
public final class BlackHole implements AutoCloseable {

  private final String host;
  private final int port;
  private final ServerSocket listener;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private volatile boolean isSwallowing;

  /** A way that lets everything through for now. */
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

  /** A way to the server of a database. */
  public static BlackHole before(TestDatabase database) {
    var server = URI.create(database.jdbcUrl().substring("jdbc:".length()));
    return new BlackHole(server.getHost(), server.getPort());
  }

  /** Where it begins. */
  public int port() {
    return listener.getLocalPort();
  }

  /** The address of a database behind it. */
  public String jdbcUrl(TestDatabase database) {
    return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port(), database.name());
  }

  /** From now on swallows everything, on connections that are there and on new ones. */
  public void swallow() {
    isSwallowing = true;
  }

  /** Lets new connections through again; those that were swallowed stay so. */
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
      // Either side went away.
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

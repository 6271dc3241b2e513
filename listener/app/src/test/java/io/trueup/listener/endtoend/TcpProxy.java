package io.trueup.listener.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A proxy of a server whose connection can be cut and opened again at the same port. Thread-safe.
 */
final class TcpProxy implements AutoCloseable {

  private final InetSocketAddress server;
  private final int port;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private @Nullable ServerSocket listener;

  private TcpProxy(InetSocketAddress server, int port) {
    this.server = server;
    this.port = port;
  }

  /** A proxy of a server, which does not answer until it is opened. */
  static TcpProxy to(String host, int port) {
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return new TcpProxy(new InetSocketAddress(host, port), free.getLocalPort());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return port;
  }

  /** Opens the proxy. */
  synchronized void open() {
    try {
      var opened = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
      listener = opened;
      Thread.ofVirtual().start(() -> accept(opened));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept(ServerSocket from) {
    try {
      while (true) {
        var client = from.accept();
        var upstream = new Socket();
        sockets.add(client);
        sockets.add(upstream);
        upstream.connect(server);
        Thread.ofVirtual().start(() -> copy(client, upstream));
        Thread.ofVirtual().start(() -> copy(upstream, client));
      }
    } catch (IOException _) {
      cutConnections(); // cut, or the server is gone
    }
  }

  private void copy(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException _) {
      // Either side closed: close the other too.
    } finally {
      sockets.remove(from);
      sockets.remove(to);
    }
  }

  /** Closes the proxy and all its connections. */
  synchronized void cut() {
    try {
      if (listener != null) {
        listener.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    cutConnections();
  }

  private void cutConnections() {
    for (var socket : sockets) {
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void close() {
    cut();
  }
}

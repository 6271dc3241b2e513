package io.trueup.platforms.postgres.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A connection to a server that is cut at the first packet to it with a given text, before or after
 * the server receives it. Safe for any thread.
 */
final class CuttingProxy implements AutoCloseable {

  /** Whether the server still receives the packet at which the connection is cut. */
  enum Cut {
    BEFORE,
    AFTER
  }

  private final String host;
  private final int port;
  private final ServerSocket listener;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private volatile String at = "";
  private volatile Cut cut = Cut.BEFORE;

  CuttingProxy(String host, int port) {
    this.host = host;
    this.port = port;
    try {
      listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  void cutAt(String text, Cut how) {
    cut = how;
    at = text;
  }

  private void accept() {
    try {
      while (true) {
        var client = listener.accept();
        var server = new Socket(host, port);
        sockets.add(client);
        sockets.add(server);
        var isGone = new AtomicBoolean();
        Thread.ofVirtual().start(() -> copy(client, server, true, isGone));
        Thread.ofVirtual().start(() -> copy(server, client, false, isGone));
      }
    } catch (IOException _) {
      closeAll();
    }
  }

  private void copy(Socket from, Socket to, boolean isToServer, AtomicBoolean isGone) {
    try (from;
        to) {
      var buffer = new byte[1 << 16];
      for (int read; (read = from.getInputStream().read(buffer)) > 0; ) {
        var text = at;
        var isCut =
            isToServer
                && !text.isEmpty()
                && new String(buffer, 0, read, StandardCharsets.UTF_8).contains(text);
        if (isCut) {
          isGone.set(true);
        }
        if (isCut ? cut == Cut.AFTER : !isGone.get()) {
          to.getOutputStream().write(buffer, 0, read);
          to.getOutputStream().flush();
        }
        if (isCut) {
          at = "";
          return;
        }
      }
    } catch (IOException _) {
      // Either side has closed, and closes the other.
    }
  }

  private void closeAll() {
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
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    closeAll();
  }
}

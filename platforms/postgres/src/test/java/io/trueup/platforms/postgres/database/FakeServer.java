package io.trueup.platforms.postgres.database;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A server that speaks enough of Postgres' protocol to receive a password, refuses TLS, and keeps
 * the messages that it receives. Safe for any thread.
 */
final class FakeServer implements AutoCloseable {

  private static final int SSL_REQUEST = 80_877_103;

  /** The authentication that it requests. */
  enum Asks {
    PASSWORD(3, ""),
    MD5(5, "salt"),
    NOTHING(0, "");

    private final int code;
    private final String more;

    Asks(int code, String more) {
      this.code = code;
      this.more = more;
    }
  }

  private final Asks asks;
  private final ServerSocket listener;
  private final List<String> told = new CopyOnWriteArrayList<>();

  FakeServer(Asks asks) {
    this.asks = asks;
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

  /** The messages that followed its request; empty texts for clients that hung up. */
  List<String> told() {
    return told;
  }

  private void accept() {
    try {
      while (true) {
        var client = listener.accept();
        Thread.ofVirtual().start(() -> serve(client));
      }
    } catch (IOException _) {
      // closed
    }
  }

  private void serve(Socket client) {
    try (client) {
      var in = new DataInputStream(client.getInputStream());
      var out = new DataOutputStream(client.getOutputStream());
      var length = in.readInt();
      if (in.readInt() == SSL_REQUEST) {
        out.writeByte('N');
        length = in.readInt();
        in.readInt();
      }
      in.skipNBytes(length - 8);
      out.writeByte('R');
      out.writeInt(8 + asks.more.length());
      out.writeInt(asks.code);
      out.writeBytes(asks.more);
      out.flush();
      told.add(new String(in.readNBytes(64), StandardCharsets.UTF_8));
    } catch (IOException _) {
      // the client hung up
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package io.trueup.statestore.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports of servers that go and come again. Systems give none of them to an outgoing connection, so
 * that each is still free after a while, and a client that tries to connect meanwhile does not
 * connect to itself.
 */
public final class LastingPorts {

  private static final int FIRST = 15_000;
  private static final int END = 32_768;

  private LastingPorts() {}

  /** A port that is free now. */
  public static int free() {
    while (true) {
      var port = ThreadLocalRandom.current().nextInt(FIRST, END);
      try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return port;
      } catch (IOException _) {
        // It is used.
      }
    }
  }
}

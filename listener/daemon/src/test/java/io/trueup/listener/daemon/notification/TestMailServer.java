package io.trueup.listener.daemon.notification;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * Speaks SMTP on a real port, with TLS where it has a certificate, and answers each command as a
 * test wants it. Safe for any thread.
 */
public final class TestMailServer implements AutoCloseable {

  private final ServerSocket socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
  private final List<String> messages = Collections.synchronizedList(new ArrayList<>());
  private final List<String> commands = Collections.synchronizedList(new ArrayList<>());

  private final List<String> inTheClear = Collections.synchronizedList(new ArrayList<>());
  private final Encryption encryption;

  /** By command, such as {@code RCPT}, or {@code .} for the end of a message. */
  public final Map<String, String> answers = new ConcurrentHashMap<>();

  /** The certificate of connections from now on. */
  public volatile @Nullable SSLContext certificate;

  /** The ways to log in that it offers. */
  public volatile String mechanisms = "PLAIN";

  /** When a connection is encrypted. */
  public enum Encryption {
    NEVER,
    AFTER_STARTTLS,
    FROM_THE_FIRST_BYTE_ON
  }

  TestMailServer() throws IOException {
    this(Encryption.NEVER, null);
  }

  public TestMailServer(Encryption encryption, @Nullable SSLContext certificate)
      throws IOException {
    this.encryption = encryption;
    this.certificate = certificate;
    Thread.ofVirtual().start(this::accept);
  }

  public int port() {
    return socket.getLocalPort();
  }

  /** The messages that were taken, as they came. */
  public List<String> messages() {
    return List.copyOf(messages);
  }

  /** The commands that came. */
  public List<String> commands() {
    return List.copyOf(commands);
  }

  /** Those that came without TLS. */
  List<String> commandsInTheClear() {
    return List.copyOf(inTheClear);
  }

  private void accept() {
    try {
      while (true) {
        var connection = socket.accept();
        Thread.ofVirtual().start(() -> serve(connection));
      }
    } catch (IOException _) {
      // closed
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      var isSecure = encryption == Encryption.FROM_THE_FIRST_BYTE_ON;
      var socket = isSecure ? secured(connection) : connection;
      say(socket, answers.getOrDefault("greeting", "220 mail.test ESMTP"));
      if (talk(socket, isSecure)) {
        talk(secured(connection), true);
      }
    } catch (IOException _) {
      // the client went away, or trusts the certificate not
    }
  }

  private Socket secured(Socket connection) throws IOException {
    var secured =
        (SSLSocket)
            Objects.requireNonNull(certificate)
                .getSocketFactory()
                .createSocket(connection, null, connection.getPort(), false);
    secured.setUseClientMode(false);
    secured.startHandshake();
    return secured;
  }

  /** Answers until the client goes away; whether it wants TLS from now on. */
  private boolean talk(Socket connection, boolean isSecure) throws IOException {
    var in =
        new BufferedReader(
            new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8));
    for (var line = in.readLine(); line != null; line = in.readLine()) {
      commands.add(line);
      if (!isSecure) {
        inTheClear.add(line);
      }
      var command = line.split("[ :]", 2)[0].toUpperCase(Locale.ROOT);
      var answer = answers.getOrDefault(command, usual(command, isSecure)).replace("{line}", line);
      say(connection, answer);
      if (command.equals("DATA") && answer.startsWith("354")) {
        take(connection, in);
      }
      if (command.equals("STARTTLS") && answer.startsWith("220")) {
        return true;
      }
    }
    return false;
  }

  private String usual(String command, boolean isSecure) {
    return switch (command) {
      case "EHLO" ->
          encryption == Encryption.AFTER_STARTTLS && !isSecure
              ? "250-mail.test\r\n250-STARTTLS\r\n250 8BITMIME"
              : "250-mail.test\r\n250-8BITMIME\r\n250 AUTH " + mechanisms;
      case "STARTTLS" -> "220 go on";
      case "DATA" -> "354 go on";
      case "AUTH" -> "235 welcome";
      case "QUIT" -> "221 bye";
      default -> "250 ok";
    };
  }

  private void take(Socket connection, BufferedReader in) throws IOException {
    var message = new StringBuilder();
    for (var line = in.readLine(); line != null && !line.equals("."); line = in.readLine()) {
      message.append(line).append('\n');
    }
    var answer = answers.getOrDefault(".", "250 taken");
    if (answer.startsWith("2")) {
      messages.add(message.toString());
    }
    say(connection, answer);
  }

  private static void say(Socket connection, String answer) throws IOException {
    connection.getOutputStream().write((answer + "\r\n").getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}

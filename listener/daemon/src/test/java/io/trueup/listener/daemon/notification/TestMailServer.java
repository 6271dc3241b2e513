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
import java.util.concurrent.ConcurrentHashMap;

/** Speaks SMTP on a real port, and answers each command as a test wants it. */
final class TestMailServer implements AutoCloseable {

  private final ServerSocket socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
  private final List<String> messages = Collections.synchronizedList(new ArrayList<>());
  private final List<String> commands = Collections.synchronizedList(new ArrayList<>());

  /** By command, such as {@code RCPT}, or {@code .} for the end of a message. */
  final Map<String, String> answers = new ConcurrentHashMap<>();

  TestMailServer() throws IOException {
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return socket.getLocalPort();
  }

  /** The messages that were taken, as they came. */
  List<String> messages() {
    return List.copyOf(messages);
  }

  /** The commands that came. */
  List<String> commands() {
    return List.copyOf(commands);
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
    try (connection;
        var in =
            new BufferedReader(
                new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
      say(connection, answers.getOrDefault("greeting", "220 mail.test ESMTP"));
      for (var line = in.readLine(); line != null; line = in.readLine()) {
        commands.add(line);
        var command = line.split("[ :]", 2)[0].toUpperCase(Locale.ROOT);
        var answer = answers.getOrDefault(command, usual(command));
        say(connection, answer);
        if (command.equals("DATA") && answer.startsWith("354")) {
          take(connection, in);
        }
      }
    } catch (IOException _) {
      // the client went away
    }
  }

  private static String usual(String command) {
    return switch (command) {
      case "EHLO" -> "250-mail.test\r\n250-8BITMIME\r\n250 AUTH PLAIN";
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

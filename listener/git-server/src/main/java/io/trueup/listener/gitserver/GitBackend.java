package io.trueup.listener.gitserver;

import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The installed {@code git http-backend} as a CGI program, with one process per request. */
final class GitBackend {

  private static final int MAX_HEADER_LENGTH = 8192;

  /** The head of the program's answer, and its unread {@link #body}. */
  record Answer(int status, Map<String, String> headers, InputStream body) {}

  private final Path folder;

  private GitBackend(Path folder) {
    this.folder = folder;
  }

  /** Finds the program. */
  static GitBackend find(Path folder) {
    var programs = Path.of(output(folder, "git", "--exec-path").strip());
    if (!Files.isExecutable(programs.resolve("git-http-backend"))) {
      throw new GitServerException(
          "Cannot serve git over HTTP: git is installed, but '%s' has no git-http-backend. Install your system's full git package (on Alpine also git-daemon)"
              .formatted(programs));
    }
    return new GitBackend(folder);
  }

  /** Runs a git command in the folder and returns its output. */
  static String output(Path folder, String... command) {
    try {
      var builder =
          new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
      isolate(builder);
      var process = builder.start();
      process.getOutputStream().close();
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new GitServerException(
            "Cannot run '%s': %s".formatted(String.join(" ", command), output.strip()));
      }
      return output;
    } catch (IOException e) {
      throw new GitServerException(
          "Cannot run git: it is not on the PATH. Install git 2.28 or newer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GitServerException("Interrupted while running git", e);
    }
  }

  /** Starts the program for one request. */
  Process start(HttpExchange exchange) throws IOException {
    var builder = new ProcessBuilder("git", "http-backend").directory(folder.toFile());
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    isolate(builder);
    var environment = builder.environment();
    var uri = exchange.getRequestURI();
    environment.put("GIT_PROJECT_ROOT", folder.toString());
    environment.put("GIT_HTTP_EXPORT_ALL", "1");
    environment.put("PATH_INFO", uri.getPath());
    environment.put("QUERY_STRING", uri.getRawQuery() == null ? "" : uri.getRawQuery());
    environment.put("REQUEST_METHOD", exchange.getRequestMethod());
    // http-backend allows pushes only for a named user.
    environment.put("REMOTE_USER", "trueup");
    environment.put("REMOTE_ADDR", exchange.getRemoteAddress().getAddress().getHostAddress());
    putHeader(exchange, "Content-Type", environment, "CONTENT_TYPE");
    putHeader(exchange, "Git-Protocol", environment, "GIT_PROTOCOL");
    putHeader(exchange, "Git-Protocol", environment, "HTTP_GIT_PROTOCOL");
    return builder.start();
  }

  private static void putHeader(
      HttpExchange exchange, String header, Map<String, String> environment, String variable) {
    var value = exchange.getRequestHeaders().getFirst(header);
    if (value != null) {
      environment.put(variable, value);
    }
  }

  /** Excludes the configuration of the machine and of its user. */
  private static void isolate(ProcessBuilder builder) {
    var environment = builder.environment();
    environment.keySet().retainAll(Set.of("PATH"));
    environment.put("GIT_CONFIG_NOSYSTEM", "1");
    environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
    environment.put("GIT_CONFIG_COUNT", "1");
    environment.put("GIT_CONFIG_KEY_0", "safe.directory");
    environment.put("GIT_CONFIG_VALUE_0", "*");
    environment.put("LC_ALL", "C.UTF-8");
  }

  /** Sends a request's body to the program. */
  static void sendBody(InputStream body, Process process) {
    try (OutputStream in = process.getOutputStream()) {
      body.transferTo(in);
    } catch (IOException _) {
      // Either side closed; the client sees the answer, or that there is none.
    }
  }

  /** Reads the head of the program's answer. */
  static Answer readAnswer(Process process) throws IOException {
    var output = process.getInputStream();
    var headers = new LinkedHashMap<String, String>();
    var status = 200;
    for (var line = readLine(output); !line.isEmpty(); line = readLine(output)) {
      var colon = line.indexOf(':');
      if (colon < 0) {
        throw new IOException(
            "Cannot read the answer of git http-backend: '%s' is not a header".formatted(line));
      }
      var name = line.substring(0, colon);
      var value = line.substring(colon + 1).strip();
      if (name.toLowerCase(Locale.ROOT).equals("status")) {
        status = Integer.parseInt(value.substring(0, 3));
      } else {
        headers.put(name, value);
      }
    }
    return new Answer(status, headers, output);
  }

  private static String readLine(InputStream in) throws IOException {
    var line = new ByteArrayOutputStream();
    for (var b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0 || line.size() > MAX_HEADER_LENGTH) {
        throw new IOException(
            "Cannot read the answer of git http-backend: it ended within the headers");
      }
      line.write(b);
    }
    return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
  }

  /** Ends the program, by force after a second. */
  static void end(Process process) {
    try {
      if (!process.waitFor(1, TimeUnit.SECONDS)) {
        destroy(process);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      destroy(process);
    }
  }

  static void destroy(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}

package io.trueup.listener.gitserver;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.trueup.platforms.spi.Secret;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Serves the bare repositories of a folder over smart HTTP on loopback, for reading and pushing.
 *
 * <p>For the demo and for tests: every user of the machine may push, unless a token is required.
 * {@link #injectFault} injects faults. Thread-safe.
 */
public final class GitHttpServer implements AutoCloseable {

  static {
    // A pack's last bytes must not wait for the client's acknowledgement of the first.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private record Planned(GitRequest request, Fault fault) {}

  private final Path folder;
  private final @Nullable Secret token;
  private final GitBackend backend;
  private final HttpServer server;
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("git-http-", 0).factory());
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Set<Process> processes = ConcurrentHashMap.newKeySet();
  // Each guarded by itself.
  private final Deque<Planned> faults = new ArrayDeque<>();
  private final Map<GitRequest, Integer> counts = new EnumMap<>(GitRequest.class);

  private GitHttpServer(Path folder, @Nullable Secret token) {
    this.folder = folder.toAbsolutePath().normalize();
    this.token = token;
    this.backend = GitBackend.find(this.folder);
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new GitServerException("Cannot serve git over HTTP: loopback has no free port", e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /**
   * Serves a folder on a free port.
   *
   * @param folder an existing folder; its repositories may be created before or later
   * @throws GitServerException when git or its http-backend is not installed
   */
  public static GitHttpServer serve(Path folder) {
    return new GitHttpServer(folder, null);
  }

  /** Serves a folder on a free port to clients that send a token as their password. */
  public static GitHttpServer serveProtected(Path folder, Secret token) {
    return new GitHttpServer(folder, token);
  }

  /**
   * Creates an empty bare repository.
   *
   * @param name such as {@code model}; its folder gets {@code .git} at its end
   * @param branch that its HEAD names
   * @return its folder
   */
  public Path createRepository(String name, String branch) {
    var repository = folder.resolve(name + ".git");
    GitBackend.output(
        folder, "git", "init", "-q", "--bare", "--initial-branch=" + branch, repository.toString());
    return repository;
  }

  /** The URL of a repository, which need not exist. */
  public String url(String name) {
    return "http://127.0.0.1:%d/%s.git".formatted(server.getAddress().getPort(), name);
  }

  /** Injects a fault into the next request of a kind, once; faults of one kind queue up. */
  public void injectFault(GitRequest request, Fault fault) {
    synchronized (faults) {
      faults.addLast(new Planned(request, fault));
    }
  }

  /** The number of requests of a kind so far. */
  public int requestCount(GitRequest request) {
    synchronized (counts) {
      return counts.getOrDefault(request, 0);
    }
  }

  /** Stops at once and cuts hanging answers. */
  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
    processes.forEach(GitBackend::destroy);
  }

  private void handle(HttpExchange exchange) {
    try (exchange) {
      if (!isAllowed(exchange)) {
        answer(exchange, new Fault.Answer(401, Map.of("WWW-Authenticate", "Basic realm=\"git\"")));
        return;
      }
      try (var body = new BufferedInputStream(decoded(exchange))) {
        var query = Objects.requireNonNullElse(exchange.getRequestURI().getRawQuery(), "");
        var request = GitRequest.of(exchange.getRequestURI().getPath(), query, body);
        synchronized (counts) {
          counts.merge(request, 1, Integer::sum);
        }
        serve(exchange, request, body);
      }
    } catch (IOException _) {
      // The client closed, or a fault was injected: the connection closes.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static InputStream decoded(HttpExchange exchange) throws IOException {
    var encoding = exchange.getRequestHeaders().getFirst("Content-Encoding");
    return "gzip".equals(encoding)
        ? new GZIPInputStream(exchange.getRequestBody())
        : exchange.getRequestBody();
  }

  private boolean isAllowed(HttpExchange exchange) {
    if (token == null) {
      return true;
    }
    var header = exchange.getRequestHeaders().getFirst("Authorization");
    if (header == null || !header.startsWith("Basic ")) {
      return false;
    }
    var password = password(header.substring("Basic ".length()));
    return MessageDigest.isEqual(
        password.getBytes(StandardCharsets.UTF_8), token.value().getBytes(StandardCharsets.UTF_8));
  }

  private static String password(String encoded) {
    try {
      var credentials = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
      return credentials.substring(credentials.indexOf(':') + 1);
    } catch (IllegalArgumentException _) {
      return "";
    }
  }

  private void serve(HttpExchange exchange, GitRequest request, InputStream body)
      throws IOException, InterruptedException {
    switch (takeFault(request)) {
      case null -> forward(exchange, body, null);
      case Fault.Answer answer -> answer(exchange, answer);
      case Fault.Delay(var by) -> {
        if (!closed.await(by.toMillis(), TimeUnit.MILLISECONDS)) {
          forward(exchange, body, null);
        }
      }
      case Fault.InBody fault -> {
        if (!forward(exchange, body, fault)) {
          synchronized (faults) {
            faults.addFirst(new Planned(request, fault));
          }
        }
      }
    }
  }

  private @Nullable Fault takeFault(GitRequest request) {
    synchronized (faults) {
      for (var planned : faults) {
        if (planned.request() == request) {
          faults.remove(planned);
          return planned.fault();
        }
      }
      return null;
    }
  }

  private static void answer(HttpExchange exchange, Fault.Answer answer) throws IOException {
    answer.headers().forEach(exchange.getResponseHeaders()::set);
    exchange.sendResponseHeaders(answer.status(), -1);
  }

  /** Forwards a request to git. Returns whether the fault was triggered. */
  private boolean forward(HttpExchange exchange, InputStream body, Fault.@Nullable InBody fault)
      throws IOException {
    var process = backend.start(exchange);
    processes.add(process);
    try {
      threads.execute(() -> GitBackend.sendBody(body, process));
      var answer = GitBackend.readAnswer(process);
      answer.headers().forEach(exchange.getResponseHeaders()::set);
      exchange.sendResponseHeaders(answer.status(), 0);
      if (fault == null) {
        answer.body().transferTo(exchange.getResponseBody());
        return false;
      }
      return transferWithFault(exchange, answer, fault);
    } finally {
      GitBackend.end(process);
      processes.remove(process);
    }
  }

  private boolean transferWithFault(
      HttpExchange exchange, GitBackend.Answer answer, Fault.InBody fault) throws IOException {
    var out = new FaultyOutputStream(exchange.getResponseBody(), fault, closed);
    answer.body().transferTo(out);
    out.flush();
    return out.isTriggered();
  }
}

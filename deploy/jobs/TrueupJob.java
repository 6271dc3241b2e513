import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/**
 * A job that asks Trueup before and while it works. Needs Java 21 and no library: {@code java
 * TrueupJob.java run …}.
 *
 * <pre>
 * run JOB PLATFORM COMMAND [NODE...]
 *     Begins one run that covers all nodes, and calls COMMAND NODE ACTION STORE for each, with the
 *     datasets of the node's store as JSON on its standard input, one a line. All that the command
 *     reads belongs to the version that the run is pinned to. PLATFORM is SOURCE/NAME. Without
 *     nodes, JOB is the key of one of the platform's jobs, and the run covers the nodes that it has
 *     then.
 * report SOURCE VERSION
 *     Lists the datasets of a version, such as 'merged' or 'realized@Live', which a lease keeps.
 *
 * TRUEUP_URL         address of the daemon
 * TRUEUP_TOKEN_FILE  file with a token of scope RUN
 * TRUEUP_STATE       folder that keeps the fingerprint of each node's last run; default: this one
 * </pre>
 *
 * Exit codes: 0 done, 1 failed, 2 wrong arguments, 11 all nodes are retired: remove the job, 12 a
 * node has to wait: start later.
 */
final class TrueupJob {

  /** Of a run or lease, unless it is prolonged. */
  private static final String LENGTH = "5m";

  /** A third of the length. */
  private static final Duration HEARTBEAT = seconds("TRUEUP_HEARTBEAT", "100");

  private static final Duration PATIENCE = seconds("TRUEUP_PATIENCE", "600");
  private static final Path STATE = Path.of(setting("TRUEUP_STATE", "."));
  private static final String RUN_EXISTS = "urn:trueup:error:run-exists";
  private static final String ONE = "application/json";
  private static final String LINES = "application/x-ndjson";

  private final HttpClient http = HttpClient.newHttpClient();
  private final String url;
  private final String token;

  private TrueupJob(String url, String token) {
    this.url = url;
    this.token = token;
  }

  /** Trueup answered with a problem document. */
  private static final class Refused extends Exception {
    final int status;
    final String type;

    Refused(int status, Map<?, ?> problem) {
      super(String.valueOf(problem.get("detail")));
      this.status = status;
      this.type = String.valueOf(problem.get("type"));
    }
  }

  /** A node has to wait longer than the job does. */
  private static final class TooEarly extends Exception {}

  /** The answer about one node of a run. */
  private record NodeAnswer(String node, String action, long version, String print, String why) {
    static NodeAnswer of(Map<?, ?> json) {
      var version = json.get("version") instanceof Number number ? number.longValue() : 0;
      return new NodeAnswer(
          text(json, "node"),
          text(json, "action"),
          version,
          text(json, "fingerprint"),
          text(json, "reason"));
    }

    boolean isRetired() {
      return action.equals("RETIRE");
    }
  }

  private record Run(String id, String action, List<NodeAnswer> nodes) {}

  /** What to ask about, and how a begin says it. */
  private record Asked(List<String> nodes, Map<String, Object> body) {}

  private static String setting(String name, String otherwise) {
    return Optional.ofNullable(System.getenv(name)).orElse(otherwise);
  }

  private static Duration seconds(String name, String otherwise) {
    return Duration.ofMillis((long) (1000 * Double.parseDouble(setting(name, otherwise))));
  }

  /**
   * Returns the answer as text. Repeats what can be answered later, and what was not answered.
   *
   * @param body null to ask with GET
   */
  private String ask(String path, Map<String, ?> body, String type)
      throws Refused, IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(Duration.ofMinutes(10))
            .header("Authorization", "Bearer " + token)
            .header("Accept", type);
    if (body != null) {
      request.header("Content-Type", ONE).POST(BodyPublishers.ofString(Json.write(body)));
    }
    var deadline = Instant.now().plus(PATIENCE);
    while (true) {
      var pause = 1L;
      try {
        var answer = http.send(request.build(), BodyHandlers.ofString());
        var status = answer.statusCode();
        if (status / 100 == 2) {
          return answer.body();
        }
        if (status != 429 && status != 503 || Instant.now().isAfter(deadline)) {
          throw new Refused(status, problem(answer.body()));
        }
        pause = answer.headers().firstValueAsLong("Retry-After").orElse(1);
      } catch (IOException e) {
        if (Instant.now().isAfter(deadline)) {
          throw e;
        }
      }
      Thread.sleep(Duration.ofSeconds(pause));
    }
  }

  private static Map<?, ?> problem(String body) {
    try {
      return Json.object(body);
    } catch (IllegalArgumentException e) {
      return Map.of("detail", "The answer is no problem document: " + body);
    }
  }

  private Map<?, ?> get(String path) throws Refused, IOException, InterruptedException {
    return Json.object(ask(path, null, ONE));
  }

  private Map<?, ?> post(String path, Map<String, ?> body)
      throws Refused, IOException, InterruptedException {
    return Json.object(ask(path, body, ONE));
  }

  private static String text(Map<?, ?> json, String field) {
    return json.get(field) instanceof String text ? text : "";
  }

  /** A node's key as one segment of a path. */
  private static String encoded(String node) {
    return URLEncoder.encode(node, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** The fingerprint that a node last ran with; null before its first run. */
  private static String fingerprint(String node) throws IOException {
    var file = STATE.resolve(encoded(node));
    return Files.exists(file) ? Files.readString(file).strip() : null;
  }

  private Map<?, ?> currency(String platform, String node, String known)
      throws Refused, IOException, InterruptedException {
    var query = known == null ? "" : "?fingerprint=" + known;
    return get(
        "/api/v1/platforms/%s/nodes/%s/currency%s".formatted(platform, encoded(node), query));
  }

  private static void pause(String reason, Map<?, ?> answer, Instant deadline)
      throws TooEarly, InterruptedException {
    System.out.println("WAIT " + reason);
    var pause = Duration.ofSeconds(((Number) answer.get("retryAfterSeconds")).longValue());
    if (Instant.now().plus(pause).isAfter(deadline)) {
      throw new TooEarly();
    }
    Thread.sleep(pause);
  }

  /** Nodes with what they last ran with, or those of the job with this key. */
  private Asked asked(String job, String platform, List<String> nodes)
      throws Refused, IOException, InterruptedException {
    if (nodes.isEmpty()) {
      var listed = get("/api/v1/platforms/%s/jobs/%s".formatted(platform, encoded(job)));
      var known = new LinkedHashMap<String, String>();
      for (var node : (List<?>) listed.get("nodes")) {
        known.put((String) node, fingerprint((String) node));
      }
      return new Asked(
          List.copyOf(known.keySet()),
          Map.of("nodesTag", listed.get("nodesTag"), "fingerprints", known));
    }
    var asked = new ArrayList<Map<String, String>>();
    for (var node : nodes) {
      var one = new LinkedHashMap<String, String>();
      one.put("node", node);
      one.put("fingerprint", fingerprint(node));
      asked.add(one);
    }
    return new Asked(nodes, Map.of("nodes", asked));
  }

  /** Asks before it begins: this is cheap, and begins nothing. */
  private void waitUntilFree(String platform, List<String> nodes, Instant deadline)
      throws Refused, TooEarly, IOException, InterruptedException {
    for (var node : nodes) {
      var answer = currency(platform, node, fingerprint(node));
      while (text(answer, "action").equals("WAIT")) {
        pause(node + ": " + text(answer, "reason"), answer, deadline);
        answer = currency(platform, node, fingerprint(node));
      }
    }
  }

  /** Begins a run for all nodes, or waits while one of them has to. */
  private Run begin(String job, String platform, List<String> nodes)
      throws Refused, TooEarly, IOException, InterruptedException {
    var deadline = Instant.now().plus(PATIENCE);
    while (true) {
      var asked = asked(job, platform, nodes);
      waitUntilFree(platform, asked.nodes(), deadline);
      var bytes = new byte[16];
      new SecureRandom().nextBytes(bytes);
      var id = HexFormat.of().formatHex(bytes);
      var body = new LinkedHashMap<String, Object>(asked.body());
      body.putAll(Map.of("platform", platform, "job", job, "run", id, "length", LENGTH));
      Map<?, ?> answer;
      try {
        answer = post("/api/v1/runs", body);
      } catch (Refused e) {
        if (!e.type.equals(RUN_EXISTS)) {
          throw e;
        }
        endAsFailed(id); // It had begun, and its answer was lost.
        continue;
      }
      var answers =
          ((List<?>) answer.get("nodes"))
              .stream().map(it -> NodeAnswer.of((Map<?, ?>) it)).toList();
      if (answer.get("run") != null && answer.get("nodesChanged").equals(false)) {
        return new Run(id, text(answer, "action"), answers);
      }
      if (answer.get("run") != null) {
        endAsFailed(id);
        System.out.printf("AGAIN Job %s has other nodes now%n", job); // of unknown fingerprints
        continue;
      }
      var waiting = answers.stream().filter(it -> it.action().equals("WAIT")).findFirst();
      pause(waiting.map(NodeAnswer::why).orElse(""), answer, deadline);
    }
  }

  /** A run that this cannot end is over, or expires. */
  private void endAsFailed(String run) throws InterruptedException {
    try {
      post("/api/v1/runs/" + run + "/end", Map.of("outcome", "failed"));
    } catch (Refused | IOException e) {
      System.err.println(e.getMessage());
    }
  }

  /** Does the work of one node. */
  private void work(String platform, String command, NodeAnswer answer)
      throws Refused, IOException, InterruptedException {
    System.out.printf(
        "%s %s %d %s%n", answer.action(), answer.node(), answer.version(), answer.why());
    var store = "";
    var datasets = "";
    if (!answer.isRetired()) {
      var names = platform.split("/", 2);
      var version = "/api/v1/models/%s/%d".formatted(names[0], answer.version());
      store =
          text(
              get("%s/platforms/%s/nodes/%s".formatted(version, names[1], encoded(answer.node()))),
              "store");
      if (!store.isEmpty()) {
        datasets = ask("%s/stores/%s/datasets".formatted(version, store), null, LINES);
      }
    }
    var process =
        new ProcessBuilder(command, answer.node(), answer.action(), store)
            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (var input = process.getOutputStream()) {
      input.write(datasets.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // The command does not read all of it; its exit code tells whether that is a failure.
    }
    if (process.waitFor() != 0) {
      throw new IOException("%s %s failed".formatted(command, answer.node()));
    }
  }

  private Run runOnce(String job, String platform, String command, List<String> nodes)
      throws Refused, TooEarly, IOException, InterruptedException {
    var run = begin(job, platform, nodes);
    var lost = new AtomicReference<Refused>();
    var isDone = false;
    try (var heartbeat = Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().factory())) {
      var every = HEARTBEAT.toMillis();
      heartbeat.scheduleAtFixedRate(() -> prolong(run, lost), every, every, TimeUnit.MILLISECONDS);
      try {
        for (var node : run.nodes()) {
          work(platform, command, node);
          if (lost.get() != null) {
            throw lost.get();
          }
        }
        isDone = true;
      } finally {
        heartbeat.shutdownNow();
      }
    } finally {
      if (!isDone) {
        endAsFailed(run.id());
      }
    }
    post("/api/v1/runs/" + run.id() + "/end", Map.of("outcome", "succeeded"));
    for (var node : run.nodes()) {
      var file = STATE.resolve(encoded(node.node()));
      if (node.isRetired()) {
        Files.deleteIfExists(file);
      } else {
        Files.writeString(file, node.print() + "\n");
      }
    }
    return run;
  }

  private void prolong(Run run, AtomicReference<Refused> lost) {
    try {
      post("/api/v1/runs/" + run.id() + "/prolong", Map.of("length", LENGTH));
    } catch (Refused e) {
      lost.set(e);
    } catch (IOException e) {
      System.err.println("Cannot prolong the run yet: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private int run(String job, String platform, String command, List<String> nodes)
      throws Refused, TooEarly, IOException, InterruptedException {
    Run run = null;
    while (run == null) {
      try {
        run = runOnce(job, platform, command, nodes);
      } catch (Refused e) {
        if (e.status != 410) {
          throw e;
        }
        System.out.println("AGAIN " + e.getMessage()); // with the version that is current now
      }
    }
    for (var node : run.nodes()) {
      if (!node.isRetired()) {
        var now = currency(platform, node.node(), node.print());
        System.out.printf("%s %s %s%n", text(now, "action"), node.node(), text(now, "reason"));
      }
    }
    return run.action().equals("RETIRE") ? 11 : 0;
  }

  /** Reads a version without a run. */
  private int report(String source, String version)
      throws Refused, IOException, InterruptedException {
    var path = "/api/v1/models/%s/%s/leases".formatted(source, encoded(version));
    var lease = post(path, Map.of("purpose", "report", "length", LENGTH));
    try {
      var kept = "/api/v1/models/%s/%s".formatted(source, lease.get("version"));
      for (var store : ask(kept + "/stores?fields=name", null, LINES).lines().toList()) {
        var name = text(Json.object(store), "name");
        var datasets = "%s/stores/%s/datasets?fields=name".formatted(kept, name);
        for (var dataset : ask(datasets, null, LINES).lines().toList()) {
          System.out.printf(
              "%s %s %s%n", lease.get("version"), name, text(Json.object(dataset), "name"));
        }
      }
    } finally {
      post("/api/v1/leases/" + lease.get("lease") + "/release", Map.of());
    }
    return 0;
  }

  public static void main(String[] arguments) throws InterruptedException {
    var given = List.of(arguments);
    var verb = given.isEmpty() ? "" : given.get(0);
    var isRun = verb.equals("run") && given.size() > 3;
    if (!isRun && !(verb.equals("report") && given.size() == 3)) {
      System.err.println("run JOB PLATFORM COMMAND [NODE...] | report SOURCE VERSION");
      System.exit(2);
    }
    try {
      var token = Files.readString(Path.of(System.getenv("TRUEUP_TOKEN_FILE"))).strip();
      var job = new TrueupJob(System.getenv("TRUEUP_URL"), token);
      System.exit(
          isRun
              ? job.run(given.get(1), given.get(2), given.get(3), given.subList(4, given.size()))
              : job.report(given.get(1), given.get(2)));
    } catch (TooEarly e) {
      System.exit(12);
    } catch (Refused | IOException e) {
      System.err.println("FAILED " + e.getMessage());
      System.exit(1);
    }
  }

  /** As much of JSON as the answers need. Use the library that your program has. */
  private static final class Json {
    private final String text;
    private int at;

    private Json(String text) {
      this.text = text;
    }

    static Map<?, ?> object(String text) {
      if (new Json(text).value() instanceof Map<?, ?> map) {
        return map;
      }
      throw new IllegalArgumentException("No JSON object: " + text);
    }

    static String write(Object value) {
      return switch (value) {
        case null -> "null";
        case Map<?, ?> map ->
            map.entrySet().stream()
                .map(it -> write(it.getKey()) + ":" + write(it.getValue()))
                .collect(Collectors.joining(",", "{", "}"));
        case List<?> list ->
            list.stream().map(Json::write).collect(Collectors.joining(",", "[", "]"));
        case String text -> quoted(text);
        default -> value.toString();
      };
    }

    private static String quoted(String text) {
      return text.chars()
          .mapToObj(
              it -> it < ' ' || it == '"' || it == '\\' ? "\\u%04x".formatted(it) : "" + (char) it)
          .collect(Collectors.joining("", "\"", "\""));
    }

    private char next() {
      while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
        at++;
      }
      if (at == text.length()) {
        throw new IllegalArgumentException("Truncated JSON");
      }
      return text.charAt(at);
    }

    private Object value() {
      return switch (next()) {
        case '{' -> map();
        case '[' -> list();
        case '"' -> string();
        default -> word();
      };
    }

    private Map<String, Object> map() {
      var map = new LinkedHashMap<String, Object>();
      for (at++; next() != '}'; skip(',')) {
        var key = string();
        skip(':');
        map.put(key, value());
      }
      at++;
      return map;
    }

    private List<Object> list() {
      var list = new ArrayList<>();
      for (at++; next() != ']'; skip(',')) {
        list.add(value());
      }
      at++;
      return list;
    }

    private void skip(char separator) {
      if (next() == separator) {
        at++;
      }
    }

    private String string() {
      var string = new StringBuilder();
      for (at++; text.charAt(at) != '"'; at++) {
        if (text.charAt(at) != '\\') {
          string.append(text.charAt(at));
          continue;
        }
        at++;
        if (text.charAt(at) == 'u') {
          string.append((char) Integer.parseInt(text.substring(at + 1, at + 5), 16));
          at += 4;
        } else {
          var which = "bfnrt".indexOf(text.charAt(at));
          string.append(which < 0 ? text.charAt(at) : "\b\f\n\r\t".charAt(which));
        }
      }
      at++;
      return string.toString();
    }

    private Object word() {
      var from = at;
      while (at < text.length() && ",]} \n\r\t".indexOf(text.charAt(at)) < 0) {
        at++;
      }
      var word = text.substring(from, at);
      return switch (word) {
        case "null" -> null;
        case "true" -> true;
        case "false" -> false;
        default ->
            word.matches("-?\\d+") ? (Object) Long.valueOf(word) : (Object) Double.valueOf(word);
      };
    }
  }
}

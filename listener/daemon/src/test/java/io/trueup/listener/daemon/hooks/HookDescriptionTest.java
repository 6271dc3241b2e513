package io.trueup.listener.daemon.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Compares the webhooks' answers with docs/openapi.yaml. */
class HookDescriptionTest extends HookFixture {

  private static Map<?, ?> document() throws IOException {
    var text = Files.readString(Path.of("..", "..", "docs", "openapi.yaml"));
    return (Map<?, ?>)
        Objects.requireNonNull(new Load(LoadSettings.builder().build()).loadFromString(text));
  }

  private static Map<?, ?> at(Map<?, ?> document, String... path) {
    var found = document;
    for (var key : path) {
      found = (Map<?, ?>) Objects.requireNonNull(found.get(key), key);
    }
    return found;
  }

  private HttpRequest.Builder push() {
    return delivery("acme", bytes(PUSH));
  }

  /** One request for each possible status. */
  private Map<String, Answer> answers() {
    var answers = new TreeMap<String, Answer>();
    answers.put("202", send(push()));
    answers.put("200", send(push().setHeader("X-GitHub-Event", "ping")));
    answers.put("400", send(push().setHeader("X-GitHub-Event", "no such; thing")));
    answers.put("401", send(unsigned("acme", bytes(PUSH))));
    answers.put("404", send(delivery("nobody", bytes(PUSH))));
    answers.put(
        "405",
        send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/hooks/acme".formatted(port())))
                .PUT(HttpRequest.BodyPublishers.ofString(PUSH))));
    answers.put("413", send(delivery("acme", new byte[CAP + 1])));
    answers.put("415", send(push().setHeader("Content-Type", "text/plain")));
    store.goDown();
    answers.put("503", send(push()));
    store.comeBack();
    answers.put("408", slow());
    return answers;
  }

  private Answer slow() {
    start(limits ->
        new HookLimits(
            limits.maxBodyBytes(),
            limits.maxBufferedBytes(),
            Duration.ofMillis(200),
            limits.storeWithin()));
    var raw = sendRaw(head(PUSH) + "Transfer-Encoding: chunked\n\n", bytes("1\r\n{\r\n"));
    var body = raw.substring(raw.indexOf('{'), raw.lastIndexOf('}') + 1);
    return new Answer(Integer.parseInt(raw.substring(9, 12)), body, Map.of());
  }

  @Test
  void listsEveryAnswerAndNoOther() throws IOException {
    var document = document();
    var operation = at(document, "paths", "/hooks/{source}", "post");
    var known = at(document, "components", "schemas", "WebhookAnswer", "properties");
    var words = (List<?>) Objects.requireNonNull(at(known, "status").get("enum"));

    var answers = answers();

    assertThat(at(operation, "responses").keySet())
        .extracting(Object::toString)
        .containsExactlyInAnyOrderElementsOf(answers.keySet());
    answers.forEach((status, answer) -> {
      var body = new JsonObject(answer.body());
      assertThat(answer.status()).as(answer.body()).hasToString(status);
      assertThat(known.keySet().stream().map(Object::toString))
          .as(status)
          .containsAll(new TreeSet<>(body.fieldNames()));
      assertThat(words.stream().map(Object::toString)).contains(body.getString("status"));
    });
  }
}

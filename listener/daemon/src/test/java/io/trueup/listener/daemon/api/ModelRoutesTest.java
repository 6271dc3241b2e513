package io.trueup.listener.daemon.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.trueup.listener.engine.source.ModelLibrary;
import io.trueup.listener.engine.source.ModelUsage;
import io.trueup.listener.engine.testing.CompiledSource;
import io.trueup.listener.engine.testing.SchemaFixture;
import io.trueup.listener.engine.testing.StoreScene;
import io.trueup.listener.engine.text.JsonMappers;
import io.trueup.model.verdict.Model;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.CommitId;
import io.trueup.statestore.testing.InMemoryStateStore;
import io.trueup.statestore.testing.SettableClock;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the API says about compiled versions, and when one of them is damaged. */
class ModelRoutesTest {

  @TempDir Path folder;
  private final InMemoryStateStore store =
      new InMemoryStateStore(new SettableClock(Instant.parse("2026-03-01T12:00:00Z")));
  private final StoreScene scene = new StoreScene(store);
  private final HttpClient http = HttpClient.newHttpClient();
  private CompiledSource source;
  private String token;

  @BeforeEach
  void start() {
    scene.firstMerge();
    token = scene.token("ann", Scope.READ);
    source = new CompiledSource(folder);
  }

  @AfterEach
  void close() {
    http.close();
    source.close();
  }

  private HttpResponse<String> get(ApiServer api, String path) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(api.address() + path))
            .header("Authorization", "Bearer " + token);
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private JsonNode list(ApiServer api) throws Exception {
    var reply = get(api, "/api/v1/models/acme");
    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
    return JsonMappers.STRICT.readTree(reply.body());
  }

  @Test
  void listsVersionsWithWhatTheyShare() throws Exception {
    var first = source.accept(1);
    var second = source.accept(2);
    try (var api = new ApiServer(store, false)) {
      api.compiled.put(StoreScene.ACME, source.compiled());

      var listed = list(api);

      var files = listed.get("files");
      assertThat(files).hasSize(2);
      var newer = files.get(0);
      var older = files.get(1);
      assertThat(newer.get("commit").asText()).isEqualTo(second);
      assertThat(older.get("commit").asText()).isEqualTo(first);
      assertThat(newer.get("state").asText()).isEqualTo("USABLE");
      assertThat(newer.get("isOpen").asBoolean()).isTrue();
      assertThat(newer.get("needs")).containsExactly(older.get("id"));
      assertThat(newer.get("bytes").asLong()).isLessThan(older.get("bytes").asLong());
      assertThat(newer.get("bytesWithOlder").asLong())
          .isEqualTo(newer.get("bytes").asLong() + older.get("bytes").asLong())
          .isEqualTo(listed.get("bytes").asLong());
      assertThat(newer.get("bytesShared").asLong()).isEqualTo(older.get("bytes").asLong());
      assertThat(listed.get("problem").isNull()).isTrue();
    }
  }

  @Test
  void listsVersionsThatAreOpen() throws Exception {
    var commit = source.accept(1);
    try (var api = new ApiServer(store, false)) {
      api.usage.put(
          StoreScene.ACME,
          new ModelUsage(
              1000, 70, 3, 2, List.of(new ModelUsage.Open(new CommitId(commit), 50, true, false))));

      assertThat(list(api).get("memory").toString())
          .isEqualTo(
              "{\"limit\":1000,\"used\":70,\"opened\":3,\"closed\":2,\"versions\":[{\"version\":null,"
                  + "\"commit\":\"%s\",\"bytes\":50,\"isPinned\":true,\"hasFile\":false}]}"
                      .formatted(commit));
    }
  }

  @Test
  void listsWhatIsOfNoUse() throws Exception {
    var commit = source.accept(1);
    var whole = source.folder().resolve(only());
    Files.copy(whole, source.folder().resolve("x.unfinished"));
    var name = "1".repeat(40) + "-" + "2".repeat(64) + ".version";
    Files.write(source.folder().resolve(name), new byte[100]);
    Files.move(whole, whole.resolveSibling(whole.getFileName() + ".damaged"));
    try (var api = new ApiServer(store, false)) {
      api.compiled.put(StoreScene.ACME, source.compiled());

      var files = list(api).get("files");

      assertThat(files)
          .extracting(it -> it.get("state").asText())
          .containsExactlyInAnyOrder("UNFINISHED", "BROKEN", "SET_ASIDE");
      assertThat(files).anyMatch(it -> it.get("commit").asText().equals(commit));
    }
  }

  @Test
  void listsNothingWhereADaemonKeepsNone() throws Exception {
    try (var api = new ApiServer(store, false)) {
      assertThat(list(api).get("files")).isEmpty();
      assertThat(get(api, "/api/v1/models/other").statusCode()).isEqualTo(404);
    }
  }

  private String only() throws IOException {
    try (var files = Files.list(source.folder())) {
      return files.findFirst().orElseThrow().getFileName().toString();
    }
  }

  /** A library that reads all of a model that is open in a file. */
  private record Opened(Model opened, Model expected) implements ModelLibrary {

    @Override
    public Model model(CommitId commit) {
      assertThat(opened.equals(expected)).isTrue();
      return opened;
    }
  }

  @Test
  void asksToTryAgainWhenAFileIsDamaged() throws Exception {
    var commit = source.accept(1);
    var opened = CompiledSource.in(source.folder()).find(commit).orElseThrow();
    var library = new Opened(opened.basis().model(), source.model(commit));
    try (var file = new RandomAccessFile(source.folder().resolve(only()).toFile(), "rw")) {
      for (var at = 16L; at < file.length() - 24; at++) {
        file.seek(at);
        file.write(0x55);
      }
    }
    var fixture = new SchemaFixture(store);
    try (var api = new ApiServer(store, false, Map.of(StoreScene.ACME, library), fixture)) {

      var reply = get(api, "/api/v1/platforms/acme/Live/schema/drift?at=merged");

      assertThat(reply.statusCode()).as(reply.body()).isEqualTo(503);
      assertThat(reply.headers().firstValue("Retry-After")).hasValue("2");
      assertThat(reply.body()).contains("urn:trueup:error:version-damaged").contains("try again");
    }
  }
}

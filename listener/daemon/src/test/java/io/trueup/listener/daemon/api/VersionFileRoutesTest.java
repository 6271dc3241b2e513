package io.trueup.listener.daemon.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.daemon.testing.Wire;
import io.trueup.listener.engine.testing.CompiledSource;
import io.trueup.listener.engine.testing.StoreScene;
import io.trueup.listener.engine.versions.VersionManifest;
import io.trueup.listener.engine.versions.VersionName;
import io.trueup.listener.engine.versions.moving.ContentCoding;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.CommitId;
import io.trueup.statestore.testing.InMemoryStateStore;
import io.trueup.statestore.testing.SettableClock;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of versions over HTTP, from a server with the daemon's edge. */
class VersionFileRoutesTest {

  private static final String MODELS = "/api/v1/models/acme/";

  @TempDir Path folder;
  private final InMemoryStateStore store =
      new InMemoryStateStore(new SettableClock(Instant.parse("2026-03-01T12:00:00Z")));
  private final StoreScene scene = new StoreScene(store);
  private final ApiServer api = new ApiServer(store, false);
  private final HttpClient http = HttpClient.newHttpClient();
  private CompiledSource source;
  private String token;
  private VersionManifest manifest;
  private byte[] file;

  @BeforeEach
  void acceptAVersion() throws IOException {
    scene.firstMerge();
    token = scene.token("ann", Scope.READ);
    source = new CompiledSource(folder);
    var commit = source.accept(1);
    manifest = source.compiled().manifest(commit).orElseThrow();
    file = Files.readAllBytes(source.folder().resolve(manifest.files().getLast().name().text()));
    api.compiled.put(StoreScene.ACME, source.compiled());
  }

  @AfterEach
  void close() {
    http.close();
    api.close();
    source.close();
  }

  private String path() {
    return MODELS + manifest.commit() + "/file";
  }

  private HttpResponse<byte[]> get(String path, String... headers) {
    var request =
        HttpRequest.newBuilder(URI.create(api.address() + path))
            .header("Authorization", "Bearer " + token);
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return http.send(request.build(), BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  private String digest() {
    return "sha-256=:%s:"
        .formatted(Base64.getEncoder().encodeToString(HexFormat.of().parseHex(manifest.id())));
  }

  @Test
  void saysWhichFilesAVersionConsistsOf() {
    var reply = get(MODELS + manifest.commit() + "/files");

    assertThat(reply.statusCode()).isEqualTo(200);
    assertThat(VersionManifest.read(reply.body())).isEqualTo(manifest);
  }

  @Test
  void sendsTheFileWithItsDigest() {
    var reply = get(path());

    assertThat(reply.statusCode()).isEqualTo(200);
    assertThat(reply.body()).isEqualTo(file);
    assertThat(header(reply, "Content-Length")).isEqualTo(Integer.toString(file.length));
    assertThat(header(reply, "ETag")).isEqualTo("\"%s\"".formatted(manifest.id()));
    assertThat(header(reply, "Repr-Digest")).isEqualTo(digest());
    assertThat(header(reply, "Accept-Ranges")).isEqualTo("bytes");
    assertThat(get(MODELS + "files/" + manifest.id()).body()).isEqualTo(file);
  }

  @ParameterizedTest
  @ValueSource(strings = {"zstd", "gzip", "br, zstd;q=0.5, gzip;q=0.1", "gzip, zstd"})
  void compressesWhenTheClientAsks(String accepted) throws IOException {
    var reply = get(path(), "Accept-Encoding", accepted);

    var coding = accepted.contains("zstd") ? ContentCoding.ZSTD : ContentCoding.GZIP;
    assertThat(header(reply, "Content-Encoding")).isEqualTo(coding.token());
    assertThat(reply.body().length).isLessThan(file.length);
    assertThat(coding.decode(new ByteArrayInputStream(reply.body())).readAllBytes())
        .isEqualTo(file);
    assertThat(header(reply, "ETag"))
        .isEqualTo("\"%s-%s\"".formatted(manifest.id(), coding.token()));
    assertThat(header(reply, "Unencoded-Digest")).isEqualTo(digest());
    assertThat(header(reply, "Repr-Digest")).isEmpty();
    assertThat(header(reply, "Vary")).isEqualTo("Accept-Encoding");
  }

  @ParameterizedTest
  @ValueSource(strings = {"br", "identity", "*", "zstd;q=0", "gzip;q=0.0, identity", ";;,,=", ""})
  void sendsTheFileAsItIsOtherwise(String accepted) {
    var reply = get(path(), "Accept-Encoding", accepted);

    assertThat(header(reply, "Content-Encoding")).isEmpty();
    assertThat(reply.body()).isEqualTo(file);
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-0, 0, 1",
    "bytes=1000-, 1000, -1",
    "bytes=1000-1999, 1000, 2000",
    "bytes=1000-999999999999, 1000, -1",
    "bytes=-100, -100, -1",
    "bytes=-999999999999, 0, -1"
  })
  void sendsParts(String range, int from, int to) {
    var first = from < 0 ? file.length + from : from;
    var end = to < 0 ? file.length : to;

    var reply = get(path(), "Range", range, "Accept-Encoding", "zstd");

    assertThat(reply.statusCode()).isEqualTo(206);
    assertThat(reply.body()).isEqualTo(Arrays.copyOfRange(file, first, end));
    assertThat(header(reply, "Content-Range"))
        .isEqualTo("bytes %d-%d/%d".formatted(first, end - 1, file.length));
    assertThat(header(reply, "Content-Encoding")).isEmpty();
    assertThat(header(reply, "Repr-Digest")).isEqualTo(digest());
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=999999999-", "bytes=-0"})
  void refusesPartsThatAreNotThere(String range) {
    var reply = get(path(), "Range", range);

    assertThat(reply.statusCode()).isEqualTo(416);
    assertThat(header(reply, "Content-Range")).isEqualTo("bytes */" + file.length);
    assertThat(new String(reply.body(), StandardCharsets.UTF_8))
        .contains("urn:trueup:error:range-not-satisfiable");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=5-1", "bytes=-", "lines=1-2", "bytes=0-1,3-4", "bytes=a-b"})
  void sendsTheWholeForRangesThatNeedNotBeObeyed(String range) {
    assertThat(get(path(), "Range", range).body()).isEqualTo(file);
  }

  @Test
  void sendsAPartOnlyOfTheFileThatTheClientHas() {
    var same = "\"%s\"".formatted(manifest.id());

    assertThat(get(path(), "Range", "bytes=5-", "If-Range", same).statusCode()).isEqualTo(206);
    assertThat(get(path(), "Range", "bytes=5-", "If-Range", "\"other\"").body()).isEqualTo(file);
    assertThat(get(path(), "If-None-Match", same).statusCode()).isEqualTo(304);
    assertThat(get(path(), "If-None-Match", "\"other\"").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          acme/1/file      | 410 | The files of version 1 of source 'acme' are no longer kept. Ask for 'merged', the newest accepted version
          acme/77/files    | 404 | There is no version 'acme/77'
          acme/0/files     | 400 | 'version' must be the number of a version, a full commit of 40 hex digits, or 'merged', not '0'
          acme/head/file   | 400 | 'version' must be the number of a version, a full commit of 40 hex digits, or 'merged', not 'head'
          other/1/file     | 404 | There is no source 'other'
          acme/files/0     | 404 | No file '0' is kept here. Read again which files the version consists of: it may have been written again
          acme/3333333333333333333333333333333333333333/file | 404 | No files of commit 33333333 of source 'acme' are kept here. Ask for 'merged', the newest accepted version
          """)
  void saysWhatToDoWhereThereIsNothing(String path, int status, String detail) {
    scene.secondMerge();

    var reply = api.get("/api/v1/models/" + path, token);

    assertThat(reply.detail()).isEqualTo(detail);
    assertThat(reply.status()).isEqualTo(status);
  }

  @Test
  void needsAToken() {
    assertThat(api.get(path(), null).status()).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(strings = {"merged", "3"})
  void findsVersionsByWhatPeopleCallThem(String version) {
    scene.badMerge("Unknown dataset");
    scene.merge(new CommitId(manifest.commit()));

    assertThat(get(MODELS + version + "/file").body()).isEqualTo(file);
    assertThat(api.get(MODELS + "2/file", token).detail())
        .isEqualTo(
            "Version 2 of source 'acme' was rejected, and only accepted versions have files. Ask for 'merged'");
  }

  @Test
  void saysWhenTheNewestVersionIsNotWrittenYet() {
    assertThat(api.get(MODELS + "merged/file", token).detail())
        .startsWith("The files of the newest accepted version of source 'acme', commit abcdef01,");
    api.compiled.clear();
    assertThat(api.get(MODELS + "merged/file", token).detail())
        .isEqualTo(
            "This daemon keeps no compiled versions of source 'acme', because it does not follow it");
  }

  /** Content that no buffer of a machine holds. */
  private String largeFile() throws IOException {
    var id = "f".repeat(64);
    var path = source.folder().resolve(new VersionName(manifest.commit(), id).text());
    try (var channel =
        FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {1}), (64L << 20) - 1);
    }
    return MODELS + "files/" + id;
  }

  private Wire downloading(String large) {
    var client = Wire.connect(api.port());
    client.send(
        "GET %s HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer %s\r\n\r\n".formatted(large, token));
    client.next();
    return client;
  }

  @Test
  void goesOnForOthersWhenClientsGoAway() throws IOException {
    var large = largeFile();
    for (var i = 0; i < 40; i++) {
      downloading(large).close();
    }

    assertThat(get(large).body()).hasSize(64 << 20);
  }

  @Test
  void asksFurtherClientsToComeAgain() throws IOException {
    var large = largeFile();
    var clients = new ArrayList<Wire>();
    try {
      for (var i = 0; i < 16; i++) {
        clients.add(downloading(large));
      }

      var reply = get(path());

      assertThat(reply.statusCode()).isEqualTo(503);
      assertThat(header(reply, "Retry-After")).isEqualTo("5");
    } finally {
      clients.forEach(Wire::close);
    }
    assertThat(get(path()).statusCode()).isEqualTo(200);
  }
}

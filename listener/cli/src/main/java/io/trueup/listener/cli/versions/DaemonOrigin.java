package io.trueup.listener.cli.versions;

import io.trueup.listener.cli.remote.ApiClient;
import io.trueup.listener.cli.terminal.CommandException;
import io.trueup.listener.cli.terminal.ExitCode;
import io.trueup.listener.cli.terminal.Shell.Sleeper;
import io.trueup.listener.engine.versions.VersionManifest;
import io.trueup.listener.engine.versions.VersionManifest.Item;
import io.trueup.listener.engine.versions.moving.ContentCoding;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** The versions of a source, from a daemon. A connection that breaks is made again. */
public final class DaemonOrigin implements VersionOrigin {

  private static final int PARTIAL = 206;

  private final ApiClient client;
  private final String source;
  private final Sleeper pauses;

  public DaemonOrigin(ApiClient client, String source, Sleeper pauses) {
    this.client = client;
    this.source = source;
    this.pauses = pauses;
  }

  @Override
  public VersionManifest manifest(String version) {
    var reply = client.get(ApiClient.path("models", source, version, "files"));
    try {
      return VersionManifest.read(reply.text().getBytes(StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      throw new CommandException(
          ExitCode.FAILED,
          "Cannot read the daemon's list of files, %s; does the daemon have another version?"
              .formatted(e.getMessage()));
    }
  }

  @Override
  public InputStream open(Item file, long from) {
    return new ResumingInput(at -> connect(file, at), file.bytes(), from, pauses);
  }

  /** The rest of a file; a whole file arrives compressed, a part as it is. */
  private InputStream connect(Item file, long from) throws IOException {
    var headers = new TreeMap<String, String>();
    headers.put("Accept", "application/octet-stream");
    if (from > 0) {
      headers.put("Range", "bytes=%d-".formatted(from));
      headers.put("If-Range", "\"%s\"".formatted(file.id()));
    } else {
      headers.put("Accept-Encoding", ContentCoding.best().token());
    }
    var answer =
        client.open(ApiClient.path("models", source, "files", file.id()), Map.copyOf(headers));
    try {
      var content = decoded(answer);
      if (from > 0 && answer.status() != PARTIAL) {
        content.skipNBytes(from); // a proxy ignored the range
      }
      return content;
    } catch (IOException | RuntimeException e) {
      answer.content().close();
      throw e;
    }
  }

  private static InputStream decoded(ApiClient.OpenAnswer answer) throws IOException {
    var coding = answer.header("Content-Encoding");
    return coding.isEmpty()
        ? answer.content()
        : ContentCoding.of(coding)
            .orElseThrow(() -> new IOException("the daemon compressed it by '" + coding + "'"))
            .decode(answer.content());
  }
}

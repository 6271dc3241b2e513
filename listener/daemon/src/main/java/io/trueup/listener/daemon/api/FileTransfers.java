package io.trueup.listener.daemon.api;

import io.trueup.listener.daemon.api.ApiException.Status;
import io.trueup.listener.engine.versions.moving.ContentCoding;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Answers with immutable files: whole, compressed, or in part. So many at once as the disk can
 * serve well; further ones wait a moment, and are then asked to come again. Thread-safe; blocks.
 */
final class FileTransfers {

  private static final int AT_ONCE = 16;
  private static final Duration WAIT = Duration.ofSeconds(3);
  private static final String RETRY_SECONDS = "5";
  private static final String TYPE = "application/octet-stream";
  private static final int BUFFER = 1 << 17;

  private final Semaphore permits = new Semaphore(AT_ONCE, true);

  /**
   * The answer to a request for a file. It is sent even if the file is removed meanwhile.
   *
   * @param id SHA-256 of the file's content, 64 hex digits
   * @throws IOException when the file cannot be read
   */
  HttpAnswer answer(Path file, String id, ApiRequest request) throws IOException {
    var tag = "\"%s\"".formatted(id);
    if (isKnown(request, id)) {
      return new HttpAnswer(304, TYPE, new byte[0], Map.of("ETag", tag));
    }
    if (!acquire()) {
      return HttpAnswer.error(
              ApiException.of(
                      Status.UNAVAILABLE,
                      "busy",
                      "%d transfers of files are running, the most at once. Try again in %s s"
                          .formatted(AT_ONCE, RETRY_SECONDS))
                  .error())
          .with("Retry-After", RETRY_SECONDS);
    }
    var content = open(file);
    try {
      return answer(content, id, tag, request);
    } catch (IOException | RuntimeException e) {
      content.close();
      throw e;
    }
  }

  private boolean acquire() {
    try {
      return permits.tryAcquire(WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private FileContent open(Path file) throws IOException {
    try {
      return new FileContent(FileChannel.open(file, StandardOpenOption.READ), permits);
    } catch (IOException | RuntimeException e) {
      permits.release();
      throw e;
    }
  }

  private static HttpAnswer answer(FileContent content, String id, String tag, ApiRequest request)
      throws IOException {
    var size = content.channel.size();
    var ifRange = request.header("If-Range");
    var asked = ifRange == null || ifRange.equals(tag) ? request.header("Range") : null;
    var digest = "sha-256=:%s:".formatted(base64(id));
    return switch (ByteRange.of(asked, size)) {
      case ByteRange.Meaning.Outside() -> {
        content.close();
        yield HttpAnswer.error(
                ApiException.of(
                        Status.NOT_IN_RANGE,
                        "range-not-satisfiable",
                        "The file has %d bytes, and the range begins after them".formatted(size))
                    .error())
            .with("Content-Range", "bytes */" + size);
      }
      case ByteRange.Meaning.Part(var range) ->
          HttpAnswer.bytes(206, TYPE, content.part(range))
              .with("ETag", tag)
              .with("Accept-Ranges", "bytes")
              .with("Content-Range", range.header(size))
              .with("Repr-Digest", digest)
              .with("Vary", "Accept-Encoding");
      case ByteRange.Meaning.Whole() -> {
        var coding = AcceptedCoding.of(request.header("Accept-Encoding"));
        var whole = HttpAnswer.bytes(200, TYPE, content.whole(size, coding));
        yield (coding == ContentCoding.IDENTITY
                ? whole.with("ETag", tag).with("Repr-Digest", digest)
                : whole
                    .with("ETag", "\"%s-%s\"".formatted(id, coding.token()))
                    .with("Content-Encoding", coding.token())
                    // The digest of the compressed bytes is known only after them.
                    .with("Unencoded-Digest", digest))
            .with("Accept-Ranges", "bytes")
            .with("Vary", "Accept-Encoding");
      }
    };
  }

  private static boolean isKnown(ApiRequest request, String id) {
    var tags = request.header("If-None-Match");
    return tags != null && (tags.strip().equals("*") || tags.contains(id));
  }

  private static String base64(String hex) {
    return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
  }

  /** An open file, or a part of it. */
  private static final class FileContent implements HttpAnswer.ByteStream {

    private final FileChannel channel;
    private final Semaphore permits;
    private final AtomicBoolean isClosed = new AtomicBoolean();
    private ByteRange range = new ByteRange(0, 0);
    private ContentCoding coding = ContentCoding.IDENTITY;

    FileContent(FileChannel channel, Semaphore permits) {
      this.channel = channel;
      this.permits = permits;
    }

    FileContent part(ByteRange wanted) {
      range = wanted;
      return this;
    }

    FileContent whole(long size, ContentCoding wanted) {
      range = new ByteRange(0, size);
      coding = wanted;
      return this;
    }

    @Override
    public long length() {
      return coding == ContentCoding.IDENTITY ? range.length() : -1;
    }

    @Override
    public void write(OutputStream out) throws IOException {
      try (var encoded = coding.encode(new Unclosed(out))) {
        var buffer = new byte[BUFFER];
        for (var done = 0L; done < range.length(); ) {
          var bytes = ByteBuffer.wrap(buffer, 0, (int) Math.min(BUFFER, range.length() - done));
          var count = channel.read(bytes, range.from() + done);
          if (count < 0) {
            throw new IOException("The file was cut while it was sent");
          }
          encoded.write(buffer, 0, count);
          done += count;
        }
      }
    }

    @Override
    public void close() throws IOException {
      if (isClosed.compareAndSet(false, true)) {
        permits.release();
        channel.close();
      }
    }
  }

  /** Stays open when the coding around it ends. */
  private static final class Unclosed extends FilterOutputStream {

    Unclosed(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
      out.write(bytes, from, count);
    }

    @Override
    public void close() throws IOException {
      out.flush();
    }
  }
}
